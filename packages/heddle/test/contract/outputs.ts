import assert from "node:assert/strict"
import { OptionError, TaskTimeoutError, range, shared } from "heddle"
import { has } from "./case.ts"
import type { Group } from "./contract.ts"
import { gates, tick } from "./gates.ts"

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const [result] = await Promise.allSettled([promise])
  assert.equal(result.status, "rejected")
  return result.reason
}

/** Results that are written into a typed array of the caller's, and rows of numbers. */
export const outputs: Group = [
  has("out: numbers go to their places, in memory that is shared or not, and map gives it", async ({ pool }) => {
    const offset = 0.5
    for (const out of [shared(new Float64Array(5000)), new Float64Array(5000)]) {
      assert.equal(await pool.map((x: number) => x + offset, range(5000), { out }), out)
      assert.deepEqual(
        [...out],
        range(5000).map((x) => x + 0.5),
      )
    }
  }),

  has("out: of promises, of lists of arguments, of items that are no numbers", async ({ pool }) => {
    const out = shared(new Int32Array(3))
    await pool.map(async (x: number) => await Promise.resolve(x * 2), [1, 2, 3], { out })
    assert.deepEqual([...out], [2, 4, 6])
    await pool.map((a: number, b: string) => a + b.length, [1, 2, 3], ["a", "bb", "ccc"], { out })
    assert.deepEqual([...out], [2, 4, 6])
    await pool.starmap((a: number, b: number) => a * b, [[1, 1], [2, 2], [3, 3]], { out }) // prettier-ignore
    assert.deepEqual([...out], [1, 4, 9])
    const longs = shared(new BigInt64Array(2))
    await pool.map((x: bigint) => x * 2n, [1n, 2n], { out: longs })
    assert.deepEqual([...longs], [2n, 4n])
  }),

  has("out: rows lie one after the other", async ({ pool }) => {
    for (const out of [shared(new Float32Array(12)), new Float32Array(12)]) {
      await pool.map((i: number) => Float32Array.of(i, i + 0.25, i + 0.5), range(4), { out })
      assert.deepEqual([...out.subarray(9)], [3, 3.25, 3.5])
      await pool.map((i: number) => [i, -i], range(6), { out })
      assert.deepEqual([...out.subarray(8)], [4, -4, 5, -5])
    }
  }),

  has("out: what is beyond its places is not touched, and no input is no trouble", async ({ pool }) => {
    const out = shared(Float64Array.of(7, 7, 7))
    assert.equal(await pool.map((x: number) => x, [1, 2], { out }), out)
    assert.equal(await pool.map((x: number) => x, [], { out }), out)
    assert.deepEqual([...out], [1, 2, 7])
  }),

  has("out: a result without a place, or that is no number, fails its item by name", async ({ pool }) => {
    for (const out of [shared(new Float64Array(2)), new Float64Array(2)]) {
      const beyond = await rejection(pool.map((x: number) => x, range(3), { out }))
      assert.ok(beyond instanceof RangeError)
      assert.equal(beyond.message, "item 2 needs place 2 of `out`, which has 2")
      const text = await rejection(pool.map((x: number) => (x === 1 ? "one" : x) as number, range(2), { out }))
      assert.ok(text instanceof TypeError)
      assert.equal(text.message, "item 1 returned string; `out` takes number")
      const rows = await rejection(pool.map((x: number) => [x, x], range(2), { out }))
      assert.equal((rows as Error).message, "item 1 needs places 2 to 3 of `out`, which has 2")
    }
  }),

  has("out: an item that is tried again writes its place then", async ({ pool }) => {
    const tries = gates()
    const out = shared(new Float64Array(3))
    const flaky = (x: number, words: typeof tries): number => {
      if (x === 1 && tick(words) === 1) throw new Error("first")
      return x + 10
    }
    await pool.with({ retries: 1 }).map(flaky, range(3), [tries, tries, tries], { out })
    assert.deepEqual([...out], [10, 11, 12])
  }),

  has("out is for map alone, goes not with settle, and must be a typed array", async ({ pool }) => {
    const out = new Float64Array(1)
    assert.ok((await rejection(pool.map((x: number) => x, [1], { out, onError: "settle" }))) instanceof OptionError)
    assert.ok((await rejection(pool.map((x: number) => x, [1], { out: [] as never }))) instanceof OptionError)
    await assert.rejects(async () => await pool.imap((x: number) => x, [1], { out }).next(), OptionError)
  }),

  has("rows of numbers keep each number as it is, among values of other kinds", async ({ pool }) => {
    const odd = [0, -0, NaN, Infinity, -Infinity, 2 ** 53, 5e-324, 0.1, -1, 2 ** 31]
    const numbers = range(3000).map((i) => odd[i % odd.length]!)
    assert.deepEqual(await pool.map((x: number) => x, numbers), numbers)
    const mixed = (x: number): unknown => (x % 7 === 0 ? `${x}` : x % 11 === 0 ? { x } : x)
    assert.deepEqual(await pool.map(mixed, range(3000)), range(3000).map(mixed))
    assert.deepEqual(await Promise.all(range(3000).map((i) => pool.submit(mixed, i))), range(3000).map(mixed))
  }),

  has("a row of numbers that an error interrupts goes on behind it", async ({ pool }) => {
    const picky = (x: number): number => {
      if (x % 100 === 50) throw new Error(`not ${x}`)
      return x
    }
    const results = await pool.map(picky, range(1000), { onError: "settle" })
    assert.equal(results.filter(({ status }) => status === "rejected").length, 10)
    assert.deepEqual(
      results.map((result) => (result.status === "fulfilled" ? result.value : undefined)),
      range(1000).map((x) => (x % 100 === 50 ? undefined : x)),
    )
  }),

  has("typed arrays are input like arrays: of floats, of integers, of bigints", async ({ pool }) => {
    assert.deepEqual(await pool.map((x: number) => x * 2, Float32Array.of(0.5, 1.5, 2.5)), [1, 3, 5])
    assert.deepEqual(await pool.map((x: number) => x - 1, Uint8ClampedArray.of(0, 300)), [-1, 254])
    assert.deepEqual(await pool.map((x: bigint) => x + 1n, BigInt64Array.of(1n, -5n)), [2n, -4n])
    assert.deepEqual(await pool.map((x: number) => x, range(10, 0, -3)), [10, 7, 4, 1])
  }),

  has("an item of a row that takes too long fails alone", ["spinning"], async ({ open }) => {
    const pool = open({ workers: 1 })
    const slow = (x: number): number => {
      if (x === 5) for (;;);
      return x
    }
    const results = await pool.with({ timeout: 100, grace: 0 }).map(slow, range(10), { onError: "settle" })
    assert.deepEqual(
      results.map((result) =>
        result.status === "fulfilled" ? result.value : result.reason instanceof TaskTimeoutError,
      ),
      [0, 1, 2, 3, 4, true, 6, 7, 8, 9],
    )
  }),
]
