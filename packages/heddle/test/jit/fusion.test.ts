import assert from "node:assert/strict"
import { after, afterEach, describe, it } from "node:test"
import { fusion } from "../../src/jit/fusion/index.ts"
import { jit, prange, random } from "../../src/jit/index.ts"
import type { JitOptions } from "../../src/jit/index.ts"
import { compiling } from "../../src/jit/run/index.ts"
import { agrees } from "./agrees.ts"
import { Dice } from "./dice.ts"
import { functionOf } from "./fusion-kernels.ts"
import { forksAll, gather } from "./gather.ts"

type Kernel = (...args: never[]) => unknown

/** What is said of each loop of a kernel, without the lines. */
function told(kernel: { parallelDiagnostics(): readonly { loops: readonly { fusion?: string }[] }[] }): string[] {
  return kernel
    .parallelDiagnostics()
    .at(-1)!
    .loops.map(({ fusion }) => (fusion ?? "-").replaceAll(/lines? \d+( and \d+)?/g, "…"))
}

function numbers(length: number, seed = 1): Float64Array {
  const dice = new Dice(seed)
  return Float64Array.from({ length }, () => dice.below(2000) / 7 - 100)
}

/** Without fusion. */
function apart<A extends unknown[], R>(fn: (...args: A) => R, options?: JitOptions, ...args: A): R {
  fusion.isOn = false
  try {
    return jit(fn, options)(...args)
  } finally {
    fusion.isOn = true
  }
}

afterEach(() => {
  fusion.isOn = true
})

const chain = (a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array): void => {
  for (const i of prange(a)) c[i] = a[i]! * b[i]!
  for (const i of prange(a)) d[i] = c[i]! + a[i]!
}

const unlessApart = "fused with the loop of … unless arrays overlap or an index is outside"

