import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { emitModule } from "../../src/jit/emit/index.ts"
import { compile, Source } from "../../src/jit/front/index.ts"
import type { InputType } from "../../src/jit/front/index.ts"
import { jit, prange, random } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"

const f64: InputType = { element: "f64" }
const scale = 3

function double(x: number): number {
  return x * 2
}

/** Of each kernel's pranges: are eight iterations done at once? */
const loops: Readonly<Record<string, readonly [fn: Function, types: readonly InputType[], vector: boolean]>> = {
  "a product": [
    (a: Float64Array, b: Float64Array, out: Float64Array) => {
      for (const i of prange(out)) out[i] = a[i]! * b[i]! * scale
    },
    [f64, f64, f64],
    true,
  ],
  "a sum of squares": [
    (a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += a[i]! ** 2
      return s
    },
    [f64],
    true,
  ],
  neighbours: [
    (a: Float64Array, out: Float64Array, n: number) => {
      for (const i of prange(1, n - 1)) out[i] = (a[i - 1]! + a[i]! + a[i + 1]!) / 3
    },
    [f64, f64, "int"],
    true,
  ],
  "a condition": [
    (a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) if (a[i]! > 0.5 && a[i]! < 0.9) s += double(a[i]!)
      return s
    },
    [f64],
    true,
  ],
  "its own counter": [
    (n: number) => {
      let s = 0
      for (const i of prange(n)) s += 1 / (i + 1)
      return s
    },
    ["int"],
    true,
  ],
  "a loop inside": [
    (a: Float64Array, out: Float64Array) => {
      for (const i of prange(out)) for (let k = 0; k < 3; k++) out[i] = a[i]! + k
    },
    [f64, f64],
    true,
  ],
  "a function of Math": [
    (a: Float64Array) => {
      for (const i of prange(a)) a[i] = Math.sin(a[i]!)
    },
    [f64],
    false,
  ],
  integers: [
    (a: Int32Array) => {
      for (const i of prange(a)) a[i] = a[i]! + 1
    },
    [{ element: "i32" }],
    false,
  ],
  "an index in a variable": [
    (a: Float64Array, out: Float64Array, n: number) => {
      for (const i of prange(1, n)) {
        const at = i - 1
        out[i] = a[at]! + a[at + 1]!
      }
    },
    [f64, f64, "int"],
    true,
  ],
  "a loop that iterations leave one after the other": [
    (n: number) => {
      let count = 0
      for (const k of prange(2, n)) {
        let isPrime = true
        for (let d = 2; d * d <= k; d++) {
          if (k % d !== 0) continue
          isPrime = false
          break
        }
        if (isPrime) count++
      }
      return count
    },
    ["int"],
    false,
  ],
  "any index": [
    (a: Float64Array, b: Float64Array) => {
      for (const i of prange(a)) a[i] = b[i * 2]!
    },
    [f64, f64],
    false,
  ],
}

