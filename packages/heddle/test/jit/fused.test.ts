import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { fusedMultiplyAdd } from "../../src/jit/maths/index.ts"
import { multiplyAdd } from "../../src/jit/run/multiply-add.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"

const fastmath = true
const special = [0, -0, 1, -1, 5e-324, -5e-324, 2.2250738585072014e-308, Number.MAX_VALUE, Infinity, -Infinity, NaN]
/** Numbers of all sizes, and sums that nearly vanish. Of a NaN nobody asks for the bits: results are compared as lists. */
const length = 20_003
const x = Float64Array.from({ length }, (_, i) => {
  return i % 37 === 0 ? special[i % special.length]! : Math.sin(i) * 2 ** ((i % 7 === 0 ? 300 : 1) * ((i * 13) % 7) - 3)
})
const y = Float64Array.from({ length }, (_, i) => {
  return i % 41 === 0
    ? special[(i * 5) % special.length]!
    : Math.cos(i) * 2 ** ((i % 7 === 0 ? -290 : 1) * ((i * 11) % 5))
})
const z = Float64Array.from({ length }, (_, i) => {
  return i % 43 === 0
    ? special[(i * 7) % special.length]!
    : i % 3 === 0
      ? -(x[i]! * y[i]!)
      : Math.sin(i * 7) * 2 ** (i % 60)
})

