import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { OptionError } from "../../src/core/errors/index.ts"
import { Pool } from "../../src/index.ts"
import { jit, prange, random } from "../../src/jit/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"
import { forksAll, gather } from "./gather.ts"

const { random: chance } = Math

/** Kernels that draw: what they give, and what they write. */
const kernels: Readonly<Record<string, (out: Float64Array) => number | void>> = {
  "some that are passed over": (out) => {
    for (let k = 0; k < 20; k++) Math.random()
    for (let k = 0; k < out.length; k++) out[k] = Math.random()
  },
  "a sum": (out) => {
    let s = 0
    for (const i of prange(out)) s += Math.random() * i
    return s
  },
  numbers: (out) => {
    for (const i of prange(out)) out[i] = Math.random()
  },
  "now and then": (out) => {
    for (const i of prange(out)) {
      let x = 0
      for (let k = 0; k < 5; k++) {
        const r = Math.random()
        if (r < 0.3) x -= 1
        else if (r > 0.6) x += Math.random()
      }
      out[i] = x
    }
  },
  "until it is enough": (out) => {
    for (const i of prange(out)) {
      let tries = 0
      while (Math.random() > 0.2 && tries < 50) tries++
      out[i] = tries + (tries > 3 ? Math.random() : 0)
    }
  },
  "outside, inside, and outside again": (out) => {
    const first = Math.random()
    for (const i of prange(out)) out[i] = Math.random() - first
    let s = 0
    for (let i = 0; i < 10; i++) s += Math.random()
    for (const i of prange(out)) out[i]! += Math.random()
    return s
  },
  "a prange inside a prange": (out) => {
    for (const i of prange(out)) {
      let s = 0
      for (const _ of prange(20)) s += Math.random()
      out[i] = s * Math.random()
    }
  },
  "another name": (out) => {
    for (const i of prange(out)) out[i] = chance() * 2
  },
  "for nothing": (out) => {
    for (const i of prange(out)) {
      Math.random()
      out[i] = i
    }
    Math.random()
    return Math.random()
  },
  "a helper": (out) => {
    const roll = (sides: number): number => Math.floor(random.uniform(1, sides + 1))
    for (const i of prange(out)) out[i] = roll(6) + roll(6)
  },
}

function run(kernel: (out: Float64Array) => number | void, length: number): number[] {
  random.seed(7)
  const out = new Float64Array(length)
  return [kernel(out) ?? 0, ...out]
}

describe("random numbers in kernels", () => {
  for (const [name, fn] of Object.entries(kernels)) {
    it(`${name}: by a seed, what f.reference gives`, () => {
      const kernel = jit(fn)
      for (const length of [0, 1, 9, 100, 4099]) {
        assert.deepEqual(run(kernel, length), run(kernel.reference, length), `${length}`)
      }
    })
  }

  it("each call has others, and a seed the same", () => {
    const kernel = jit(() => Math.random())
    random.seed(1)
    const first = [kernel(), kernel(), kernel()]
    assert.equal(new Set(first).size, 3)
    random.seed(1)
    assert.deepEqual([kernel(), kernel(), kernel()], first)
    random.seed(2)
    assert.notEqual(kernel(), first[0])
    for (const wrong of [1.5, Number.NaN, "1", undefined])
      assert.throws(() => random.seed(wrong as number), OptionError)
  })

  it("rand and uniform", () => {
    random.seed(3)
    using a = random.rand(30, 40)
    assert.equal(a.length, 1200)
    assert.ok(a.every((x) => x >= 0 && x < 1))
    assert.ok(random.uniform(5, 6) >= 5)
  })

  it("in a worker too", async () => {
    await using pool = new Pool({ workers: 1 })
    const numbers = jit(kernels["numbers"]!)
    const there = await pool.submit(() => {
      random.seed(7)
      const out = new Float64Array(50)
      numbers(out)
      return [...out]
    })
    assert.deepEqual([0, ...there], run(numbers, 50))
  })

  describe("on several threads", () => {
    forksAll()

    it("the same numbers in native code", { skip: nativeProblem() ?? false }, async () => {
      for (const [name, fn] of Object.entries(kernels)) {
        const kernel = jit(fn, { target: "native" })
        for (const length of [0, 1, 9, 100, 10_007]) {
          const expected = run(jit(fn), length)
          for (const count of [1, 3]) {
            await gather(count)
            assert.deepEqual(run(kernel, length), expected, `${name}, ${length} on ${count}`)
          }
          random.seed(7)
          const out = new Float64Array(length)
          assert.deepEqual([(await kernel.async(out)) ?? 0, ...out], expected, name)
        }
      }
    })

    it("the same numbers", async () => {
      for (const fn of Object.values(kernels)) {
        const kernel = jit(fn)
        const expected = run(kernel.reference, 10_007)
        for (const count of [1, 2, 3, 7]) {
          await gather(count)
          for (let round = 0; round < 3; round++) assert.deepEqual(run(kernel, 10_007), expected, `${count}`)
        }
      }
    })
  })
})

