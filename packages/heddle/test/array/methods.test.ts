import assert from "node:assert/strict"
import test from "node:test"
import * as da from "../../src/array/index.ts"

const functions: Readonly<Record<string, unknown>> = da
const x = da.array([
  [3, 1, 2],
  [6, 5, 4],
])

for (const [name, ...values] of [
  ["sort"],
  ["sort", { axis: 0 }],
  ["argsort"],
  ["topk", 2],
  ["argtopk", -2],
  ["median", { axis: 1 }],
  ["quantile", 0.3],
  ["percentile", [10, 50]],
  ["ptp", { axis: 0 }],
  ["repeat", 2],
  ["repeat", 2, 1],
  ["roll", 1],
  ["roll", 1, 1],
  ["diff"],
  ["diff", 1, 0],
  ["diagonal", 1],
  ["trace"],
  ["dot", [1, 2, 3]],
  ["dot", 2],
  ["matmul", [[1], [2], [3]]],
  ["mask", [true, false]],
] as const) {
  test(`x.${name}(${JSON.stringify(values).slice(1, -1)}) is da.${name}(x, …)`, async () => {
    const call = (target: unknown, ...args: readonly unknown[]): da.LazyArray =>
      (target as (...args: readonly unknown[]) => da.LazyArray)(...args)
    const method = (x as unknown as Readonly<Record<string, Function>>)[name]!.bind(x)
    const [ours, plain] = await da.compute(call(method, ...values), call(functions[name], x, ...values))
    assert.deepEqual(String(ours), String(plain))
  })
}

test("compress and nonzero", async () => {
  assert.deepEqual((await x.compress([true, false], 0).compute()).toArray(), [[3, 1, 2]])
  const places = await da.compute(...x.greater(3).nonzero())
  assert.deepEqual(places.map(String), ["[1 1 1]", "[0 1 2]"])
})
