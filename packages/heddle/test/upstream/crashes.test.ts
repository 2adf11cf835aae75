import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { ProcessPoolExecutor, WorkerDiedError, range } from "heddle"
import { failure } from "../contract/errors.ts"
import { acrossProcesses, gates, reached, tick } from "../contract/gates.ts"
import { CrashesWhenDecoded, CrashesWhenEncoded, crash } from "./crashing.ts"

acrossProcesses()

describe("an executor of processes", () => {
  const executor = new ProcessPoolExecutor({ maxWorkers: 2 })
  after(() => executor.shutdown())

  /** Its task fails with the signal, what was submitted around it does not, and the pool is whole. */
  async function crashes(start: () => Promise<unknown>): Promise<void> {
    const double = (x: number): number => x * 2
    const before = [...range(5)].map((x) => executor.submit(double, x))
    const error = failure(start())
    const behind = [...range(5)].map((x) => executor.submit(double, x))
    const died = await error
    assert.ok(died instanceof WorkerDiedError, died.stack)
    assert.deepEqual([died.signal, died.exitCode], ["SIGSEGV", null])
    assert.deepEqual(await Promise.all([...before, ...behind]), [0, 2, 4, 6, 8, 0, 2, 4, 6, 8])
    assert.equal(await executor.submit(double, 21), 42)
  }

  it("a native crash while an argument is decoded fails its task with the signal, and the pool goes on", async () => {
    await crashes(() => executor.submit((x: object) => x, new CrashesWhenDecoded()))
  })

  it("a native crash in a task fails it with the signal, and the pool goes on", async () => {
    await crashes(() => executor.submit(crash))
  })

  it("a native crash while a result is encoded fails its task with the signal, and the pool goes on", async () => {
    await crashes(() => executor.submit(() => new CrashesWhenEncoded()))
  })

  it("workers that kill each other leave no hang", async () => {
    const workers = 3
    const friends = new ProcessPoolExecutor({ maxWorkers: workers })
    const there = gates()
    const pids = await friends.map(
      async (_: number, count: typeof there) => {
        tick(count)
        await reached(count, 3)
        return process.pid
      },
      range(workers),
      [there, there, there],
    )
    assert.equal(new Set(pids).size, workers)
    const kill = (pid: number): number => {
      try {
        process.kill(pid, "SIGKILL")
      } catch {
        // Another one did it.
      }
      return pid
    }
    const outcomes = await Promise.allSettled(pids.toReversed().map((pid) => friends.submit(kill, pid)))
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") assert.equal((outcome.reason as WorkerDiedError).signal, "SIGKILL")
    }
    assert.equal(await friends.submit(() => 42), 42)
    await friends.shutdown()
  })
})
