import assert from "node:assert/strict"
import test from "node:test"
import * as da from "../../src/array/index.ts"

/** Two elements: how many is known only when they are computed. */
const some = (): da.LazyArray => da.mask(da.array([3, -1, 2]), [true, false, true])

async function list(value: da.LazyArray): Promise<unknown> {
  const result: unknown = await value.compute()
  return result instanceof da.NDArray ? result.toArray() : result
}

test("elements and reductions of a list of unknown length are computed", async () => {
  const x = some()
  assert.deepEqual(x.shape, [Number.NaN])
  assert.deepEqual(await list(x.multiply(2).add(x)), [9, 6])
  for (const [name, expected] of [
    ["sum", 5],
    ["mean", 2.5],
    ["max", 3],
    ["argmin", 1n],
    ["std", 0.5],
    ["median", 2.5],
  ] as const) {
    assert.equal(await list(x[name]()), expected, name)
  }
  assert.deepEqual(await list(da.cumsum(x)), [3, 5])
  assert.deepEqual(await list(x.argsort()), [1n, 0n])
  assert.deepEqual(await list(da.unique(da.concatenate([x, x]))), [2, 3])
  assert.deepEqual(await list(x.persist().add(1)), [4, 3])
  assert.deepEqual(await list(x.slice("newaxis, :")), [[3, 2]])
  assert.deepEqual(await list(da.histogram(x, [0, 2.5, 4])[0]), [1n, 1n])
})

test("rows of unknown number keep their other axes", async () => {
  const x = da.mask(da.arange(6).reshape([3, 2]), [true, false, true])
  assert.deepEqual(x.shape, [Number.NaN, 2])
  assert.deepEqual(await list(x.sum({ axis: 0 })), [4, 6])
  assert.deepEqual(await list(x.T), [
    [0, 4],
    [1, 5],
  ])
  assert.deepEqual(await list(x.slice(":, 1")), [1, 5])
  assert.deepEqual(await list(x.persist().T), [
    [0, 4],
    [1, 5],
  ])
})

for (const [what, make] of [
  ["a slice", (x) => x.slice(":1")],
  ["an index", (x) => x.slice([0])],
  ["a reversal", (x) => x.slice("::-1")],
  ["take", (x) => x.take([0])],
  ["reshape", (x) => x.reshape([1, -1])],
  ["roll", (x) => x.roll(1)],
  ["repeat", (x) => da.tile(x, 2)],
  ["matmul", (x) => da.matmul(x, x)],
] as readonly (readonly [string, (x: da.LazyArray) => da.LazyArray])[]) {
  test(`${what} of it is an error that says to compute it first`, () => {
    assert.throws(
      () => make(some()),
      (error: Error & { hint?: string }) => {
        assert.ok(error instanceof da.ShapeError)
        assert.match(String(error), /await x\.compute\(\)/)
        return true
      },
    )
  })
}
