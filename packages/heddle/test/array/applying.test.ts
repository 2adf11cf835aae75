import assert from "node:assert/strict"
import test from "node:test"
import * as da from "../../src/array/index.ts"

async function list(value: da.LazyArray): Promise<unknown> {
  const result: unknown = await value.compute()
  return result instanceof da.NDArray ? result.toArray() : result
}
const x = da.arange(24).reshape([2, 3, 4])

test("applyAlongAxis puts what comes out in the place of the axis", async () => {
  const sum = (row: da.NDArray): number => Number(row.get(0)) + Number(row.get(-1))
  assert.deepEqual(await list(da.applyAlongAxis(sum, 1, x)), await list(x.slice(":, 0").add(x.slice(":, -1"))))
  const ends = (row: da.NDArray): number[] => [Number(row.get(0)), Number(row.get(-1))]
  const made = da.applyAlongAxis(ends, 1, x)
  assert.deepEqual(made.shape, [2, 2, 4])
  assert.deepEqual(await list(made), await list(da.stack([x.slice(":, 0"), x.slice(":, -1")], 1)))
  const square = (row: da.NDArray): da.NDArray =>
    da.NDArray.from([row.toArray() as number[], row.toArray() as number[]])
  assert.deepEqual(da.applyAlongAxis(square, -1, x).shape, [2, 3, 2, 4])
})

test("applyAlongAxis is not tried where shape and type are said", () => {
  const never = (): never => {
    throw new Error("it is called")
  }
  assert.deepEqual(da.applyAlongAxis(never, 0, x, { shape: [5], dtype: "int32" }).shape, [5, 3, 4])
  assert.throws(() => da.applyAlongAxis(never, 0, x), /shape` and `dtype` are said/)
})

test("applyOverAxes reduces one axis after the other", async () => {
  const sum = (one: da.LazyArray, axis: number): da.LazyArray => one.sum({ axis })
  assert.deepEqual(await list(da.applyOverAxes(sum, x, [0, 2])), [[[60], [92], [124]]])
})

test("piecewise takes values and functions, the last for what no condition holds for", async () => {
  const y = da.array([-2, -1, 0, 1, 2])
  const made = da.piecewise(y, [y.less(0), y.greater(1)], [(one) => one.multiply(-1), 10, 5])
  assert.deepEqual(await list(made), [2, 1, 5, 5, 10])
  assert.deepEqual(await list(da.piecewise(y, [y.less(0)], [7])), [7, 7, 0, 0, 0])
  assert.throws(() => da.piecewise(y, [y.less(0)], [1, 2, 3]), /1 or one more/)
})

test("vectorize and frompyfunc make functions of arrays", async () => {
  const larger = da.vectorize((a, b) => (a > b ? a : b))
  assert.deepEqual(await list(larger([1, 5], [[3], [4]])), [
    [3, 5],
    [4, 5],
  ])
  assert.deepEqual(await list(da.frompyfunc((a) => a + 1, 1)([1, 2])), [2, 3])
  assert.throws(() => da.frompyfunc((a) => a, 1, 2), /nout/)
})

test("coarsen reduces boxes of neighbours", async () => {
  const y = da.arange(12).reshape([3, 4])
  assert.deepEqual(await list(da.coarsen(da.sum, y, { 1: 2 })), [
    [1, 5],
    [9, 13],
    [17, 21],
  ])
  assert.throws(() => da.coarsen(da.sum, y, { 0: 2 }), /axis 0 of \(3, 4\) is no multiple of 2/)
  assert.deepEqual(await list(da.coarsen(da.max, y, { 0: 2, 1: 2 }, { trimExcess: true })), [[5, 7]])
})

test("fromfunction is given the indices", async () => {
  assert.deepEqual(await list(da.fromfunction((i, j) => i.multiply(10).add(j), [2, 3])), [
    [0, 1, 2],
    [10, 11, 12],
  ])
  assert.deepEqual(await list(da.fromiter([1, 2, 3, 4], { count: 2 })), [1, 2])
})

test("bytes and text become arrays", () => {
  assert.deepEqual(da.frombuffer(Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0), { dtype: "int32" }).toArray(), [1, 2])
  assert.deepEqual(da.frombuffer(Uint8Array.of(9, 1, 0, 0, 0), { dtype: "int32", offset: 1 }).toArray(), [1])
  assert.throws(() => da.frombuffer(new Uint8Array(9)), /a multiple of 8 bytes/)
  assert.deepEqual(da.fromstring("1 2.5\n3").toArray(), [1, 2.5, 3])
  assert.deepEqual(da.fromstring("1, 2", { sep: ",", dtype: "int32" }).toArray(), [1, 2])
  assert.throws(() => da.fromstring("1 x"), /numbers with/)
})

test("indices are gone through in C order", () => {
  assert.deepEqual(
    [...da.ndindex(2, 2)],
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
  )
  assert.deepEqual([...da.ndindex(2, 0)], [])
  assert.deepEqual([...da.ndindex()], [[]])
  assert.deepEqual(
    [...da.ndenumerate(da.NDArray.from([5, 6]))],
    [
      [[0], 5],
      [[1], 6],
    ],
  )
})
