import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"

const noise = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(i * i))
const holes = (length: number): Float64Array => noise(length).map((x, i) => (i % 3 === 0 ? Number.NaN : x))
const inputs = [noise(20_000), noise(3), new Float64Array(0), holes(9_001), Float64Array.of(Number.NaN), holes(12)]

describe("a running maximum in a prange", () => {
  it("is what JavaScript gives, whatever is NaN, in each spelling", () => {
    const of = (fn: (a: Float64Array, first: number) => number): void => {
      for (const first of [-Infinity, 0, 0.5, Infinity, Number.NaN]) {
        agrees(fn, ...inputs.map((a): [Float64Array, number] => [a, first]))
      }
    }
    of((a, m) => {
      for (const i of prange(a)) if (a[i]! > m) m = a[i]!
      return m
    })
    of((a, m) => {
      for (const i of prange(a)) {
        const x = 2 * a[i]!
        if (m <= x) {
          m = x
        }
      }
      return m
    })
    of((a, m) => {
      for (const i of prange(a)) m = Math.abs(a[i]!) > m ? Math.abs(a[i]!) : m
      return m
    })
  })

  it("has its minimum beside it, under a condition too", () => {
    agrees(
      (a: Float64Array) => {
        let [low, high, even] = [Infinity, -Infinity, -Infinity]
        for (const i of prange(a)) {
          const x = a[i]!
          if (x < low) low = x
          if (x >= high) high = x
          if (i % 2 === 0) if (even < x) even = x
        }
        return [low, high, even]
      },
      ...inputs.map((a): [Float64Array] => [a]),
    )
  })

  it("may be a part of a literal, or a bigint, and be written as tools write it", () => {
    agrees(
      (a: Float64Array, b: BigInt64Array) => {
        const best = { low: Infinity, high: [0, 1] }
        let big = 0n
        for (const i of prange(a)) {
          if (a[i]! < best.low) best.low = a[i]!
          a[i]! > best.high[1]! && (best.high[1] = a[i]!)
          b[i]! > big && (big = b[i]!)
        }
        return [best.low, best.high[1], Number(big)]
      },
      ...inputs.map((a): [Float64Array, BigInt64Array] => [
        a,
        BigInt64Array.from({ length: a.length }, (_, i) => BigInt(Math.trunc((a[i]! || 0) * 1e6))),
      ]),
    )
  })

  it("is done eight at once, as Math.max is, and goes with that", () => {
    const most = jit((a: Float64Array) => {
      let m = -Infinity
      for (const i of prange(a)) {
        if (a[i]! > m) m = a[i]!
        m = Math.max(m, -a[i]!)
      }
      return m
    })
    assert.equal(most(Float64Array.of(1, -3, 2)), 3)
    assert.match(most.explain(), /reduce\(max\).*eight at once/)
  })

  it("is 0 of 0 and -0, and the minimum -0", () => {
    const both = jit((a: Float64Array) => {
      let [low, high] = [Infinity, -Infinity]
      for (const i of prange(a)) {
        if (a[i]! < low) low = a[i]!
        if (a[i]! > high) high = a[i]!
      }
      return [low, high]
    })
    assert.deepEqual(both(Float64Array.of(0, -0)), [-0, 0])
    assert.deepEqual(both(Float64Array.of(-0, 0)), [-0, 0])
  })

  it("is none where something else is compared, or kept, or done", () => {
    const kernels: readonly ((a: Float64Array) => number)[] = [
      (a) => {
        let m = 0
        for (const i of prange(a)) if (a[i]! > m) m = 2 * a[i]!
        return m
      },
      (a) => {
        let m = 0
        for (const _ of prange(a)) if (Math.random() > m) m = Math.random()
        return m
      },
      (a) => {
        let m = 0
        for (const i of prange(a)) {
          if (a[i]! > m) m = a[i]!
          else a[i] = 0
        }
        return m
      },
      (a) => {
        let m = 0
        for (const i of prange(a)) m = m > a[i]! ? m : a[i]!
        return m
      },
    ]
    for (const kernel of kernels) {
      assert.throws(() => jit(kernel)(noise(3)), /variable `m` is (?:assigned|read) in (?:a|the) prange/)
    }
  })

  it("says how to find its place", () => {
    const argmin = jit((a: Float64Array) => {
      let [m, at] = [Infinity, -1]
      for (const i of prange(a)) {
        if (a[i]! < m) {
          m = a[i]!
          at = i
        }
      }
      return at
    })
    assert.throws(
      () => argmin(noise(3)),
      /hint: reduce the value alone, m = Math\.min\(m, x\), and find its place in a second loop: if \(x === m\) at = Math\.min\(at, i\)$/,
    )
  })
})
