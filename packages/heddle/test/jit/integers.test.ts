import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { compileFunction } from "node:vm"
import { worth } from "../../src/jit/emit/vector/index.ts"
import { jit, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"
import { RandomIntegers } from "./random-integers.ts"

const limits = [-(2 ** 31), 2 ** 31 - 1, 0, 1, -1, 7, 123_456_789, -987_654_321, 2 ** 30, -(2 ** 30)]
const ints = (length = 100): Int32Array => Int32Array.from({ length }, (_, i) => limits[(i * 7) % limits.length]! ^ i)

describe("integers that int32 is too narrow for", () => {
  it("are converted as in JavaScript, one by one and eight at once", () => {
    agrees(
      (a: Int32Array, b: Int32Array, out: Int32Array) => {
        for (let i = 0; i < a.length; i++) out[i] = ((a[i]! + b[i]!) | 0) ^ ((a[i]! - b[i]! - 3) >>> 1)
        for (let i = 0; i < a.length; i++) out[i]! += (a[i]! * 3 + 5) | 0
        for (const i of prange(a)) out[i]! ^= (a[i]! * b[i]!) | 0
        for (const i of prange(a)) out[i]! -= ((a[i]! + b[i]!) / 7) | 0
        for (const i of prange(a)) out[i]! ^= (Math.sqrt(Math.abs(a[i]!)) * b[i]! + out[i]!) | 0
      },
      [ints(), ints().toReversed(), new Int32Array(100)],
    )
  })

  it("have remainders by integers, those without a sign too", () => {
    agrees(
      (a: Int32Array, out: Float64Array) => {
        for (let i = 0; i < a.length; i++) {
          const x = a[i]! >>> 0
          out[i] = (x % 10) + (x % 4_000_000_000) + ((x + 1) % 65_521) + (x % (i + 1))
        }
        for (const i of prange(a)) out[i]! += ((a[i]! >>> 0) % 1000) - ((a[i]! >>> 1) % 7)
      },
      [ints(), new Float64Array(100)],
    )
  })

  it("are carried from round to round", () => {
    agrees(
      (n: number, a: Int32Array) => {
        let [lcg, sum] = [1, 0]
        for (let i = 0; i < n; i++) {
          lcg = (Math.imul(lcg, 1_664_525) + 1_013_904_223) >>> 0
          sum += lcg / 2 ** 32 + (lcg > 2 ** 31 ? 1 : 0) + (lcg % 3)
        }
        let crc = 0xff_ff_ff_ff
        for (const x of a) crc = Math.imul(crc ^ x, 31) ^ (crc >>> 8)
        let least = 0xff_ff_ff_ff
        for (const x of a) least = Math.min(least, x >>> 0)
        let last = 0
        for (const x of a) {
          last = x >>> 0
          if (last > 5) last -= 5
        }
        return [sum, crc, crc >>> 0, lcg, least, last]
      },
      [1000, ints()],
    )
  })

  it("are added up in a prange", () => {
    agrees(
      (a: Int32Array) => {
        let [most, all, sum, any] = [0, 0, 0, -1]
        for (const i of prange(a)) {
          most = Math.max(most, a[i]! >>> 0)
          all |= a[i]! >>> 0
          any &= a[i]! >>> 0
          sum += (a[i]! >>> 0) % 17
        }
        return [most, all, any, sum]
      },
      [ints()],
      [ints(5000)],
    )
    for (const first of [0xff_ff_ff_ff, 0.5]) {
      const kernel = jit((a: Int32Array) => {
        let any = first
        for (const i of prange(a)) any &= a[i]!
        return any
      })
      assert.throws(
        () => kernel(ints()),
        /^KernelCompileError: [^]*`any` is reduced by & in a prange, and may be no integer of 32 bits[^]*or -1 where all bits/,
      )
    }
  })
})

describe("an argument that is divided by", () => {
  const ring = (a: Float64Array, w: number, from: number): number => {
    let sum = 0
    for (let x = 0; x < 6; x++) sum = sum * 3 + a[(x + from + w) % w]!
    return sum
  }

  it("is taken for what it is", () => {
    const a = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i))
    agrees(ring, [a, 50, -1], [a, 7, 3], [a, 1, 0])
    const kernel = jit(ring)
    assert.equal(kernel(a, 50, -1), ring(a, 50, -1))
    assert.deepEqual(kernel.signatures, ["(Float64Array, int > 0, int)"])
    for (const w of [0, -0, Number.NaN, 2.5])
      assert.throws(() => kernel(a, w, 0), /RangeError: a\[.*\] at .* is outside/)
    // -3 % -7 is -3, and 4 % -7 is 4.
    assert.throws(() => kernel(a, -7, 3), /RangeError: a\[-4\]/)
    assert.deepEqual(kernel.signatures, [
      "(Float64Array, int > 0, int)",
      "(Float64Array, int, int)",
      "(Float64Array, number, int)",
    ])
  })

  it("is an int where the signature says so", () => {
    const a = new Float64Array(9).fill(1)
    const kernel = jit(ring, { signatures: ["(Float64Array, int, int)"] })
    assert.equal(kernel(a, 9, 1), ring(a, 9, 1))
    assert.deepEqual(kernel.signatures, ["(Float64Array, int, int)"])
    const above = jit(ring, { signatures: ["(Float64Array, int > 0, int)"] })
    assert.equal(above(a, 9, 1), ring(a, 9, 1))
    assert.deepEqual(above.signatures, ["(Float64Array, int > 0, int)"])
  })

  it("wraps a plane around, as the Game of Life does", () => {
    agrees(
      (from: Uint8Array, to: Uint8Array, width: number, height: number) => {
        for (const y of prange(height)) {
          for (let x = 0; x < width; x++) {
            let n = 0
            for (let dy = -1; dy <= 1; dy++) {
              for (let dx = -1; dx <= 1; dx++) {
                if (dx !== 0 || dy !== 0) n += from[((y + dy + height) % height) * width + ((x + dx + width) % width)]!
              }
            }
            to[y * width + x] = n === 3 || (n === 2 && from[y * width + x] === 1) ? 1 : 0
          }
        }
      },
      [Uint8Array.from({ length: 30 * 20 }, (_, i) => ((i * 7919) % 3) & 1), new Uint8Array(30 * 20), 30, 20],
    )
  })
})

