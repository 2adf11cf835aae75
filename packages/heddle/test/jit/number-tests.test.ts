import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"

const points = Float64Array.of(
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, Number.NaN, Infinity, -Infinity, Number.EPSILON, Number.MAX_VALUE],
  ...[Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, -(2 ** 53), 2 ** 31, 2 ** 32, 1e300],
)

describe("what JavaScript has to ask of a number", () => {
  it("is answered as JavaScript answers it, also in vectors", () => {
    agrees(
      (from: Float64Array, to: Int32Array) => {
        for (const i of prange(from)) {
          const x = from[i]!
          let bits = Number.isNaN(x) ? 1 : 0
          if (Number.isFinite(x)) bits |= 2
          if (Number.isInteger(x)) bits |= 4
          if (Number.isSafeInteger(x)) bits |= 8
          if (isNaN(x)) bits |= 16
          if (isFinite(x)) bits |= 32
          to[i] = bits + Number(Boolean(x)) * 64
        }
      },
      [points, new Int32Array(points.length)],
    )
  })

  it("is answered of int32 and of booleans", () => {
    agrees(
      (a: Int32Array, yes: boolean) => {
        const x = a[0]!
        const of = yes as unknown as number
        return [
          Number.isNaN(x),
          Number.isFinite(x),
          Number.isInteger(x),
          Number.isSafeInteger(x),
          isNaN(x),
          isFinite(x),
          Number.isNaN(of),
          Number.isFinite(of),
          Number.isInteger(of),
          isNaN(of),
          isFinite(of),
          Boolean(x),
          Boolean(of),
        ]
      },
      [Int32Array.of(5), true],
      [Int32Array.of(0), false],
    )
  })

  it("has the constants of Number", () => {
    agrees(
      () => [Number.EPSILON, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE],
      [],
    )
    agrees(() => [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Infinity, NaN], [])
  })
})

const triples = Array.from(points).flatMap((x) => [
  [x, 3, 4],
  [1e-200, x, 1],
  [0.1, 0.2, x],
])

describe("Math", () => {
  it("takes any number of arguments for hypot, min and max", () => {
    agrees(
      (x: number, y: number, z: number) => [
        Math.hypot(),
        Math.hypot(x),
        Math.hypot(x, y),
        Math.hypot(x, y, z),
        Math.hypot(x, y, z, 1, x),
        Math.min(x, y, z),
        Math.max(x, y, z, 1),
        Math.max(x),
        Math.min(),
      ],
      ...(triples as [number, number, number][]),
    )
  })

  it("adds up hypot of three on threads", () => {
    const norm = jit((a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += Math.hypot(a[i]!, 1, 2)
      return s
    })
    const a = new Float64Array(10_000).fill(2)
    assert.equal(norm(a), 30_000)
    assert.equal(norm.reference(a), 30_000)
  })

  const functions = Object.getOwnPropertyNames(Math).filter((name) => typeof Math[name as "sin"] === "function")
  for (const name of functions.filter((one) => one !== "random" && one !== "sumPrecise")) {
    it(`${name} gives the bits of JavaScript's`, () => {
      const count = (Math[name as "sin"] as Function).length
      const fn = Math[name as "pow"]
      const call = count === 2 ? (x: number, y: number) => fn(x, y) : (x: number) => (fn as typeof Math.sin)(x)
      const numbers = [...points, 0.1, 0.7, -0.9, 3, 10, 1e5, -1e5, 1e-9]
      const pairs = numbers.flatMap((x) => (count === 2 ? numbers : [0]).map((y): [number, number] => [x, y]))
      agrees(call, ...pairs)
    })
  }
})
