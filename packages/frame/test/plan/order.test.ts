import assert from "node:assert/strict"
import test from "node:test"
import { col, fromColumns, rowNumber } from "@heddle/frame"

const frame = fromColumns({ a: [3, 1, 2], b: [1, 2, 3] })

test("the first rows of sorted ones stay those, whatever is done with them", async () => {
  const first = frame.sortValues("a").limit(1)
  assert.deepEqual([...(await first.groupby("a", { dropna: false }).sum().compute())], [{ a: 1, b: 2 }])
  assert.deepEqual([...(await first.sortValues("b").compute())], [{ a: 1, b: 2 }])
  assert.deepEqual([...(await first.agg({ b: "sum" }).compute())], [{ b_sum: 2 }])
})

test("windows without an order see rows as they come, and leave them so", async () => {
  // Several groups of rows, which DuckDB's threads read at the same time.
  const n = 300_000
  const frame = fromColumns({
    i: Int32Array.from({ length: n }, (_, i) => i),
    k: Int32Array.from({ length: n }, (_, i) => i % 3),
  })
  const c = col("i")
  const of = { partitionBy: "k" }
  const made = frame.assign({ before: c.shift(1, of), two: c.rolling(2, of).sum(), sum: c.cumsum(of), all: c.cumsum() })
  const { i, before, two, all } = (await made.toTypedArrays()) as Record<string, Float64Array>
  const wrong = Array.from(i!, (_, row) => row).filter((row) => {
    const earlier = row < 3 ? Number.NaN : row - 3
    const found = [i![row], before![row], Number(two![row]), Number(all![row])]
    return ![row, earlier, row + earlier, (row * (row + 1)) / 2].every((want, at) => Object.is(found[at], want))
  })
  assert.deepEqual(wrong, [])
  const firsts = await frame.filter(rowNumber(of).le(1)).compute()
  assert.deepEqual(firsts, [
    { i: 0, k: 0 },
    { i: 1, k: 1 },
    { i: 2, k: 2 },
  ])
  const some = frame.select({ d: c.diff(1, of), place: c })
  assert.deepEqual(some.columns, ["d", "place"])
  assert.deepEqual(await some.tail(1).compute(), [{ d: 3, place: n - 1 }])
})