describe("a counter whose step is a variable", () => {
  it("stays an integer of 32 bits below its loop's bound", () => {
    const sieve = (n: number, marks: Uint8Array): number => {
      let count = 0
      marks.fill(1)
      for (let i = 2; i < n; i++) {
        if (marks[i] === 0) continue
        count++
        for (let j = i + i; j < n; j += i) marks[j] = 0
      }
      return count
    }
    agrees(sieve, [1000, new Uint8Array(1000)])
    const kernel = jit(sieve)
    kernel(100, new Uint8Array(100))
    assert.doesNotMatch(kernel.wat(), /i32\.trunc_sat_f64_u/)
  })

  it("may go down, or be changed more than once", () => {
    agrees(
      (a: Float64Array, by: number) => {
        let sum = 0
        for (let i = a.length - 1; i >= 0; i -= by) sum = sum * 2 + a[i]!
        for (let i = 0; i < a.length; i += by) {
          if (a[i]! > 4) i += by
          sum = sum * 2 + i
        }
        for (let i = 0; i < 1e9; i += by * 2 ** 26) sum += i
        return sum
      },
      [Float64Array.from({ length: 20 }, (_, i) => i % 7), 3],
      [Float64Array.from({ length: 20 }, (_, i) => i % 7), 1],
    )
  })
})

const uints = (length = 100): Uint32Array => new Uint32Array(ints(length))