describe("loops of one range that stand one behind the other", () => {
  it("are one, where that is not seen, and say so", () => {
    const kernel = jit(chain)
    for (const n of [0, 1, 7, 8, 100, 5000]) {
      const [a, b] = [numbers(n), numbers(n, 2)]
      agrees(chain, [a, b, new Float64Array(n), new Float64Array(n)])
      const [c, d] = [new Float64Array(n), new Float64Array(n)]
      kernel(a, b, c, d)
      assert.deepEqual(
        Array.from(d),
        Array.from(a, (x, i) => x * b[i]! + x),
      )
    }
    assert.deepEqual(told(kernel), [unlessApart, unlessApart])
    assert.match(
      kernel.explain(),
      /fusion\.test\.ts:\d+:3 {2}prange {2}map .*at once: fused with the loop of line \d+ /,
    )
  })

  it("are as they were written where that is switched off", () => {
    const [a, b] = [numbers(100), numbers(100, 2)]
    fusion.isOn = false
    const kernel = jit(chain)
    kernel(a, b, new Float64Array(100), new Float64Array(100))
    assert.deepEqual(told(kernel), ["-", "-"])
  })

  it("have the reductions of both, each in its tree", () => {
    const sums = (a: Float64Array): number[] => {
      let s = 0.1
      for (const i of prange(a)) s += a[i]!
      let t = 1
      for (const j of prange(a.length)) t *= 1 + a[j]! / 1e6
      let most = -Infinity
      for (const k of prange(a.length)) most = Math.max(most, a[k]!)
      return [s, t, most]
    }
    const kernel = jit(sums)
    for (const n of [0, 3, 4096, 4099, 20_000]) {
      const a = numbers(n)
      const results = kernel(a)
      assert.deepEqual(results, kernel.reference(a))
      assert.deepEqual(results, apart(sums, {}, a))
    }
    assert.deepEqual(
      told(kernel),
      Array.from({ length: 3 }, () => "fused with the loops of …"),
    )
  })

  it("are not one where the later one needs what the earlier one computes", () => {
    const deviation = jit((a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += a[i]!
      const mean = s / a.length
      let v = 0
      for (const i of prange(a)) v += (a[i]! - mean) ** 2
      return v
    })
    assert.equal(deviation(Float64Array.of(1, 2, 3)), 2)
    assert.deepEqual(told(deviation), [
      "-",
      "not fused with the loop of …: it needs `mean`, which is computed between them",
    ])
    const scaled = jit((a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += a[i]!
      for (const i of prange(a)) a[i]! /= s
    })
    scaled(Float64Array.of(1, 2, 3))
    assert.match(told(scaled)[1]!, /it needs `s`, which that one computes/)
    const twice = jit((a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += a[i]!
      for (const i of prange(a)) s += a[i]! ** 2
      return s
    })
    assert.equal(twice(Float64Array.of(1, 2, 3)), 20)
    assert.match(told(twice)[1]!, /both change `s`/)
  })

  it("may have between them what can be computed before, or behind", () => {
    const between = (a: Float64Array, b: Float64Array, n: number): number => {
      let s = 0
      for (const i of prange(a)) s += a[i]!
      const half = n / 2
      const mean = s / n
      let t = half
      for (const i of prange(a)) {
        b[i] = a[i]! * half
        t += a[i]!
      }
      return t + mean
    }
    const kernel = jit(between)
    const a = numbers(5000)
    const [b, c] = [new Float64Array(5000), new Float64Array(5000)]
    assert.equal(kernel(a, b, 7), kernel.reference(a, c, 7))
    assert.deepEqual(b, c)
    assert.match(told(kernel)[1]!, /^fused/)
    const changed = jit((a: Float64Array) => {
      let t = 1
      let s = 0
      for (const i of prange(a)) s += a[i]!
      const k = s + t
      for (const i of prange(a)) t += a[i]!
      return k + t
    })
    assert.equal(changed(Float64Array.of(1, 2)), 8)
    assert.match(told(changed)[1]!, /it changes what is used between them/)
    const element = jit((a: Float64Array, b: Float64Array) => {
      for (const i of prange(a)) a[i] = b[i]! + 1
      const first = a[0]!
      for (const i of prange(a)) a[i]! += first
    })
    const given = new Float64Array(3)
    element(given, Float64Array.of(1, 2, 3))
    assert.deepEqual(Array.from(given), [4, 5, 6])
    assert.deepEqual(told(element), ["-", "-"])
  })

  it("are not one where elements are used at other places", () => {
    const shift = (a: Float64Array, b: Float64Array): void => {
      for (const i of prange(0, a.length - 1)) a[i] = b[i]! * 2
      for (const i of prange(0, a.length - 1)) b[i] = a[i + 1]! + 1
    }
    const [kernel, a, b] = [jit(shift), numbers(100), numbers(100, 2)]
    agrees(shift, [a, b])
    kernel(a, b)
    assert.match(told(kernel)[1]!, /what one of them writes into `a`, the other uses in other iterations/)
    const same = (a: Float64Array, b: Float64Array, k: number): void => {
      for (const i of prange(0, 90)) a[2 * i + k] = b[i]! * 2
      for (const i of prange(0, 90)) b[i] = a[2 * i + k]! + 1
    }
    const other = jit(same)
    agrees(same, [numbers(200), b, 3], [numbers(200), b, 0], [numbers(200), b, 20])
    other(numbers(200), b, 3)
    assert.match(told(other)[1]!, /^fused/)
  })

  it("are run one by one where arrays overlap, or are one and have another place", () => {
    const later = (a: Float64Array, b: Float64Array, w: Float64Array, n: number): void => {
      for (const i of prange(n)) a[i] = w[i]! * 3
      for (const i of prange(n)) b[i] = b[i]! + w[i]!
    }
    const kernel = jit(later)
    const w = numbers(64, 3)
    for (const [from, to] of [
      [0, 0],
      [0, 64],
      [0, 1],
      [1, 0],
      [0, 9],
      [13, 0],
      [5, 63],
      [64, 64],
    ] as const) {
      const outcome = (run: typeof later): Float64Array => {
        const memory = numbers(200)
        run(memory.subarray(from, from + 64), memory.subarray(to, to + 64), w, 64)
        return memory
      }
      assert.deepEqual(outcome(kernel), outcome(later), `${from} and ${to}`)
    }
    assert.deepEqual(told(kernel), [unlessApart, unlessApart])
    const gathered = (a: Float64Array, b: Float64Array, w: Float64Array): void => {
      for (const i of prange(64)) a[i] = w[i]! * 3
      for (const i of prange(64)) b[i] = w[(7 * i) & 63]! + w[63]!
    }
    const [one, two, three] = [numbers(64), numbers(64, 2), numbers(64, 3)]
    agrees(gathered, [one, two, three])
  })

  it("are run one by one where one array is given twice and goes on as a value", () => {
    const three = (a: Float64Array, b: Float64Array, c: Float64Array): void => {
      for (const i of prange(a)) b[i] = a[i]! + 1
      for (const i of prange(a)) c[i] = c[i]! * 2 + a[i]!
      for (const i of prange(a)) a[i] = b[i]! - 1
    }
    const kernel = jit(three)
    const outcome = (run: typeof three, order: readonly number[]): readonly Float64Array[] => {
      const memory = [numbers(30), numbers(30, 2), numbers(30, 3)]
      const [a, b, c] = order.map((k) => memory[k]!) as [Float64Array, Float64Array, Float64Array]
      run(a, b, c)
      return memory
    }
    for (const order of ["012", "001", "010", "011", "000", "100"]) {
      const places = Array.from(order, Number)
      assert.deepEqual(outcome(kernel, places), outcome(three, places), order)
    }
    assert.match(told(kernel)[0]!, /^fused with the loops of …/)
  })

  it("keep what elements round on the way", () => {
    const rounded = (a: Float64Array, f: Float32Array, n: Int32Array, u: Uint8Array): void => {
      for (const i of prange(a)) f[i] = a[i]! * 1.1
      for (const i of prange(a)) n[i] = f[i]! * 1000
      for (const i of prange(a)) u[i] = n[i]! + 3
      for (const i of prange(a)) a[i] = u[i]! + n[i]!
    }
    for (const n of [5, 100]) {
      agrees(rounded, [numbers(n), new Float32Array(n), new Int32Array(n), new Uint8Array(n)])
      const plain = (a: Float64Array, f: Float32Array, n: Int32Array): void => {
        for (const i of prange(a)) f[i] = a[i]! / 3
        for (const i of prange(a)) n[i] = f[i]! * 1e10
        for (const i of prange(a)) a[i] = f[i]! + n[i]!
      }
      agrees(plain, [numbers(n), new Float32Array(n), new Int32Array(n)])
    }
  })

  it("keep conditions, and continue leaves only the loop that it is in", () => {
    const skipping = (a: Float64Array, b: Float64Array, c: Float64Array): void => {
      for (const i of prange(a)) {
        if (a[i]! < 0) continue
        b[i] = Math.sqrt(a[i]!)
      }
      for (const i of prange(a)) {
        if (a[i]! > 50) continue
        c[i] = a[i]! * 2
      }
    }
    const [kernel, a] = [jit(skipping), numbers(100)]
    agrees(skipping, [a, new Float64Array(100), new Float64Array(100)])
    kernel(a, new Float64Array(100), new Float64Array(100))
    assert.match(told(kernel)[1]!, /^fused/)
  })

  it("may count lengths of several arrays, and steps", () => {
    const lengths = (a: Float64Array, b: Float64Array): void => {
      for (const i of prange(a)) a[i]! += 1
      for (const i of prange(b)) b[i] = a[i]! * 2
    }
    const kernel = jit(lengths)
    agrees(lengths, [numbers(9), numbers(9, 2)], [numbers(9), numbers(5, 2)], [numbers(9), new Float64Array(0)])
    kernel(numbers(9), numbers(9))
    assert.match(told(kernel)[0]!, /unless arrays overlap, lengths differ or an index is outside$/)
    assert.throws(() => kernel(numbers(5), numbers(9)), /^RangeError: a\[5\] at fusion\.test\.ts:\d+:\d+ is outside/)
    const backwards = (a: Float64Array, b: Float64Array, n: number): void => {
      for (const i of prange(n, 0, -3)) a[i] = b[i]! + 1
      for (const i of prange(n, 0, -3)) b[i] = a[i]! * 2
    }
    agrees(backwards, [numbers(20), numbers(20, 2), 19], [numbers(20), numbers(20, 2), 0])
    const reassigned = (a: Float64Array, n: number): number => {
      let s = 0
      for (const i of prange(n)) s += a[i]!
      n = n - 1
      let t = 0
      for (const i of prange(n)) t += a[i]!
      return s - t
    }
    assert.equal(jit(reassigned)(Float64Array.of(1, 2, 4), 3), 4)
  })

  it("load what is stored under a condition only", () => {
    // Every second one: none of it is in vectors, which would wait for that.
    const conditional = (a: Float64Array, b: Float64Array, n: number): void => {
      for (const i of prange(0, n, 2)) b[i] = a[i]! + 1
      for (const i of prange(0, n, 2)) if (b[i]! > 0) b[i] = a[i]! * 2
      for (const i of prange(0, n, 2)) a[i] = b[i]! - 3
      for (const i of prange(0, n, 2)) {
        if (a[i]! < 0) continue
        b[i] = a[i]! / 3
      }
      for (const i of prange(0, n, 2)) a[i]! += b[i]!
    }
    agrees(conditional, [numbers(50), new Float64Array(50), 50], [numbers(50), new Float64Array(50), 1])
    const kernel = jit(conditional)
    kernel(numbers(50), new Float64Array(50), 49)
    assert.match(told(kernel)[4]!, /^fused/)
    const inVectors = jit((a: Float64Array, b: Float64Array) => {
      for (const i of prange(a)) if (a[i]! > 0) b[i] = a[i]! * 2
      for (const i of prange(a)) a[i] = b[i]! - 3
    })
    inVectors(numbers(50), numbers(50))
    assert.match(told(inVectors)[1]!, /it loads what has just been stored/)
  })

  it("have the range that variables say when each of them begins", () => {
    const counts = (a: Float64Array, p: Int32Array): number[] => {
      let n = p[0]!
      let s = 0
      for (const i of prange(n)) s += a[i]!
      n = n % 3
      let t = 0
      for (const i of prange(n)) t += a[i]!
      let k = n + 1
      let u = 0
      for (const i of prange(k)) u += a[i]!
      k++
      let v = 0
      for (const i of prange(k)) v += a[i]!
      let w = 0
      for (const i of prange(1, k)) w += a[i]!
      return [s, t, u, v, w]
    }
    assert.deepEqual(jit(counts)(Float64Array.of(1, 2, 4, 8, 16), Int32Array.of(5)), [31, 3, 7, 15, 14])
  })

  it("are one in helpers, in branches and in loops around them", () => {
    const scale = (a: Float64Array, by: number): void => {
      for (const i of prange(a)) a[i]! *= by
    }
    const sum = (a: Float64Array): number => {
      let s = 0
      for (const i of prange(a)) s += a[i]!
      return s
    }
    const steps = (a: Float64Array, n: number): number => {
      let total = 0
      for (let k = 0; k < n; k++) {
        if (k % 2 === 0) {
          scale(a, 1.5)
          total += sum(a)
        } else {
          scale(a, 0.5)
          scale(a, 1.25)
        }
      }
      return total
    }
    const kernel = jit(steps)
    const [a, b] = [numbers(5000), numbers(5000)]
    assert.equal(kernel(a, 5), kernel.reference(b, 5))
    assert.deepEqual(a, b)
    assert.ok(told(kernel).some((text) => text.startsWith("fused")))
  })

  it("draw the same random numbers, one of them at most", () => {
    const drawn = (a: Float64Array, b: Float64Array): number => {
      let s = 0
      for (const i of prange(a)) a[i] = Math.random()
      for (const i of prange(a)) {
        b[i] = a[i]! * 2
        s += a[i]!
      }
      const first = Math.random()
      for (const i of prange(a)) b[i]! += Math.random()
      return s + first
    }
    const kernel = jit(drawn)
    const outcome = (run: (a: Float64Array, b: Float64Array) => number): unknown => {
      const [a, b] = [new Float64Array(9001), new Float64Array(9001)]
      random.seed(7)
      return [run(a, b), a, b]
    }
    const expected = outcome(kernel.reference)
    assert.deepEqual(outcome(kernel), expected)
    assert.deepEqual(
      outcome((a, b) => apart(drawn, {}, a, b)),
      expected,
    )
    const both = jit((a: Float64Array, b: Float64Array) => {
      for (const i of prange(a)) a[i] = Math.random()
      for (const i of prange(a)) b[i] = Math.random() + a[i]!
    })
    both(new Float64Array(9), new Float64Array(9))
    assert.match(told(both)[1]!, /both draw random numbers/)
  })

  it("are not one where bins are shared, or the parts of an array are an iteration's own", () => {
    const bins = jit((a: Float64Array, h: Float64Array) => {
      for (const i of prange(a)) h[Math.abs(a[i]!) & 7]! += 1
      for (const i of prange(a)) a[i]! *= 2
    })
    bins(numbers(50), new Float64Array(8))
    assert.match(told(bins)[1]!, /in that one iterations may change the same element of `h`/)
    const rows = jit((a: Float64Array, b: Float64Array) => {
      for (const i of prange(4)) a.subarray(2 * i, 2 * i + 2).fill(i)
      for (const i of prange(4)) b[i] = a[i]!
    })
    rows(new Float64Array(8), new Float64Array(4))
    assert.match(told(rows).at(-1)!, /in that one iterations take parts of arrays/)
    const words = jit((a: BigInt64Array) => {
      for (const i of prange(a)) a[i]! += 1n
      for (const i of prange(a)) a[i]! *= 2n
    })
    words(new BigInt64Array(3))
    assert.match(told(words)[1]!, /bigints may not fit/)
  })

  it("are not one where that is slower", () => {
    const far = jit((a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array) => {
      for (const i of prange(a)) a[i] = b[i]! * 2
      for (const i of prange(a)) c[i] = d[i]! * 2
    })
    const args = [1, 2, 3, 4].map((seed) => numbers(20, seed)) as Parameters<typeof far.js>
    far(...args)
    assert.match(told(far)[1]!, /they have no array in common/)
    const exact = jit((a: Float64Array, b: Float64Array) => {
      for (const i of prange(a)) a[i] = Math.sqrt(b[i]!)
      for (const i of prange(a)) a[i] = Math.sin(a[i]!)
    })
    exact(numbers(20), numbers(20))
    assert.match(told(exact)[1]!, /only one of them is done eight at once/)
  })
})

