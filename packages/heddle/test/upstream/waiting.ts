import assert from "node:assert/strict"
import { inspect } from "node:util"
import { CancelledError, TimeoutError, asCompleted, range, wait } from "heddle"
import type { Future } from "heddle"
import { failure } from "../contract/errors.ts"
import { gates, opened, release } from "../contract/gates.ts"
import type { Case } from "./executors.ts"

const fails = (): never => {
  throw new RangeError("expected")
}

/** Futures, and waiting for several. */
export const waiting: readonly Case[] = [
  [
    "a callback can read how its future ended: value, error or cancelled",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1 })
      const gate = gates()
      const seen: unknown[] = []
      const value = executor.submit(async () => await opened(gate).then(() => 5))
      const error = executor.submit(fails)
      const cancelled = executor.submit(() => 6)
      const read = async (future: Future<number>): Promise<void> => {
        if (future.cancelled()) seen.push("cancelled")
        else seen.push((await future.exception()) ?? (await future.result()))
      }
      const told = [value, error, cancelled].map(
        async (future) => await new Promise<void>((resolve) => future.addDoneCallback((done) => resolve(read(done)))),
      )
      assert.ok(cancelled.cancel())
      assert.deepEqual(seen, ["cancelled"])
      release(gate)
      await Promise.all(told)
      assert.deepEqual(seen, ["cancelled", 5, await error.exception()])
    },
  ],
  [
    "a callback on a future that failed or was cancelled runs at once",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1 })
      const gate = gates()
      const failed = executor.submit(fails)
      await failed.exception()
      const blocker = executor.submit(opened, gate)
      const cancelled = executor.submit(() => 1)
      cancelled.cancel()
      const seen: unknown[] = []
      for (const future of [failed, cancelled] as Future<unknown>[]) future.addDoneCallback((done) => seen.push(done))
      assert.deepEqual(seen, [failed, cancelled])
      release(gate)
      await blocker
    },
  ],
  [
    "a late callback that throws is told of, not thrown",
    async ({ executor }) => {
      const warned = new Promise<Error>((resolve) => process.once("warning", resolve))
      const future = executor.submit(() => 5)
      await future
      future.addDoneCallback(() => {
        throw new Error("from a late callback")
      })
      assert.match((await warned).message, /from a late callback/)
      assert.equal(await future, 5)
    },
  ],
  [
    "a future prints its state and how it ended",
    async ({ executor }) => {
      const value = executor.submit(() => 42)
      assert.match(inspect(value), /Future [^]*<pending>/)
      const error = executor.submit(fails)
      await Promise.allSettled([value, error])
      assert.match(inspect(value), /Future [^]*42/)
      assert.match(inspect(error), /Future [^]*<rejected> RangeError: expected/)
    },
  ],
  [
    "who waits for a result learns of the cancellation",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1 })
      const gate = gates()
      const blocker = executor.submit(opened, gate)
      const future = executor.submit(() => 1)
      const [result, exception] = [failure(future.result(60_000)), failure(future.exception(60_000))]
      assert.ok(future.cancel())
      assert.ok((await result) instanceof CancelledError)
      assert.ok((await exception) instanceof CancelledError)
      release(gate)
      await blocker
    },
  ],
  [
    "wait for the first exception: one that failed already is enough",
    async ({ executor }) => {
      const gate = gates()
      const failed = executor.submit(fails)
      await failed.exception()
      const slow = executor.submit(opened, gate)
      const { done, notDone } = await wait<unknown>([failed, slow], { returnWhen: "FIRST_EXCEPTION" })
      assert.deepEqual([[...done], [...notDone]], [[failed], [slow]])
      release(gate)
      await slow
    },
  ],
  [
    "wait for all takes values, failures and cancelled ones alike",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1 })
      const all: Future<unknown>[] = [executor.submit(fails), executor.submit(() => 42), executor.submit(() => 1)]
      assert.ok(all[2]!.cancel())
      const { done, notDone } = await wait(all, { returnWhen: "ALL_COMPLETED" })
      assert.deepEqual([done, notDone], [new Set(all), new Set()])
    },
  ],
  [
    "a hundred futures that finish at one moment are all seen by a wait",
    async ({ executor }) => {
      const gate = gates()
      const futures = [...range(100)].map((x) => executor.submit(async () => await opened(gate).then(() => x)))
      const waits = Promise.all([wait(futures), wait(futures, { returnWhen: "FIRST_EXCEPTION" })])
      release(gate)
      for (const { done, notDone } of await waits) assert.deepEqual([done.size, notDone.size], [100, 0])
    },
  ],
  [
    "asCompleted with no time gives those that are done, then TimeoutError",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1 })
      const gate = gates()
      const [value, error] = [executor.submit(() => 1), executor.submit(fails)]
      await Promise.allSettled([value, error])
      const slow = executor.submit(opened, gate)
      const cancelled = executor.submit(() => 2)
      cancelled.cancel()
      const given: unknown[] = []
      const late = await failure(
        (async () => {
          for await (const future of asCompleted<unknown>([value, error, slow, cancelled], { timeout: 0 }))
            given.push(future)
        })(),
      )
      assert.ok(late instanceof TimeoutError)
      assert.equal(late.message, "1 (of 4) futures unfinished")
      assert.deepEqual(given, [value, error, cancelled])
      release(gate)
      await slow
    },
  ],
  [
    "callbacks may submit the next call, chain after chain",
    async ({ executor }) => {
      const chain = async (name: string, length: number): Promise<number[]> =>
        await new Promise((resolve) => {
          const seen: number[] = []
          const next = (count: number): void => {
            const future = executor.submit((text: string, n: number) => [text, n] as const, name, count)
            future.addDoneCallback((done) => {
              void done.then(([, n]) => {
                seen.push(n)
                if (n > 0) next(n - 1)
                else resolve(seen)
              })
            })
          }
          next(length)
        })
      const down = (from: number): number[] => [...range(from, -1, -1)]
      const chains = await Promise.all([chain("a", 100), chain("b", 50), chain("c", 60)])
      assert.deepEqual(chains, [down(100), down(50), down(60)])
    },
  ],
  [
    "many users mix maps, submits and cancels on one executor",
    async ({ executor }) => {
      const user = async (): Promise<void> => {
        const first = executor.map(Math.sqrt, range(40), { timeout: 60_000 })
        const futures = [...range(20)].map(() => executor.submit(() => "done"))
        futures.forEach((future, i) => void (i % 2 === 0 && future.cancel()))
        const second = executor.map(Math.sqrt, range(40), { timeout: 60_000 })
        const roots = [...range(40)].map(Math.sqrt)
        assert.deepEqual(await Promise.all([first, second]), [roots, roots])
        for (const future of futures) {
          if (future.cancelled()) assert.ok((await failure(future)) instanceof CancelledError)
          else assert.equal(await future, "done")
        }
      }
      await Promise.all([...range(10)].map(user))
    },
  ],
]
