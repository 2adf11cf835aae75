import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { WorkerDiedError } from "heddle"
import {
  acrossProcesses,
  gates,
  opened,
  put,
  read,
  reached,
  release,
  tick,
} from "../../../heddle/test/contract/gates.ts"
import { notRun } from "../broker.ts"
import { World, lease, outcome, runs, until } from "./world.ts"

acrossProcesses()

describe("a worker on a machine", { skip: await notRun() }, () => {
  it("is killed: what it had begun fails, what it had not runs elsewhere, and nothing runs twice", async () => {
    await using world = await World.start()
    await world.machine()
    const pool = world.pool(await world.cluster(), { workers: 2 })
    const counts = gates(12)
    const [gate, begun, first] = [gates(), gates(), gates()]
    const futures = Array.from({ length: 10 }, (_, i) =>
      pool.submit(async (index: number) => {
        tick(counts, index)
        if (tick(begun) === 1) put(first, 0, process.pid)
        await opened(gate)
        return process.pid
      }, i),
    )
    const ends = futures.map(outcome)
    await reached(begun, 2)
    const victim = read(first)
    process.kill(victim, "SIGKILL")
    await reached(begun, 3)
    release(gate)
    const outcomes = await Promise.all(ends)
    const failed = outcomes.filter((one) => one instanceof WorkerDiedError)
    assert.equal(failed.length, 1)
    assert.equal(failed[0]!.signal, "SIGKILL")
    assert.ok(outcomes.every((one) => one instanceof WorkerDiedError || (typeof one === "number" && one !== victim)))
    assert.deepEqual(
      outcomes.map((_, i) => read(counts, i)),
      Array<number>(10).fill(1),
    )
  })

  it("is killed: retries have everything finished, and what had begun runs once more", async () => {
    await using world = await World.start()
    await world.machine()
    const pool = world.pool(await world.cluster(), { workers: 2 })
    const counts = gates(20)
    const futures = Array.from({ length: 20 }, (_, i) =>
      pool.with({ retries: 1 }).submit((index: number) => {
        if (tick(counts, index) === 1 && index % 5 === 0) process.kill(process.pid, "SIGKILL")
        return index
      }, i),
    )
    assert.deepEqual(await Promise.all(futures), [...Array(20).keys()])
    assert.deepEqual(
      futures.map((_, i) => read(counts, i)),
      futures.map((_, i) => (i % 5 === 0 ? 2 : 1)),
    )
  })

  it("is killed by each try of a task: that ends in an error, and the machine goes on", async () => {
    await using world = await World.start()
    await world.machine()
    const pool = world.pool(await world.cluster(), { workers: 1 })
    const count = gates()
    const poison = (): void => {
      tick(count)
      process.kill(process.pid, "SIGKILL")
    }
    const error = await outcome(pool.with({ retries: 3 }).submit(poison))
    assert.ok(error instanceof WorkerDiedError)
    assert.equal(read(count), 4)
    assert.equal(await pool.submit(() => "well"), "well")
  })

  it("takes and gives what is much larger than the window", async () => {
    await using world = await World.start()
    await world.machine()
    const pool = world.pool(await world.cluster(), { workers: 1 })
    const large = new Uint8Array(80_000_000)
    for (let i = 0; i < large.length; i += 9973) large[i] = i % 253
    const back = await pool.submit((bytes: Uint8Array) => bytes, large)
    assert.equal(Buffer.compare(back, large), 0)
  })

  it("that says more than its program takes waits, while the program is blocked for longer than a beat", async () => {
    await using world = await World.start()
    await world.machine("machine", 1)
    const pool = world.pool(await world.cluster(), { workers: 1 })
    const said = gates()
    const future = pool.submit(async (count) => {
      for (let i = 0; i < 300; i++) {
        process.stdout.write(`${"x".repeat(100_000)}\n`)
        if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      tick(count)
      return "said"
    }, said)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
    assert.equal(await future, "said")
  })

  it("is ended with its machine's place, if its program dies while it says more than that takes", async () => {
    await using world = await World.start()
    await world.machine("machine", 1)
    const machines = await world.cluster({ lease })
    const pid = gates()
    const noisy = async (own: typeof pid): Promise<void> => {
      put(own, 0, process.pid)
      for (;;) {
        process.stdout.write("x".repeat(1_000_000))
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const pool = world.pool(machines, { workers: 1 })
    const future = outcome(pool.submit(noisy, pid))
    await opened(pid)
    const child = read(pid)
    // Longer than the lease: the machine hears nothing of this program, and it takes nothing.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * lease)
    assert.ok((await future) instanceof WorkerDiedError)
    await until(() => !runs(child))
    assert.equal(await pool.submit(() => "well"), "well")
  })

  it("waits for a place until there is one", async () => {
    await using world = await World.start()
    await world.machine("machine", 1)
    const machines = await world.cluster()
    const [one, two] = [world.pool(machines, { workers: 1 }), world.pool(machines, { workers: 1 })]
    assert.equal(await one.submit(() => 1), 1)
    const second = two.submit(() => 2)
    await until(() => machines.machines[0]?.free === 0)
    await one.close()
    assert.equal(await second, 2)
  })
})