describe("integers without a sign", () => {
  it("are added modulo 2^32 where only that is asked for", () => {
    agrees(
      (w: Uint32Array, v: Int32Array, out: Uint32Array, bytes: Uint8Array) => {
        let [h, g, k] = [0, 0, 1]
        for (let i = 0; i < w.length; i++) h = (h + w[i]!) | 0
        for (let i = 0; i < w.length; i++) {
          const x = w[i]!
          g = (g + ((x >>> 7) ^ (x << 25)) + x) | 0
          k = (k * 33 - x + 4_000_000_007) >>> 0
          bytes[i & 7] = x + k - 3_000_000_000
        }
        for (let i = 0; i < v.length; i++) h = (h + v[i]! + 2_654_435_769 - w[i]!) ^ (w[i]! * 3)
        for (let i = 0; i < w.length; i++) out[i]! += w[i]! - 5
        for (let i = 0; i < w.length; i++) out[i] = w[i]! + out[i]! * 7 + 2_654_435_769
        for (const i of prange(w)) out[i]! ^= w[i]! + ((w[i]! >>> 5) - v[i]! + 4_294_967_295)
        return [h, g, k]
      },
      [uints(), ints().toReversed(), uints(), new Uint8Array(8)],
    )
  })

  it("are the numbers that they are elsewhere", () => {
    agrees(
      (w: Uint32Array, out: Float64Array, clamped: Uint8ClampedArray, singles: Float32Array) => {
        const [x, y] = [w[0]! + w[1]!, w[2]!++]
        const z = (w[3]! += 4_294_967_295)
        const before = w[4]!--
        for (const i of prange(w)) out[i] = w[i]! / 3 + (w[i]! % 10) + (w[i]! > 2 ** 31 ? 0.5 : w[i]! * w[i]!)
        for (let i = 0; i < w.length; i++) clamped[i] = singles[i] = w[i]! - 0.5
        for (let i = 5; i < w.length; i++) out[i]! += w[i]!++ - --w[i - 1]!
        return [x, y, z, before, Math.max(w[5]!, w[6]!), Math.sqrt(w[7]!), -w[8]!, (w[9] = -5), w[9]]
      },
      [uints(), new Float64Array(100), new Uint8ClampedArray(100), new Float32Array(100)],
    )
  })

  it("may be with a sign in the same variable", () => {
    agrees(
      (w: Uint32Array, out: Uint32Array, half: Float64Array, n: number) => {
        for (const i of prange(w)) {
          let x = w[i]!
          x ^= x >>> 16
          x = Math.imul(x, 0x85_eb_ca_6b)
          if (x > 5) x = (x + n) >>> 0
          x ^= x >>> 13
          half[i] = x / 2 + (x < 0 ? 1 : x % 7)
          out[i] = x
        }
        let last = w[1]!
        for (let i = 0; i < n; i++) last = last > 2 ** 31 ? last ^ w[i]! : (last * 5 + w[i]!) >>> 0
        for (const i of prange(w)) half[i]! += last
        return last
      },
      [uints(), uints(), new Float64Array(100), 90],
    )
  })

  it("are indices, and an error where they are none", () => {
    const count = (v: Uint32Array, bins: Uint32Array): number => {
      for (let i = 0; i < v.length; i++) bins[v[i]!]!++
      return bins[v[1]! + 4_294_967_295 - 4_294_967_294 - 1]!
    }
    agrees(count, [uints().map((x) => x % 7), new Uint32Array(7)])
    const bins = new Uint32Array(7)
    assert.throws(() => jit(count)(Uint32Array.of(3, 4_294_967_290), bins), /^RangeError: bins\[4294967290\] at /)
    assert.deepEqual(bins, Uint32Array.of(0, 0, 0, 1, 0, 0, 0))
  })

  for (const [Given, Written] of [
    [Uint32Array, Uint32Array],
    [Uint32Array, Int32Array],
    [Int32Array, Uint32Array],
  ] as const) {
    it(`are what JavaScript computes of a ${Given.name} into a ${Written.name}, whatever is done`, () => {
      const { least } = worth
      try {
        for (let seed = 1; seed <= 30; seed++) {
          worth.least = seed % 2 === 0 ? -Infinity : least
          const text = new RandomIntegers(seed).text()
          const fn = compileFunction(`return ${text}`, ["prange"])(prange) as (...args: unknown[]) => void
          const kernel = jit(fn)
          const run = (call: typeof fn, n: number): unknown => {
            const out = new Written(37)
            call(new Given(ints(37)), out, n)
            return out
          }
          for (const n of [5, -3]) {
            const expected = run(fn, n)
            assert.deepEqual(run(kernel, n), expected, `seed ${seed}:\n${text}`)
            assert.deepEqual(run(kernel.reference, n), expected, `seed ${seed}, its reference:\n${text}`)
          }
          if (seed % 15 === 0) agrees(fn, [new Given(ints(37)), new Written(37), 5])
        }
      } finally {
        worth.least = least
      }
    })
  }
})
