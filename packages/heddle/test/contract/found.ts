import assert from "node:assert/strict"
import { getEventListeners } from "node:events"
import { AbortError, CancelledError, PoolClosedError, WorkerDiedError, range, shared } from "heddle"
import { has } from "./case.ts"
import type { Group } from "./contract.ts"
import { rejection } from "./errors.ts"

/** What random programs found. */
export const found: Group = [
  has("a map whose last item is a future that fails ends", async ({ pool }) => {
    const fails = pool.submit((): number => {
      throw new Error("no item")
    })
    const results = await pool.map((x: number) => x, [1, fails], { onError: "settle" })
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected"],
    )
  }),

  has("each of many calls that never ran has an error of its own", async ({ open }) => {
    const pool = open({ workers: 1 })
    const futures = range(20).map((x) => pool.submit(async (y: number) => await Promise.resolve(y), x))
    const ended = pool.terminate()
    const errors = await Promise.all(futures.map((future) => future.exception()))
    await ended
    const closed = errors.filter((error) => error instanceof PoolClosedError)
    assert.ok(closed.length > 0)
    assert.equal(new Set(closed).size, closed.length)
  }),

  has("what hears of a worker's death may cancel what waited behind it", ["exiting"], async ({ open }) => {
    const pool = open({ workers: 1 })
    const known = (code: number): number => {
      if (code > 0) process.exit(code)
      return code
    }
    // Learned to be cheap, calls go together.
    await pool.map(
      known,
      range(500).map(() => 0),
    )
    const dies = pool.submit(known, 9)
    const behind = range(50).map(() => pool.submit(known, 0))
    dies.addDoneCallback(() => behind[20]!.cancel())
    assert.ok((await dies.exception()) instanceof WorkerDiedError)
    const outcomes = await Promise.allSettled(behind)
    for (const [i, outcome] of outcomes.entries()) {
      if (i === 20) assert.ok(outcome.status === "rejected" && outcome.reason instanceof CancelledError)
      else assert.deepEqual(outcome, { status: "fulfilled", value: 0 })
    }
  }),

  has("graphs and plain values, sent together and taken back in part, stay what they are", async ({ open }) => {
    const pool = open({ workers: 2 })
    class Box {
      readonly x: number
      constructor(x: number) {
        this.x = x
      }
    }
    const read = (value: unknown): unknown => (typeof value === "object" ? (value as { x: number }).x : value)
    const items = range(400).map((i) => (i < 200 ? new Box(i) : i % 2 === 0 ? i : `${i}`))
    const futures = items.map((item) => pool.submit(read, item))
    for (const future of futures.slice(150, 160)) future.cancel()
    const results = await Promise.allSettled(futures)
    for (const [i, result] of results.entries()) {
      if (result.status === "fulfilled") assert.equal(result.value, i < 200 ? i : items[i])
      else assert.ok(result.reason instanceof CancelledError, String(result.reason))
    }
  }),

  has("a map ends whose array has become shorter", async ({ pool }) => {
    for (const left of [0, 2]) {
      const items = [...range(2000)]
      const results = pool.map((x: number) => x, items)
      items.length = left
      const got = await results
      assert.deepEqual(got, [...range(2000)].slice(0, got.length))
    }
  }),

  has("a pool closes whose stream was begun and left, and what was computed can be read", async ({ open }) => {
    for (const count of [1, 3000]) {
      const pool = open({ workers: 2 })
      const results = pool.imap((x: number) => x + 1, range(count))
      assert.deepEqual(await results.next(), { value: 1, done: false })
      await pool.close()
      const rest: number[] = []
      for await (const result of results) rest.push(result)
      assert.deepEqual(rest, [...range(2, count + 1)])
    }
  }),

  has("calls with one signal are one listener of it, and none when they are over", async ({ pool }) => {
    const { signal } = new AbortController()
    const view = pool.with({ signal })
    const futures = range(50).map((x) => view.submit((y: number) => y, x))
    const all = view.map((x: number) => x, range(10), { signal })
    assert.equal(getEventListeners(signal, "abort").length, 1)
    await Promise.all([...futures, all])
    assert.equal(getEventListeners(signal, "abort").length, 0)
  }),

  has("an abort reaches every call of its signal", async ({ pool }) => {
    const aborter = new AbortController()
    const view = pool.with({ signal: aborter.signal })
    const forever = async (): Promise<never> => new Promise(() => setTimeout(() => undefined, 2 ** 30))
    const futures = range(20).map(() => view.submit(forever))
    aborter.abort(new Error("enough"))
    const outcomes = await Promise.allSettled(futures)
    for (const outcome of outcomes) assert.ok(outcome.status === "rejected" && outcome.reason instanceof AbortError)
  }),

  has(
    "rows of different lengths, and empty ones, have no place in out; the error ends in the caller's line",
    async ({ pool }) => {
      for (const out of [shared(new Float64Array(12)), new Float64Array(12)]) {
        const ragged = await rejection(pool.map((x: number) => range(x + 1).map(() => x), range(3), { out }))
        assert.match(
          (ragged as Error).message,
          /^item \d returned a row of \d, and item \d a row of \d: `out` takes rows of one length$/,
        )
        assert.match((ragged as Error).stack!, /found\.ts/)
        const mixed = await rejection(pool.map((x: number) => (x === 1 ? 5 : [x, x]) as number, range(4), { out }))
        assert.match((mixed as Error).message, /a row of 2.*a number|a number.*a row of 2/)
        const empty = await rejection(pool.map(() => [] as number[], range(2), { out }))
        assert.match((empty as Error).message, /returned an empty row/)
        assert.match((empty as Error).stack!, /found\.ts/)
      }
    },
  ),
]
