import assert from "node:assert/strict"
import test from "node:test"
import { fromColumns } from "@heddle/frame"

const frame = fromColumns({ a: [3, 1, 2], b: [1, 2, 3] })

test("the first rows of sorted ones stay those, whatever is done with them", async () => {
  const first = frame.sortValues("a").limit(1)
  assert.deepEqual([...(await first.groupby("a", { dropna: false }).sum().compute())], [{ a: 1, b: 2 }])
  assert.deepEqual([...(await first.sortValues("b").compute())], [{ a: 1, b: 2 }])
  assert.deepEqual([...(await first.agg({ b: "sum" }).compute())], [{ b_sum: 2 }])
})