describe("an index that is outside, in loops that may be one", () => {
  const run = (fn: Kernel, ...lengths: number[]): { arrays: readonly Float64Array[]; message: string } => {
    const arrays = lengths.map((n, k) => numbers(n, k + 1))
    try {
      fn(...(arrays as never[]))
    } catch (error) {
      assert.ok(error instanceof RangeError)
      return { arrays, message: error.message }
    }
    return { arrays, message: "" }
  }

  it("of the first loop leaves what the second writes as it was", () => {
    const kernel = jit(chain)
    const { arrays, message } = run(kernel, 50, 40, 50, 50)
    assert.match(message, /^b\[40\] at fusion\.test\.ts:\d+:45 is outside/)
    assert.deepEqual(arrays[3], numbers(50, 4))
  })

  it("of the second loop finds all of the first done", () => {
    const kernel = jit(chain)
    const { arrays, message } = run(kernel, 50, 50, 50, 40)
    assert.match(message, /^d\[40\] at fusion\.test\.ts:\d+:30 is outside/)
    assert.deepEqual(
      Array.from(arrays[2]!),
      Array.from(arrays[0]!, (x, i) => x * arrays[1]![i]!),
    )
  })

  it("which is not known before, keeps them two", () => {
    const kernel = jit((a: Float64Array, p: Int32Array, b: Float64Array) => {
      for (const i of prange(a)) a[i] = b[p[i]!]! + 1
      for (const i of prange(a)) b[i] = a[i]! * 2
    })
    kernel(numbers(8), new Int32Array(8), numbers(8))
    assert.match(told(kernel)[1]!, /in that one an index may be outside of `b`/)
  })

  it("is not asked for where indices are not checked", () => {
    const kernel = jit(chain, { bounds: false })
    const { arrays } = run(kernel, 50, 50, 50, 50)
    assert.equal(arrays[3]![7], arrays[0]![7]! * arrays[1]![7]! + arrays[0]![7]!)
    assert.equal(told(kernel)[0], "fused with the loop of … unless arrays overlap")
  })
})

