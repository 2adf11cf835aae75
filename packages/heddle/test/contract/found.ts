import assert from "node:assert/strict"
import { CancelledError, PoolClosedError, WorkerDiedError, range } from "heddle"
import { has } from "./case.ts"
import type { Group } from "./contract.ts"

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
]
