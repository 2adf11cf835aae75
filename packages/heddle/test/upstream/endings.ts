import assert from "node:assert/strict"
import { UnsendableError, WorkerDiedError, range } from "heddle"
import type { Future } from "heddle"
import { failure } from "../contract/errors.ts"
import { gates, opened, reached, read, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"
import type { Case } from "./executors.ts"

/** Says that it has begun, and ends when the gate opens. */
export async function held(began: Gates, gate: Gates, value: number): Promise<number> {
  tick(began)
  await opened(gate)
  return value
}

const settled = async (futures: readonly Future<unknown>[]): Promise<PromiseSettledResult<unknown>[]> =>
  await Promise.allSettled(futures)

/** Shutting down, with and without waiting, softly and hard. */
export const endings: readonly Case[] = [
  [
    "never more than maxWorkers workers of one task each have a task, and their tasks start in order",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1, maxTasksPerChild: 1 })
      // One that has done its last task may still be ending when the next has begun.
      let most = 0
      executor.pool.on("worker", () => {
        most = Math.max(most, executor.pool.workers.filter(({ pending }) => pending > 0).length)
      })
      const count = gates()
      const order = [...range(12)].map(() => executor.submit(tick, count))
      assert.deepEqual(await Promise.all(order), [...range(1, 13)])
      assert.equal(most, 1)
    },
  ],
  [
    "a shutdown that does not wait finishes a backlog with workers of one task each",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1, maxTasksPerChild: 1 })
      const [began, gate] = [gates(), gates()]
      const futures = [...range(3)].map((x) => executor.submit(held, began, gate, x))
      await reached(began, 1)
      await executor.shutdown({ wait: false })
      release(gate)
      assert.deepEqual(await Promise.all(futures), [0, 1, 2])
    },
  ],
  [
    "an argument that cannot be sent, then a shutdown: both settle",
    async ({ open }) => {
      for (const wait of [true, false]) {
        const executor = open()
        assert.equal(await executor.submit(() => 42), 42)
        const future = executor.submit((x: object) => x, new WeakMap())
        const shutdown = executor.shutdown({ wait })
        assert.ok((await failure(future)) instanceof UnsendableError)
        await shutdown
        await executor.shutdown()
      }
    },
  ],
  [
    "terminateWorkers and killWorkers are fine after a worker has died",
    async ({ open }) => {
      for (const end of ["terminateWorkers", "killWorkers"] as const) {
        const executor = open({ maxWorkers: 1 })
        assert.ok((await failure(executor.submit(() => process.exit(1)))) instanceof WorkerDiedError)
        await executor[end]()
      }
    },
  ],
  [
    "killWorkers starts no worker again and settles the backlog",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1, maxTasksPerChild: 1 })
      let starts = 0
      executor.pool.on("worker", ({ change }) => (starts += change === "started" ? 1 : 0))
      const [began, gate] = [gates(), gates()]
      const futures = [...range(3)].map((x) => executor.submit(held, began, gate, x))
      await reached(began, 1)
      const all = settled(futures)
      await executor.killWorkers()
      assert.deepEqual(
        (await all).map(({ status }) => status),
        ["rejected", "rejected", "rejected"],
      )
      assert.deepEqual(
        futures.map((future) => future.cancelled()),
        [false, true, true],
      )
      assert.deepEqual([starts, read(began)], [1, 1])
    },
  ],
]