describe("as numbers of chance", () => {
  const count = 1 << 20
  random.seed(2026)
  using drawn = random.rand(count)
  const numbers = Float64Array.from(drawn)

  /** Deviations from what is expected, in standard deviations. */
  const few = 4.5

  it("they have the mean, the variance and the moments of the uniform distribution", () => {
    for (const [power, mean, variance] of [
      [1, 1 / 2, 1 / 12],
      [2, 1 / 3, 1 / 5 - 1 / 9],
      [4, 1 / 5, 1 / 9 - 1 / 25],
    ] as const) {
      let sum = 0
      for (const x of numbers) sum += x ** power
      assert.ok(Math.abs(sum / count - mean) < few * Math.sqrt(variance / count), `power ${power}`)
    }
  })

  it("they fall into all bins alike, by their first bits and by those in the middle", () => {
    for (const scale of [256, 2 ** 20, 2 ** 40, 2 ** 52]) {
      const bins = new Float64Array(256)
      for (const x of numbers) bins[Math.floor(x * scale) % 256]!++
      const expected = count / 256
      const chi = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
      // Of 255 degrees of freedom: mean 255, variance 510.
      assert.ok(Math.abs(chi - 255) < few * Math.sqrt(510), `scale ${scale}: ${chi}`)
    }
  })

  it("neighbours, lanes and leaves know nothing of each other", () => {
    for (const lag of [1, 2, 7, 8, 16, 4096, 8192]) {
      let sum = 0
      for (let i = 0; i + lag < count; i++) sum += (numbers[i]! - 0.5) * (numbers[i + lag]! - 0.5)
      const correlation = (12 * sum) / (count - lag)
      assert.ok(Math.abs(correlation) < few / Math.sqrt(count), `lag ${lag}: ${correlation}`)
    }
  })

  it("no two are alike", () => {
    const sorted = numbers.toSorted()
    let same = 0
    for (let i = 1; i < count; i++) if (sorted[i] === sorted[i - 1]) same++
    // Of 2^52 values: 2^40 / 2 / 2^52 pairs are expected.
    assert.equal(same, 0)
  })

  it("runs up and down are as long as they should be", () => {
    let runs = 1
    for (let i = 2; i < count; i++) {
      if (numbers[i]! > numbers[i - 1]! !== numbers[i - 1]! > numbers[i - 2]!) runs++
    }
    const mean = (2 * count - 1) / 3
    assert.ok(Math.abs(runs - mean) < few * Math.sqrt((16 * count - 29) / 90), `${runs}`)
  })

  it("streams of neighbouring seeds differ in half of their bits", () => {
    const kernel = jit(() => Math.random())
    let bits = 0
    const words = new BigUint64Array(1)
    const float = new Float64Array(words.buffer)
    let before = 0n
    for (let seed = 0; seed <= 1000; seed++) {
      random.seed(seed)
      float[0] = kernel() + 1
      const now = words[0]! & 0xfffffffffffffn
      for (let differ = seed === 0 ? 0n : now ^ before; differ > 0n; differ >>= 1n) bits += Number(differ & 1n)
      before = now
    }
    assert.ok(Math.abs(bits / 1000 - 26) < few * Math.sqrt(13 / 1000), `${bits / 1000}`)
  })
})
