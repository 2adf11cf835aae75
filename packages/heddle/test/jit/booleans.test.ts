import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"

type Fn = (x: number) => unknown
const points = [-1, 0, 0.5, 1, 2, Number.NaN].map((x): [number] => [x])

describe("what may be a boolean or a number", () => {
  /** Where JavaScript tells one from the other. */
  const refused: Readonly<Record<string, Fn>> = {
    "x > 1 ? true : 0": (x) => (x > 1 ? true : 0),
    "x > 1 && x": (x) => x > 1 && x,
    "x > 1 || x": (x) => x > 1 || x,
    "x || x > 1": (x) => x || x > 1,
    "two returns": (x) => {
      if (x > 1) return 1
      return false
    },
    "a variable that is assigned the other": (x) => {
      let m: unknown = false
      if (x > 1) m = x
      return m
    },
    "a variable that is compared": (x) => {
      let m: unknown = 0
      if (x > 1) m = true
      return m === true
    },
    "a part of a literal": (x) => {
      const p: { v: unknown } = { v: 0 }
      p.v = x > 1
      return p
    },
    "a literal": (x) => [x > 1 ? true : 3],
    "a helper's result": (x) => {
      const helper = (y: number): unknown => {
        if (y > 1) return y
        return y < 0
      }
      return helper(x)
    },
    "a switch": (x) => {
      switch ((x > 1 || x) as unknown) {
        case true:
          return 1
        default:
          return 0
      }
    },
    "Number.isInteger": (x) => Number.isInteger(x > 1 || x),
  }

  for (const [name, fn] of Object.entries(refused)) {
    it(`${name} is an error`, () => {
      assert.throws(
        () => jit(fn)(2),
        /^KernelCompileError: [^]*boolean[^]*this may be either[^]*hint: make it one of them: Number\(x\), or x !== 0/,
      )
    })
  }

  it("is a number where JavaScript makes one of it", () => {
    agrees(
      (x: number) => {
        let m: unknown = x > 1
        if (x < 0) m = x
        const n = +(m as boolean)
        let sum = (m as number) + 1
        if (m && x < 5) sum += Math.max(n, 3)
        sum *= Number(x > 0 && x)
        // oxlint-disable-next-line eqeqeq -- it makes numbers of both
        if ((x || x > 1) == true) sum++
        return sum + (x > 1 || x ? 10 : 20) + (isNaN((x > 1 || x) as number) ? 1 : 0)
      },
      ...points,
    )
    agrees(
      (a: Float64Array) => {
        let count = 0
        for (const i of prange(a)) count += (a[i]! > 0.5 && a[i]!) as number
        a[0] = (a[1]! > 2 && a[1]!) as number
        return count
      },
      [Float64Array.of(1, 2, 3, 0.25)],
    )
  })

  it("is no index", () => {
    assert.throws(
      () => jit((a: Float64Array, x: number) => a[(x > 1) as never])(new Float64Array(2), 1),
      /the index is a boolean/,
    )
    assert.throws(
      () => jit((a: Float64Array, x: number) => a[(x > 1 && x) as never])(new Float64Array(2), 1),
      /the index is a boolean or a number/,
    )
  })
})
