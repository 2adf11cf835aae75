import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"

/** Numbers of all sizes and kinds, those at the ends of a function's reach among them. */
const numbers = [
  ...Array.from({ length: 600 }, (_, i) => (i - 300) * 0.37 + Math.sin(i)),
  ...Array.from({ length: 80 }, (_, i) => 10 ** (i - 40)),
  ...Array.from({ length: 80 }, (_, i) => -(10 ** (i - 40))),
  ...[0, -0, 1, -1, 0.5, -0.5, Infinity, -Infinity, Number.NaN, 2 ** 24, 2 ** 24 + 2, 5e-324, Number.MAX_VALUE],
]

const kernels: Readonly<Record<string, (a: Float64Array, out: Float64Array) => void>> = {
  exp: (a, out) => {
    for (const i of prange(a)) out[i] = Math.exp(a[i]!)
  },
  expm1: (a, out) => {
    for (const i of prange(a)) out[i] = Math.expm1(a[i]!)
  },
  log: (a, out) => {
    for (const i of prange(a)) out[i] = Math.log(a[i]!)
  },
  log2: (a, out) => {
    for (const i of prange(a)) out[i] = Math.log2(a[i]!)
  },
  log10: (a, out) => {
    for (const i of prange(a)) out[i] = Math.log10(a[i]!)
  },
  log1p: (a, out) => {
    for (const i of prange(a)) out[i] = Math.log1p(a[i]!)
  },
  sin: (a, out) => {
    for (const i of prange(a)) out[i] = Math.sin(a[i]!)
  },
  cos: (a, out) => {
    for (const i of prange(a)) out[i] = Math.cos(a[i]!)
  },
  tan: (a, out) => {
    for (const i of prange(a)) out[i] = Math.tan(a[i]!)
  },
  asin: (a, out) => {
    for (const i of prange(a)) out[i] = Math.asin(a[i]!)
  },
  acos: (a, out) => {
    for (const i of prange(a)) out[i] = Math.acos(a[i]!)
  },
  atan: (a, out) => {
    for (const i of prange(a)) out[i] = Math.atan(a[i]!)
  },
  sinh: (a, out) => {
    for (const i of prange(a)) out[i] = Math.sinh(a[i]!)
  },
  cosh: (a, out) => {
    for (const i of prange(a)) out[i] = Math.cosh(a[i]!)
  },
  tanh: (a, out) => {
    for (const i of prange(a)) out[i] = Math.tanh(a[i]!)
  },
  asinh: (a, out) => {
    for (const i of prange(a)) out[i] = Math.asinh(a[i]!)
  },
  acosh: (a, out) => {
    for (const i of prange(a)) out[i] = Math.acosh(a[i]!)
  },
  atanh: (a, out) => {
    for (const i of prange(a)) out[i] = Math.atanh(a[i]!)
  },
  cbrt: (a, out) => {
    for (const i of prange(a)) out[i] = Math.cbrt(a[i]!)
  },
  atan2: (a, out) => {
    for (const i of prange(a)) out[i] = Math.atan2(a[i]!, 3 - a[i]!)
  },
  hypot: (a, out) => {
    for (const i of prange(a)) out[i] = Math.hypot(a[i]!, 2)
  },
  pow: (a, out) => {
    for (const i of prange(a)) out[i] = Math.pow(a[i]!, 1.7)
  },
  "a power": (a, out) => {
    for (const i of prange(a)) out[i] = a[i]! ** -0.3
  },
}

/** How many float64 lie between two. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))) return 0
  const [x, y] = new BigInt64Array(Float64Array.of(a, b).buffer)
  return Number.isFinite(a) && Number.isFinite(b) && x! < 0n === y! < 0n ? Math.abs(Number(x! - y!)) : Infinity
}

describe("fastmath", () => {
  for (const [name, fn] of Object.entries(kernels)) {
    it(`${name}: near to JavaScript's, and the same bits one by one, two by two and by f.reference`, () => {
      const kernel = jit(fn, { fastmath: true })
      // Of any length, so that some are left over.
      const a = Float64Array.from(numbers.slice(0, numbers.length - (numbers.length % 8) + 3))
      const [out, reference, exact] = [a.slice(), a.slice(), a.slice()]
      kernel(a, out)
      kernel.reference(a, reference)
      kernel.js(a, exact)
      for (const [i, x] of a.entries()) {
        assert.ok(Object.is(out[i], reference[i]), `${name}(${x}): ${out[i]}, and by f.reference ${reference[i]}`)
        assert.ok(distance(out[i]!, exact[i]!) <= 4, `${name}(${x}): ${out[i]}, and by JavaScript ${exact[i]}`)
      }
    })
  }

  it("is asked for: without it there are JavaScript's own bits", () => {
    const a = Float64Array.from(numbers)
    const out = a.slice()
    jit(kernels["exp"]!)(a, out)
    assert.deepEqual(out, a.map(Math.exp))
  })

  it("sums and conditions", () => {
    const fn = (a: Float64Array): number => {
      let s = 0
      for (const i of prange(a)) if (a[i]! > 0) s += Math.exp(-a[i]!) * Math.sin(a[i]!)
      return s
    }
    const kernel = jit(fn, { fastmath: true })
    const a = Float64Array.from({ length: 10_001 }, (_, i) => Math.sin(i) * (i % 100 === 0 ? 1e9 : 5))
    assert.equal(kernel(a), kernel.reference(a))
    assert.ok(Math.abs(kernel(a) / fn(a) - 1) < 1e-12)
  })
})
