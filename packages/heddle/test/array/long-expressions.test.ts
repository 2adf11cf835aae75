import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"

const repeat = <T>(times: number, first: T, next: (value: T, i: number) => T): T => {
  let value = first
  for (let i = 0; i < times; i++) value = next(value, i)
  return value
}
const list = async (array: da.LazyArray): Promise<unknown> => (await array.compute()).toArray()
/** It computes, is explained and is drawn. */
const whole = async (array: da.LazyArray): Promise<unknown> => {
  assert.match(array.explain(), /at most .* of /)
  assert.match(array.visualize(), /<\/svg>/)
  assert.match(array.visualize({ of: "stages" }), /<\/svg>/)
  return list(array)
}
const x = da.arange(6)
const xs = [0, 1, 2, 3, 4, 5]

suite("an expression may be as long as the program likes", () => {
  test("10,000 additions of numbers, and of an array", async () => {
    const sum = (10_000 * 9999) / 2
    assert.deepEqual(
      await whole(repeat(10_000, x, (y, i) => y.add(i))),
      xs.map((one) => one + sum),
    )
    assert.deepEqual(
      await whole(repeat(10_000, x, (y) => y.add(x))),
      xs.map((one) => one * 10_001),
    )
  })

  test("the other way round", async () => {
    assert.deepEqual(
      await list(repeat(10_000, x, (y, i) => da.subtract(i, y))),
      repeat(10_000, xs, (y, i) => y.map((one) => i - one)),
    )
  })

  test("in worker threads, which are sent programs inside of programs", async () => {
    const n = 150_000
    const sums = await repeat(10_000, da.arange(n), (y) => y.add(1))
      .slice("::50000")
      .compute()
    assert.deepEqual(sums.toArray(), [10_000, 60_000, 110_000])
    const total = await repeat(2000, da.ones(n), (y) => y.add(0.5))
      .sum()
      .compute()
    assert.equal(total, n * 1001)
  })

  test("2,000 running sums", async () => {
    const own = da.array([1, 0, 0])
    assert.deepEqual(await whole(repeat(2000, own, (y) => y.cumsum())), [1, 2000, 2_001_000])
  })

  test("1,000 means of what the means before are in", async () => {
    const mine = (await repeat(1000, x, (y) => y.add(y.mean()).mul(0.5)).compute()).toArray() as number[]
    const plain = repeat(1000, xs, (y) => y.map((one) => (one + y.reduce((a, b) => a + b) / 6) * 0.5))
    assert.ok(mine.every((one, i) => Math.abs(one - plain[i]!) < 1e-12))
    assert.deepEqual(
      await whole(repeat(1000, x, (y) => y.sub(y.mean()))),
      xs.map((one) => one - 2.5),
    )
  })

  test("1,000 means side by side", async () => {
    const means = repeat(1000, da.zeros([]), (sum, i) => sum.add(x.mul(i).mean()))
    assert.equal(await whole(means.reshape([1])).then(String), String(2.5 * ((1000 * 999) / 2)))
  })

  test("400 arrays in one sum", async () => {
    const arrays = Array.from({ length: 400 }, (_, i) => da.array([i, -i, 0.5]))
    assert.deepEqual(await whole(arrays.reduce((a, b) => a.add(b))), [79_800, -79_800, 200])
    // As a tree, of which no branch is longer than others.
    let level = arrays
    while (level.length > 1) {
      level = level.flatMap((one, i) => (i % 2 === 0 ? [i + 1 < level.length ? one.add(level[i + 1]!) : one] : []))
    }
    assert.deepEqual(await list(level[0]!), [79_800, -79_800, 200])
  })

  test("a sum with 3,000 transposes", async () => {
    const square = da.arange(4).reshape([2, 2])
    const long = repeat(3000, square, (y) => y.add(square.T))
    assert.equal(await long.sum().compute(), 6 * 3001)
    assert.equal(await long.mean().compute(), (6 * 3001) / 4)
  })

  const parts: Record<string, readonly [(y: da.LazyArray) => da.LazyArray, want: unknown]> = {
    "shifted 2,000 times": [(y) => y.roll(1), [4, 5, 0, 1, 2, 3]],
    "turned around 2,000 times": [(y) => y.take([5, 4, 3, 2, 1, 0]).add(1), xs.map((one) => one + 2000)],
    "in another shape 2,000 times": [(y) => y.reshape([2, 3]).T.add(1).reshape([6]).sub(1), xs],
    "with its neighbour 2,000 times": [(y) => y.maximum(y.roll(1)), xs.map(() => 5)],
    "with its reverse 2,000 times": [(y) => y.add(y.slice("::-1")).mul(0.5), xs.map(() => 2.5)],
    "three times in itself, 2,000 times": [(y) => y.mul(y).sub(y).mul(0), xs.map(() => 0)],
  }
  for (const [title, [next, want]] of Object.entries(parts)) {
    test(title, async () => assert.deepEqual(await whole(repeat(2000, x, next)), want))
  }

  test("a function of blocks 1,000 times", async () => {
    assert.deepEqual(await whole(repeat(1000, x, (y) => y.mapBlocks((block: da.NDArray) => block))), xs)
  })

  test("what is only known later, at the end of 3,000 steps", async () => {
    const odd = repeat(3000, x, (y) => y.add(1))
    assert.deepEqual(await list(repeat(3000, odd.mask(odd.mod(2).equal(1)), (y) => y.add(1))), [6001, 6003, 6005])
    assert.deepEqual(await list(repeat(3000, odd.persist(), (y) => y.sub(1))), xs)
  })
})