const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 5)
const only = process.env["HEDDLE_FUZZ_SEED"]

describe("random loops over arrays that may overlap", () => {
  forksAll()
  after(() => {
    compiling.atOnce = true
  })
  for (const threads of [1, 2, 3, 7]) {
    it(`give what JavaScript gives on ${threads} threads, for ${seconds} s`, async () => {
      await gather(threads)
      const first = Math.floor(Date.now() / 1000) * 1000
      const until = performance.now() + 1000 * seconds
      let fusedLoops = 0
      let seed = only === undefined ? first : Number(only)
      // The first few whatever the time.
      for (; seed < first + 10 || performance.now() < until; seed++) {
        compiling.atOnce = seed % 16 === 0
        const { text, run, argsOf } = functionOf(seed)
        const kernel = jit(run)
        for (const other of [1, 2, 3]) {
          const [given, same, original] = [argsOf(other), argsOf(other), argsOf(other)]
          try {
            const result = kernel(...given.args)
            assert.deepEqual(result, kernel.reference(...same.args))
            assert.deepEqual(given.memory, same.memory, "its reference")
            const plain = run(...original.args)
            assert.deepEqual(given.memory, original.memory, "the original")
            assert.equal(result.at(-1), plain.at(-1))
          } catch (error) {
            throw new Error(`HEDDLE_FUZZ_SEED=${seed}, arguments ${other}:\n${text}`, { cause: error })
          }
        }
        fusedLoops += told(kernel).filter((one) => one.startsWith("fused")).length
        if (only !== undefined) return
      }
      assert.ok(fusedLoops > 0)
    })
  }
})