describe("two iterations in one instruction", () => {
  for (const [name, [fn, types, vector]] of Object.entries(loops)) {
    it(`${vector ? "yes" : "no"}: ${name}`, () => {
      const { grains } = emitModule(compile(Source.of(fn)!, types).ir)
      assert.deepEqual(grains, [vector ? 8 : 1])
    })
  }

  it("are not 256 bits wide beside calls of C, which wait ten times as long after such instructions", () => {
    const isWide = (fn: Function, fastmath = false): boolean =>
      emitModule(compile(Source.of(fn)!, [f64], { fastmath }).ir).isWide
    const logarithm = (a: Float64Array): void => {
      for (const i of prange(a)) a[i] = Math.log(2 * a[i]!)
    }
    assert.equal(isWide(logarithm), false)
    assert.equal(isWide(logarithm, true), true)
    const remainder = (a: Float64Array): void => {
      for (const i of prange(a)) a[i] = (2 * a[i]!) % 3
    }
    assert.equal(isWide(remainder), false)
    // Beyond 2^24 it is Math's own, where nobody comes.
    const sine = (a: Float64Array): void => {
      for (const i of prange(a)) a[i] = Math.sin(2 * a[i]!)
    }
    assert.equal(isWide(sine, true), true)
  })

  it("lengths from 0 to 67, wherever an array begins", () => {
    const kernel = jit((a: Float64Array, b: Float64Array, out: Float64Array) => {
      let s = 0.5
      for (const i of prange(out)) out[i] = a[i]! > b[i]! ? a[i]! - b[i]! : Math.sqrt(b[i]!)
      for (const i of prange(a)) s += a[i]! * b[i]!
      return s
    })
    for (let length = 0; length < 68; length++) {
      const all = Float64Array.from({ length: 256 }, (_, i) => Math.sin(i * 7))
      const args = (): [Float64Array, Float64Array, Float64Array] => {
        const own = all.slice()
        return [own.subarray(1, 1 + length), own.subarray(70, 70 + length), own.subarray(151, 151 + length)]
      }
      const [given, same] = [args(), args()]
      assert.deepEqual([kernel(...given), given], [kernel.reference(...same), same], `${length}`)
    }
  })

  it("an index that is made outside of the loop, from two numbers", () => {
    const kernel = jit((a: Float64Array, y: number, w: number) => {
      const base = y * w
      let s = 0
      for (const i of prange(w)) a[base + i] = i + base
      for (const i of prange(w)) s += a[base + i]!
      return s
    })
    const [given, same] = [new Float64Array(100), new Float64Array(100)]
    assert.equal(kernel(given, 3, 20), kernel.js(same, 3, 20))
    assert.deepEqual(given, same)
  })

  it("rows of a matrix, several at once: the loop inside is done in vectors, its indices with 64 bits", () => {
    const kernel = jit((a: Float64Array, b: Float64Array, out: Float64Array, n: number) => {
      for (const i of prange(n)) {
        for (let k = 0; k < n; k += 4) {
          const [r0, r1, r2, r3] = [k * n, (k + 1) * n, (k + 2) * n, (k + 3) * n]
          const [x0, x1, x2, x3] = [a[i * n + k]!, a[i * n + k + 1]!, a[i * n + k + 2]!, a[i * n + k + 3]!]
          for (let j = 0; j < n; j++) {
            out[i * n + j]! += x0 * b[r0 + j]! + x1 * b[r1 + j]! + x2 * b[r2 + j]! + x3 * b[r3 + j]!
          }
        }
      }
    })
    const n = 20
    const [a, b] = [7, 3].map((k) => Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * k))) as [
      Float64Array,
      Float64Array,
    ]
    const [given, same] = [new Float64Array(n * n), new Float64Array(n * n)]
    kernel(a, b, given, n)
    kernel.js(a, b, same, n)
    assert.deepEqual(given, same)
    const { loops } = kernel.parallelDiagnostics()[0]!
    assert.deepEqual(
      loops.map(({ inVectors }) => inVectors),
      [false, false, true],
    )
    assert.doesNotMatch(kernel.wat(), /i32\.trunc_sat_f64/)
  })

  it("rows of a matrix, where both loops could be: the one whose elements are neighbours is", () => {
    const kernel = jit((a: Float64Array, out: Float64Array, n: number) => {
      for (const i of prange(n)) {
        for (let j = 0; j < n; j++) out[i * n + j] = (((a[j]! * i + 1) * i - a[j]!) * i + 2) * i + Math.sqrt(i)
      }
    })
    const n = 19
    const a = Float64Array.from({ length: n }, (_, i) => Math.sin(i))
    const [given, same] = [new Float64Array(n * n), new Float64Array(n * n)]
    kernel(a, given, n)
    kernel.js(a, same, n)
    assert.deepEqual(given, same)
    const { loops } = kernel.parallelDiagnostics()[0]!
    assert.deepEqual(
      loops.map(({ inVectors, remark }) => [inVectors, remark]),
      [
        [false, "the loops inside are done so, which saves more"],
        [true, undefined],
      ],
    )
  })

  it("what is added up in a prange inside of another, whatever its length", () => {
    const kernel = jit((out: Float64Array, d: Float64Array, from: number, n: number) => {
      for (const i of prange(out)) {
        let s = i
        let least = 1e9
        let bits = 0
        for (const j of prange(from, n)) {
          const x = d[j]! - d[i]!
          s += x / (1 + x * x)
          least = Math.min(least, x)
          bits ^= (j * 7) | i
        }
        out[i] = s + least + bits
      }
    })
    const d = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i))
    for (const n of [0, 1, 7, 8, 9, 63, 4095, 4096, 4097, 8192, 12_293, 20_000]) {
      const [given, same] = [new Float64Array(5), new Float64Array(5)]
      kernel(given, d, 0, n)
      kernel.reference(same, d, 0, n)
      assert.deepEqual(given, same, `${n}`)
    }
    const [inner] = kernel.parallelDiagnostics()[0]!.loops.slice(1)
    assert.equal(inner!.inVectors, true)
    const [given, same] = [new Float64Array(5), new Float64Array(5)]
    for (const [from, n] of [
      [0, 20_001],
      [-1, 30],
    ] as const) {
      const of = (call: typeof kernel.js, out: Float64Array): unknown => {
        try {
          return call(out, d, from, n)
        } catch (error) {
          return String(error)
        }
      }
      assert.equal(of(kernel, given), of(kernel.reference, same))
      assert.deepEqual(given, same)
    }
  })

  it("random numbers in a prange inside of another", () => {
    const kernel = jit((out: Float64Array, n: number) => {
      for (const i of prange(out)) {
        let inside = 0
        for (const _ of prange(n)) {
          const x = Math.random()
          const y = Math.random()
          if (x * x + y * y < 1) inside++
        }
        out[i] = inside
      }
    })
    for (const n of [0, 5, 8, 4099, 10_001]) {
      const [given, same] = [new Float64Array(9), new Float64Array(9)]
      random.seed(11)
      kernel(given, n)
      random.seed(11)
      kernel.reference(same, n)
      assert.deepEqual(given, same, `${n}`)
      assert.equal(n < 9 || Math.abs(given[3]! / n - Math.PI / 4) < 0.05, true)
    }
  })

  it("an index that is outside is found however many iterations are done at once", () => {
    const kernel = jit((a: Float64Array, out: Float64Array) => {
      for (const i of prange(out)) out[i] = a[i + 1]!
    })
    assert.throws(
      () => kernel(new Float64Array(20), new Float64Array(20)),
      /^RangeError: a\[20\] at vectors\.test\.ts:\d+:\d+ is outside: a has 20 elements$/,
    )
  })

  it("elements that do not change are the same as where they are loaded each time", () => {
    const weigh = (a: Float64Array, w: Float64Array, out: Float64Array, c: number): void => {
      for (const i of prange(out)) out[i] = a[i]! * w[c]! + 2 * w[c + 1]!
    }
    const plainly = (a: Float64Array, w: Float64Array, out: Float64Array, c: number): void => {
      for (let i = 0; i < out.length; i++) out[i] = a[i]! * w[c]! + w[0]!
    }
    const maybe = (a: Float64Array, w: Float64Array, out: Float64Array, c: number): void => {
      for (const i of prange(out)) {
        let x = a[i]!
        if (c > 0) x *= w[c]!
        out[i] = x
      }
    }
    const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(i + 1))
    for (const length of [0, 1, 7, 8, 40]) {
      for (const c of [0, 1, 5]) {
        agrees(weigh, [numbers(40), numbers(7), numbers(length), c])
        agrees(plainly, [numbers(40), numbers(7), numbers(length), c])
        agrees(
          maybe,
          [numbers(40), numbers(7), numbers(length), c],
          [numbers(40), new Float64Array(0), numbers(length), 0],
        )
      }
      for (const fn of [weigh, plainly]) {
        const kernel = jit(fn)
        for (const c of [-1, 6, 7, 1e9]) {
          const [given, same] = [numbers(length), numbers(length)]
          const of = (call: typeof fn, out: Float64Array): string => {
            try {
              call(numbers(40), numbers(7), out, c)
              return "no error"
            } catch (error) {
              return String(error)
            }
          }
          assert.equal(of(kernel, given), of(kernel.reference, same))
          assert.deepEqual(given, same)
        }
      }
      // One array twice: what is loaded changes on the way.
      const kernel = jit(plainly)
      const [given, same] = [numbers(40), numbers(40)]
      kernel(given, given, given.subarray(0, length), 3)
      plainly(same, same, same.subarray(0, length), 3)
      assert.deepEqual(given, same)
    }
  })

  it("plain loops of any length, whether their last eight may be done once more or not", () => {
    const smooth = (a: Float64Array, out: Float64Array, from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        const x = a[i - 1]! + a[i + 1]!
        out[i] = x / 2
        out[i] = x > 0 ? Math.sqrt(x) : 0.25 * x
      }
    }
    const scaled = (a: Float64Array, out: Float64Array, from: number, to: number): void => {
      for (let i = from; i <= to; i++) out[i] = 3 * out[i]! + a[i]!
    }
    const numbers = (): Float64Array => Float64Array.from({ length: 80 }, (_, i) => Math.sin(i * 7))
    const [first, second] = [jit(smooth), jit(scaled)]
    for (let from = 1; from < 10; from += 3) {
      for (let to = from - 2; to < from + 42; to++) {
        agrees(smooth, [numbers(), numbers(), from, to])
        agrees(scaled, [numbers(), numbers(), from, to])
        for (const [kernel, fn] of [
          [first, smooth],
          [second, scaled],
        ] as const) {
          const [given, same] = [numbers(), numbers()]
          kernel(given.subarray(0, 70), given.subarray(3), from, to)
          fn(same.subarray(0, 70), same.subarray(3), from, to)
          assert.deepEqual(given, same)
        }
      }
    }
  })
})
