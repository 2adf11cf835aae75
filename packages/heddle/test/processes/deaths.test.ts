import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { Pool, TaskTimeoutError, WorkerDiedError, WorkerOutOfMemoryError, range } from "heddle"
import type { PoolOptions } from "heddle"
import { failure } from "../contract/errors.ts"
import { FileGates, fileGates } from "../contract/file-gates.ts"

/* What ends a process, and nothing else. */
describe("a worker process", () => {
  const pools: Pool[] = []
  const open = (options: PoolOptions = {}): Pool => {
    const pool = new Pool({ workers: 1, backend: "processes", ...options })
    pools.push(pool)
    return pool
  }
  after(async () => await Promise.all(pools.map((pool) => pool.terminate())))

  for (const signal of ["SIGKILL", "SIGSEGV", "SIGTERM", "SIGABRT"] as const) {
    it(`that gets ${signal} takes its task along, which says so, and nothing more`, async () => {
      const pool = open({ workers: 2 })
      const neighbours = range(20).map((x) => pool.submit((y: number) => y, x))
      const error = await failure(
        pool.submit(async (name: NodeJS.Signals) => {
          process.kill(process.pid, name)
          await new Promise(() => {})
        }, signal),
      )
      assert.ok(error instanceof WorkerDiedError, error.stack)
      assert.deepEqual([error.signal, error.exitCode, error.phase], [signal, null, "running"])
      assert.match(error.message, new RegExp(signal))
      assert.deepEqual(await Promise.all(neighbours), [...range(20)])
      assert.equal(await pool.submit(() => 1), 1)
    })
  }

  it("that crashes loses no result that was finished, however many went with it in a batch", async () => {
    const pool = open()
    const work = (x: number): number => {
      if (x === 700) process.kill(process.pid, "SIGKILL")
      return x
    }
    // Learned to be cheap, they go together.
    await pool.map(work, range(500))
    const outcomes = await pool.map(work, range(200, 1200), { onError: "settle", chunkSize: 1000 })
    const lost = outcomes.flatMap((one, i) => (one.status === "rejected" ? [i + 200] : []))
    assert.deepEqual(lost, [700])
  })

  it("that V8 aborts for want of memory says that it ran out, and prints nothing of it", async () => {
    const pool = open({ resourceLimits: { maxOldGenerationSizeMb: 40 }, stdout: "capture" })
    const printed: string[] = []
    pool.on("output", ({ text }) => printed.push(text))
    const hoard = (): never => {
      const kept: object[] = []
      for (let i = 0; ; i++) kept.push({ i })
    }
    const error = await failure(pool.submit(hoard))
    assert.ok(error instanceof WorkerOutOfMemoryError, error.stack)
    assert.equal(error.limitMb, 40)
    assert.equal(await pool.submit(() => 1), 1)
    assert.deepEqual(printed, [])
  })

  it("whose buffers are over memoryLimit ends, though its heap is small", async () => {
    const pool = open({ memoryLimit: "100M" })
    const hoard = (): never => {
      const kept: Uint8Array[] = []
      for (;;) kept.push(new Uint8Array(1e6).fill(1))
    }
    const error = await failure(pool.submit(hoard))
    assert.ok(error instanceof WorkerOutOfMemoryError, error.stack)
    assert.equal(error.limitMb, 100)
    assert.ok(error.usedMb >= 100)
  })

  it("that makes much garbage stays below its memoryLimit", async () => {
    const pool = open({ memoryLimit: "64M" })
    const churn = (): number => {
      let sum = 0
      for (let i = 0; i < 2e6; i++) sum += [i, i].length
      return sum
    }
    for (let i = 0; i < 3; i++) assert.equal(await pool.submit(churn), 4e6)
    assert.equal(pool.stats().restarts, 0)
  })

  it("that spins, deaf to signals, is ended by its timeout", async () => {
    const pool = open({ timeout: 30, grace: 5 })
    const deaf = (): never => {
      process.on("SIGTERM", () => {})
      for (;;);
    }
    assert.ok((await failure(pool.submit(deaf))) instanceof TaskTimeoutError)
    assert.equal(await pool.submit(() => 1), 1)
  })

  it("in a long task gives what was done before it", async () => {
    const pool = open()
    const { path } = fileGates(1)
    const step = (i: number, at: string): number => {
      if (i === 5) while (new FileGates(at, 1).get(0) === 0);
      return i
    }
    // Learned to be cheap, calls go together.
    await pool.starmap(
      step,
      range(100, 5000).map((i): [number, string] => [i, path]),
    )
    const all = range(40).map((i) => pool.submit(step, i, path))
    assert.deepEqual(await Promise.all(all.slice(0, 5)), [0, 1, 2, 3, 4])
    assert.equal(all[5]!.done(), false)
    new FileGates(path, 1).set(0, 1)
    assert.deepEqual(await Promise.all(all), [...range(40)])
  })

  it("that cannot be given its workerData is not there, and says why", async () => {
    const { createSecretKey } = await import("node:crypto")
    const error = await failure(open({ workerData: createSecretKey("secret", "utf8") }).submit(() => 1))
    assert.ok(error instanceof WorkerDiedError, error.stack)
    assert.match((error.cause as Error).message, /workerData.*a key/)
  })

  it("ends although a process that it started holds its standard error", async () => {
    const pool = open()
    const pid = await pool.submit(async () => {
      const { spawn } = await import("node:child_process")
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })
      return child.pid!
    })
    try {
      assert.ok((await failure(pool.submit(() => process.exit(4)))) instanceof WorkerDiedError)
    } finally {
      process.kill(pid, "SIGKILL")
    }
  })

  it("that is retired and replaced is gone: nothing of a pool remains after close", async () => {
    const pool = open({ workers: 2, maxTasksPerWorker: 2 })
    const pids = new Set(
      await pool.map(
        () => process.pid,
        range(12).map(() => 0),
        { chunkSize: 1 },
      ),
    )
    assert.ok(pids.size >= 6)
    await pool.close()
    for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" })
  })
})