describe("a product and a sum under fastmath", () => {
  it("in whole numbers are rounded once, halves to even", () => {
    const tiny = 2 ** -1074
    for (const [a, b, c, expected] of [
      [1 + 2 ** -30, 1 - 2 ** -30, -1, -(2 ** -60)],
      [0.1, 10, -1, 2 ** -54],
      [2 ** 53 - 1, 2 ** 53 - 1, 1, 8.112963841460666e31],
      [1e308, 10, -1e308, Infinity],
      [Number.MAX_VALUE, 1, 2 ** 969, Number.MAX_VALUE],
      [Number.MAX_VALUE, 1, 2 ** 970, Infinity],
      [2 ** -537, 2 ** -538, 0, 0],
      [2 ** -537, 2 ** -538, tiny, 2 * tiny],
      [2 ** -537, 3 * 2 ** -538, 0, 2 * tiny],
      [-(2 ** -600), 2 ** -600, 0, -0],
      [0, -1, 0, 0],
      [-0, 1, -0, -0],
      [3, -2, 6, 0],
      [Infinity, 0, 1, NaN],
      [2, 3, -Infinity, -Infinity],
      [1e308, 1e308, -Infinity, -Infinity],
    ] as const) {
      assert.equal(fusedMultiplyAdd(a, b, c), expected, `${a} ${b} ${c}`)
    }
  })

  it("are one operation, the same in vectors, one by one, and in JavaScript", () => {
    const kernels: readonly ((x: Float64Array, y: Float64Array, z: Float64Array, out: Float64Array) => void)[] = [
      (x, y, z, out) => {
        for (const i of prange(out)) out[i] = x[i]! * y[i]! + z[i]!
      },
      (x, y, z, out) => {
        for (const i of prange(out)) out[i] = z[i]! - x[i]! * y[i]!
      },
      (x, y, z, out) => {
        for (const i of prange(out)) out[i] = x[i]! * y[i]! - z[i]!
      },
      (x, y, z, out) => {
        for (const i of prange(out)) out[i] = x[i]! * y[i]! - 0.1
      },
      (x, y, z, out) => {
        for (const i of prange(out)) out[i] = 0.5 + x[i]! * y[i]! + (x[i]! > 1 ? z[i]! * z[i]! - x[i]! : y[i]!)
      },
      (x, y, z, out) => {
        for (let i = 1; i < out.length; i++) out[i] = out[i - 1]! * 0.5 + x[i]! * z[i]!
      },
    ]
    for (const fn of kernels) {
      const kernel = jit(fn, { fastmath })
      const [given, same] = [new Float64Array(length), new Float64Array(length)]
      kernel(x, y, z, given)
      kernel.reference(x, y, z, same)
      assert.deepEqual([...given], [...same], String(fn))
      assert.match(kernel.wat(), /f64x2\.relaxed_n?madd/)
    }
  })

  it("are what the processor does", () => {
    const add = jit((a: number, b: number, c: number) => a * b + c, { fastmath })
    const differs = x.some((a, i) => add(a, y[i]!, z[i]!) !== a * y[i]! + z[i]! && !Number.isNaN(a * y[i]! + z[i]!))
    assert.equal(differs, multiplyAdd() === fusedMultiplyAdd)
  })

  it("may be what is added up", () => {
    const finite = (array: Float64Array): Float64Array => array.map((value) => (Math.abs(value) < 1e6 ? value : 1))
    const [a, b] = [finite(x), finite(y)]
    const kernels: readonly ((a: Float64Array, b: Float64Array) => number)[] = [
      (a, b) => {
        let s = 0.25
        for (const i of prange(a)) s += a[i]! * b[i]!
        return s
      },
      (a, b) => {
        let s = 0
        for (const i of prange(a)) s -= a[i]! * b[i]!
        return s
      },
      (a, b) => {
        let s = 0
        for (const i of prange(a)) s += Math.exp(-Math.abs(a[i]!)) * b[i]!
        return s
      },
      (a, b) => {
        let s = 0
        for (const i of prange(a)) if (a[i]! > b[i]!) s = a[i]! * b[i]! + s
        return s
      },
    ]
    for (const fn of kernels) {
      const kernel = jit(fn, { fastmath })
      assert.equal(kernel(a, b), kernel.reference(a, b), String(fn))
      assert.ok(Math.abs(kernel(a, b) - fn(a, b)) < 1e-9 * a.length * 1e6)
    }
  })

  it("stay apart where they are integers, and where nobody asked", () => {
    const whole = jit((a: Int32Array, n: number) => a[n * 2 + 1]! * 3 + n, { fastmath })
    assert.equal(whole(Int32Array.of(1, 2, 3, 4), 1), 13)
    assert.doesNotMatch(whole.wat(), /madd/)
    const strict = jit((a: number, b: number, c: number) => a * b + c)
    assert.ok(x.every((a, i) => Object.is(strict(a, y[i]!, z[i]!), a * y[i]! + z[i]!)))
  })

  it("keep indices within their arrays", () => {
    const kernel = jit(
      (a: Float64Array, x: number) => {
        const part = Math.min(Math.max(x, 0), 0.9999999999999999)
        return a[Math.floor(part * 3 + 1e-16)]!
      },
      { fastmath },
    )
    const a = Float64Array.of(5, 6, 7)
    for (const at of [-1, 0, 0.3, 0.5, 0.9, 1, 2]) assert.equal(kernel(a, at), kernel.js(a, at))
  })

  it("may be infinite whatever their arguments are", () => {
    const infinite = jit((a: Uint8Array) => a[0]! * 0.5 + 1e300 * 1e300, { fastmath })
    assert.equal(infinite(new Uint8Array(1)), Infinity)
  })

  it("are computed in their order", () => {
    const kernel = jit(
      (a: Float64Array) => {
        const next = (): number => {
          a[0]! += 1
          return a[0]!
        }
        return next() - next() * next()
      },
      { fastmath },
    )
    assert.equal(kernel(Float64Array.of(1)), 2 - 3 * 4)
  })

  it("have the same bits in native code", { skip: nativeProblem() ?? false }, () => {
    const fn = (x: Float64Array, y: Float64Array, z: Float64Array, out: Float64Array): void => {
      for (const i of prange(out)) out[i] = x[i]! * y[i]! + z[i]! - 0.3 * x[i]!
    }
    const [given, same] = [new Float64Array(length), new Float64Array(length)]
    jit(fn, { fastmath })(x, y, z, given)
    jit(fn, { fastmath, target: "native" })(x, y, z, same)
    assert.deepEqual([...given], [...same])
  })
})
