import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit } from "../../src/jit/index.ts"
import { cases } from "./cases.ts"

describe("kernels", () => {
  for (const { name, fn, args, expect, value, tolerance, reduces } of cases) {
    it(name, () => {
      const kernel = jit(fn as (...args: unknown[]) => unknown)
      const [given, same] = [args(), args()]
      const result = kernel(...given)
      const actual = [expect === undefined ? (result as number | number[]) : expect(result, given)].flat()
      const expected = [value].flat()
      assert.equal(actual.length, expected.length)
      for (const [i, x] of expected.entries()) {
        assert.ok(
          Object.is(actual[i], x) || Math.abs(actual[i]! - x) <= tolerance * Math.abs(x),
          `${actual[i]} instead of ${x}`,
        )
      }
      const third = args()
      assert.deepEqual([kernel.reference(...third), third], [result, given])
      if (reduces === true) return
      // To the last bit what JavaScript gives.
      assert.deepEqual([result, given], [kernel.js(...same), same])
    })
  }
})
