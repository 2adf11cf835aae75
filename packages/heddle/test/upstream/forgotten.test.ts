import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { ThreadPoolExecutor, WorkerDiedError, range } from "heddle"
import type { ExecutorOptions, Future } from "heddle"
import { failure } from "../contract/errors.ts"
import { gates, opened, release, turn } from "../contract/gates.ts"
import { collect } from "./references.ts"

interface Told {
  workers: number
}

/** What `use` gives of an executor that nobody holds when this returns. */
function forget<T>(told: Told, options: ExecutorOptions, use: (executor: ThreadPoolExecutor) => T): T {
  const executor = new ThreadPoolExecutor(options)
  executor.pool.on("worker", ({ change }) => (told.workers += change === "started" ? 1 : -1))
  return use(executor)
}

async function untilEnded(told: Told): Promise<void> {
  do {
    collect()
    await turn()
  } while (told.workers > 0)
}

const awaits = async (gate: Int32Array<SharedArrayBuffer>, x: number): Promise<number> =>
  await opened(gate).then(() => x)

const same = (x: number): number => x

const exits = async (gate: Int32Array<SharedArrayBuffer>): Promise<never> => {
  await opened(gate)
  return process.exit(9)
}

describe("a forgotten executor", () => {
  it("a forgotten executor with workers of one task each settles its backlog", async () => {
    const told = { workers: 0 }
    const gate = gates() as Int32Array<SharedArrayBuffer>
    const futures = forget(told, { maxWorkers: 1, maxTasksPerChild: 1 }, (executor) =>
      [...range(3)].map((x) => executor.submit(awaits, gate, x)),
    )
    collect()
    await turn()
    release(gate)
    assert.deepEqual(await Promise.all(futures), [0, 1, 2])
    await untilEnded(told)
  })

  it("a death in a forgotten executor fails its task and ends the rest", async () => {
    const told = { workers: 0 }
    const gate = gates() as Int32Array<SharedArrayBuffer>
    const [good, bad] = forget(told, { maxWorkers: 2 }, (executor): [Future<number>[], Future<never>] => [
      [...range(5)].map((x) => executor.submit(same, x)),
      executor.submit(exits, gate),
    ])
    collect()
    assert.deepEqual(await Promise.all(good), [...range(5)])
    const error = failure(bad)
    release(gate)
    assert.ok((await error) instanceof WorkerDiedError)
    await untilEnded(told)
  })
})
