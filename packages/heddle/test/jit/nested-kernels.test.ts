import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange, vectorize } from "../../src/jit/index.ts"

const twice = jit((x: number) => 2 * x)
const total = jit((a: Float64Array) => {
  let sum = 0
  for (const i of prange(a)) sum += twice(a[i]!)
  return sum
})
const hypotenuse = vectorize((a: number, b: number) => Math.sqrt(a * a + b * b))
const factorial: (n: number) => number = jit((n: number): number => (n < 2 ? 1 : n * factorial(n - 1)))

describe("a kernel in a kernel", () => {
  it("is put in the place of the call, as any function is", () => {
    const mean = jit((a: Float64Array) => total(a) / a.length)
    assert.equal(mean(Float64Array.of(1, 2, 3)), 4)
    assert.equal(mean.reference(Float64Array.of(1, 2, 3)), 4)
  })

  it("may be vectorized, and is then called with numbers", () => {
    const length = jit((x: number) => hypotenuse(3, x))
    assert.equal(length(4), 5)
  })

  it("cannot be itself", () => {
    assert.throws(() => factorial(3), /cannot compile `factorial` .*it calls itself/)
  })
})
