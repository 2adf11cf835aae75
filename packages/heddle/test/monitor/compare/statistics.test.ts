import assert from "node:assert/strict"
import { test } from "node:test"
import { outliers, quantile, ratioOf, solve, summarize } from "../../../src/monitor/compare/statistics/index.ts"

const near = (value: number, expected: number): void =>
  assert.ok(Math.abs(value - expected) < 1e-9 * Math.max(1, Math.abs(expected)), `${value}, not ${expected}`)

test("a summary is the mean, the sample's standard deviation, the median and the range", () => {
  const { mean, deviation, median, min, max } = summarize([2, 4, 4, 4, 5, 5, 7, 9])
  near(mean, 5)
  near(deviation, Math.sqrt(32 / 7))
  assert.deepEqual([median, min, max], [4.5, 2, 9])
  assert.equal(summarize([3]).deviation, 0)
})

test("quantiles lie between neighbours in proportion", () => {
  assert.deepEqual(
    [0, 0.25, 0.5, 1].map((share) => quantile([40, 10, 30, 20], share)),
    [10, 17.5, 25, 40],
  )
})

test("what is far from all others is an outlier, and does not hide itself by being large", () => {
  assert.deepEqual(outliers([10, 10.1, 9.9, 10.2, 9.8, 1000, 10]), [5])
  assert.deepEqual(outliers([10, 12, 8, 11, 9]), [])
  assert.deepEqual(outliers([5, 5, 5, 5, 9]), [])
})

test("a ratio of constant times is certain", () => {
  assert.deepEqual(ratioOf([4, 4, 4], [2, 2, 2]), { ratio: 2, low: 2, high: 2 })
})

test("the interval of a ratio has the ratio in it, is the same each time, and is narrower where times spread less", () => {
  const times = (spread: number): number[] => Array.from({ length: 21 }, (_, i) => 10 + spread * (((i * 7) % 21) - 10))
  const wide = ratioOf(times(0.3), times(0.3).toReversed())
  const narrow = ratioOf(times(0.03), times(0.03).toReversed())
  assert.deepEqual(wide, ratioOf(times(0.3), times(0.3).toReversed()))
  for (const { ratio, low, high } of [wide, narrow]) assert.ok(low <= ratio && ratio <= high)
  assert.ok(narrow.high - narrow.low < wide.high - wide.low)
})

test("what slows a whole round cancels out of the ratio", () => {
  const first = [10, 10, 30, 10, 50, 10]
  assert.deepEqual(
    ratioOf(
      first,
      first.map((time) => time / 2),
    ),
    { ratio: 2, low: 2, high: 2 },
  )
})

test("least squares find the factors that made the numbers", () => {
  const [x, ones] = [
    [1, 2, 3, 4],
    [1, 1, 1, 1],
  ]
  const [a, b] = solve(
    x.map((value) => 3 * value + 5),
    x,
    ones,
  )
  near(a!, 3)
  near(b!, 5)
  near(solve([2, 4, 6, 8], x)[0]!, 2)
})

test("no factor is below 0: the others then say it alone", () => {
  const [a, b] = solve([4, 3, 2, 1], [1, 2, 3, 4], [1, 1, 1, 1])
  assert.equal(a, 0)
  near(b!, 2.5)
  assert.deepEqual(
    solve([2, 2], [1, 1], [1, 1]).map((factor) => factor >= 0),
    [true, true],
  )
})
