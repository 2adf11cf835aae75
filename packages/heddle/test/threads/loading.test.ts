import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { AbortError, Pool, TaskTimeoutError, WorkerDiedError, WorkerOutOfMemoryError, range } from "heddle"
import { opened, release, wordGates } from "../contract/gates.ts"
import { failure } from "../contract/errors.ts"
import * as traps from "./traps.ts"

/*
 * A function by reference is imported by the worker before its first call. What its module does there counts as its
 * task's doing: it exits, spins, waits for ever or exhausts memory, and that task rejects. Main has the same module, so
 * the trap springs only in workers.
 */
describe("a module that a task's function comes from", () => {
  const pools: Pool[] = []
  const open = (options: ConstructorParameters<typeof Pool>[0] = {}): Pool => {
    const pool = new Pool({ workers: 1, ...options })
    pools.push(pool)
    return pool
  }
  after(async () => await Promise.all(pools.map((pool) => pool.terminate())))

  it("exits while it loads: its tasks reject, a bounded number of workers is started", async () => {
    const pool = open({ env: { ...process.env, HEDDLE_TRAP: "exit" } })
    const errors = await Promise.all(range(3).map(async (x) => await failure(pool.submit(traps.caught, x))))
    for (const error of errors) {
      assert.ok(error instanceof WorkerDiedError, error.stack)
      assert.equal(error.exitCode, 5)
    }
    assert.equal(await pool.submit((x: number) => x, 1), 1)
    assert.ok(pool.stats().restarts <= 4)
  })

  it("spins while it loads: an abort ends it", async () => {
    const pool = open({ env: { ...process.env, HEDDLE_TRAP: "spin" }, grace: 10 })
    assert.equal(await pool.submit(() => 1), 1)
    const controller = new AbortController()
    const call = pool.with({ signal: controller.signal }).submit(traps.caught, 1)
    while (!call.running()) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    assert.ok((await failure(call)) instanceof AbortError)
    assert.equal(await pool.submit(() => 3), 3)
  })

  it("never finishes loading: a timeout ends it, after the time that loading may take", async () => {
    const pool = open({ env: { ...process.env, HEDDLE_TRAP: "wait" }, grace: 10 })
    const late = await failure(pool.with({ timeout: 100 }).submit(traps.caught, 1))
    assert.ok(late instanceof TaskTimeoutError, late.stack)
    assert.equal(await pool.submit(() => 2), 2)
  })

  it("exhausts memory while it loads: its task rejects", async () => {
    const pool = open({ env: { ...process.env, HEDDLE_TRAP: "hoard" }, memoryLimit: "96M" })
    const error = await failure(pool.submit(traps.caught, 1))
    assert.ok(error instanceof WorkerOutOfMemoryError, error.stack)
    assert.equal(await pool.submit(() => 2), 2)
  })

  it("an initializer that exhausts memory or exits: a bounded number of starts", async () => {
    const hoarding = open({
      memoryLimit: "96M",
      initializer: () => {
        const kept: object[] = []
        for (let i = 0; ; i++) kept.push({ i })
      },
    })
    const error = await failure(hoarding.submit(() => 1))
    assert.ok(error instanceof WorkerOutOfMemoryError, error.stack)
    assert.ok(hoarding.stats().restarts <= 4, `${hoarding.stats().restarts} starts`)
  })

  it("a worker that exits in a timer of its initializer: a bounded number of starts", async () => {
    const pool = open({ initializer: () => void setImmediate(() => process.exit(3)) })
    const outcomes = await Promise.allSettled(range(3).map(async (x) => await pool.submit((y: number) => y, x)))
    assert.equal(outcomes.length, 3)
    assert.ok(pool.stats().restarts <= 10, `${pool.stats().restarts} starts`)
  })

  it("a stuck worker's queue goes to another", async () => {
    const pool = open({ workers: 2 })
    const words = wordGates(2)
    // Its result arrives, then the worker blocks outside of any task.
    await pool.submit(() => {
      setImmediate(() => {
        release(words, 0)
        Atomics.wait(words, 1, 0)
      })
    })
    await opened(words, 0)
    assert.deepEqual(await Promise.all(range(20).map((x) => pool.submit((y: number) => y, x))), [...range(20)])
    release(words, 1)
  })
})
