import assert from "node:assert/strict"
import { OptionError, TimeoutError, range } from "heddle"
import { failure } from "../contract/errors.ts"
import type { Case } from "./executors.ts"

const ended = { done: true, value: undefined }

/** `submit` and `map`. */
export const mapping: readonly Case[] = [
  [
    "arguments by name are an object, whatever their names",
    async ({ executor }) => {
      const named = { fn: 3, self: 2, args: [1], timeout: 1, chunkSize: -1 }
      assert.deepEqual(await executor.submit((names: object) => names, named), named)
      assert.deepEqual(await executor.map((names: object) => names, [named]), [named])
    },
  ],
  [
    "a TimeoutError that a task throws is the task's own",
    async ({ executor }) => {
      const late = (x: number): number => {
        if (x === 1) throw new TimeoutError("of the task")
        return x
      }
      for (const options of [{}, { timeout: 60_000 }]) {
        const results = executor.map(late, [0, 1, 2, 3], options)
        assert.deepEqual(await results.next(), { done: false, value: 0 })
        const error = await failure(results.next())
        assert.ok(error instanceof TimeoutError)
        assert.equal(error.message, "of the task")
        assert.deepEqual(await results.next(), ended)
      }
    },
  ],
  [
    "a map that was closed gives nothing more",
    async ({ executor }) => {
      for (const chunkSize of [1, 3]) {
        const results = executor.map((x: number) => x * 2, range(4), { chunkSize })
        assert.deepEqual(await results.next(), { done: false, value: 0 })
        assert.deepEqual(await results.return(), ended)
        assert.deepEqual([await results.next(), await results.next()], [ended, ended])
      }
    },
  ],
  [
    "a map without an input is refused",
    ({ executor }) => {
      const untyped = executor as unknown as { map(...args: unknown[]): unknown }
      for (const args of [[String], [String, undefined], [String, { bufferSize: 2 }], [String, 5]]) {
        assert.throws(() => untyped.map(...args), OptionError)
      }
    },
  ],
  [
    "more than 61 workers may be asked for: they start when they are needed",
    async ({ open }) => {
      const executor = open({ maxWorkers: 62 })
      assert.equal(await executor.submit(() => 1), 1)
      assert.equal(executor.pool.stats().maxWorkers, 62)
      assert.equal(executor.pool.stats().workers, 1)
    },
  ],
]
