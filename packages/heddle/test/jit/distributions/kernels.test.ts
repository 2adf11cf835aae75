import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { OptionError } from "../../../src/core/errors/index.ts"
import { isHeapArray } from "../../../src/core/heap/index.ts"
import { begin, draw } from "../../../src/jit/draw.ts"
import { jit, prange, random, vectorize } from "../../../src/jit/index.ts"
import type { Kernel } from "../../../src/jit/index.ts"
import { stream, unit } from "../../../src/jit/run/random.ts"
import { forksAll, gather } from "../gather.ts"
import { continuous, discrete, standard } from "./rows.ts"

type Sampled = Exclude<keyof typeof random, "seed" | "rand" | "randn" | "choice" | "shuffle" | "permutation">
type Fill = Kernel<[out: Float64Array], void>

const rows: readonly (readonly [Sampled, readonly number[]])[] = [
  ...continuous.map(([name, parameters]) => [name, parameters] as const),
  ...standard.map(([name]) => [name, []] as const),
  ...discrete.map(([name, parameters]) => [name, parameters] as const),
]

/** What `out[i] = random.name(…)` becomes. */
function kernelOf(name: Sampled, parameters: readonly number[]): Fill {
  const sample = random[name] as (...parameters: readonly number[]) => number
  const [a = 0, b = 0, c = 0] = parameters
  const forms: readonly ((out: Float64Array) => void)[] = [
    (out) => {
      for (const i of prange(out)) out[i] = sample()
    },
    (out) => {
      for (const i of prange(out)) out[i] = sample(a)
    },
    (out) => {
      for (const i of prange(out)) out[i] = sample(a, b)
    },
    (out) => {
      for (const i of prange(out)) out[i] = sample(a, b, c)
    },
  ]
  return jit(forms[parameters.length]!)
}

function filled(fill: (out: Float64Array) => void, length: number): Float64Array {
  random.seed(7)
  const out = new Float64Array(length)
  fill(out)
  return out
}

describe("distributions in kernels", () => {
  for (const [name, parameters] of rows) {
    it(`${name}(${parameters.join(", ")}): what f.reference and an array of them give`, () => {
      const fill = kernelOf(name, parameters)
      for (const length of [0, 1, 9, 700]) {
        const expected = filled(fill.reference, length)
        assert.deepEqual(filled(fill, length), expected, `${length}`)
        assert.ok(!expected.includes(Number.NaN))
        random.seed(7)
        using array = (random[name] as (...all: readonly number[]) => Float64Array & Disposable)(...parameters, length)
        assert.ok(isHeapArray(array))
        assert.deepEqual(Float64Array.from(array), expected)
      }
    })
  }

  it("one by one, where one decides on the next, as sums and as an index", () => {
    const walk = jit((a: Float64Array, steps: number) => {
      let [at, sum] = [0, 0]
      for (let i = 0; i < steps; i++) {
        at += random.standardNormal() > 0 ? random.poisson(3) : -random.geometric(0.5)
        a[random.integers(a.length)]! += 1
      }
      for (const _ of prange(10 * steps)) sum += random.gamma(0.5) * random.binomial(20, 0.5)
      return at + sum
    })
    const results = [walk, walk.reference].map((run) => {
      random.seed(5)
      const counts = new Float64Array(10)
      return [run(counts, 500), ...counts]
    })
    assert.deepEqual(results[0], results[1])
    assert.equal(
      results[0]!.slice(1).reduce((sum, x) => sum + x),
      500,
    )
  })

  it("six of them in one sum", () => {
    const sum = jit((n: number) => {
      let sum = 0
      for (const _ of prange(n * n)) {
        const normals = random.standardNormal() + random.normal(0, 1) + random.normal(0, 1)
        sum += normals + random.chisquare(1) + random.randint(1, 3) + random.triangular(1, 2, 3)
      }
      return sum
    })
    const results = [sum, sum.reference].map((run) => {
      random.seed(5)
      return run(128)
    })
    assert.equal(results[0], results[1])
    // Means 0, 1, 1.5 and 2; variances 3, 2, 0.25 and 1/6.
    assert.ok(Math.abs(results[0]! - 4.5 * 128 ** 2) < 4.5 * Math.sqrt((5.25 + 1 / 6) * 128 ** 2))
  })

  it("each with parameters of its own", () => {
    const draw = vectorize((lambda: number) => random.poisson(lambda))
    const means = Float64Array.from({ length: 2000 }, (_, i) => i)
    random.seed(3)
    const counts = draw(means)
    for (const [i, k] of counts.entries()) assert.ok(Math.abs(k - i) <= 5 * Math.sqrt(i), `${k} of ${i}`)
  })

  it("with fastmath the same", () => {
    for (const [name, parameters] of [
      ["normal", [1, 2]],
      ["gamma", [0.4, 1]],
    ] as const) {
      const { js } = kernelOf(name, parameters)
      assert.deepEqual(filled(jit(js, { fastmath: true }), 100), filled(jit(js), 100))
    }
  })

  it("choice and shuffle", () => {
    const kernel = jit((a: Float64Array, out: Float64Array) => {
      random.shuffle(a)
      for (const i of prange(out)) out[i] = random.choice(a)
    })
    const results = [kernel, kernel.reference].map((run) => {
      random.seed(5)
      const [a, out] = [Float64Array.of(1, 2, 4, 8, 16), new Float64Array(100)]
      run(a, out)
      return { a, out }
    })
    assert.deepEqual(results[0], results[1])
    assert.deepEqual(
      [...results[0]!.a].toSorted((a, b) => a - b),
      [1, 2, 4, 8, 16],
    )
    assert.equal(new Set(results[0]!.out).size, 5)
  })

  describe("on several threads", () => {
    forksAll()

    it("the same numbers", async () => {
      const kernels = rows.map(([name, parameters]) => ({ name, fill: kernelOf(name, parameters) }))
      const expected = kernels.map(({ fill }) => filled(fill.reference, 5000))
      for (const count of [1, 2, 3, 7]) {
        await gather(count)
        for (const [i, { name, fill }] of kernels.entries()) {
          assert.deepEqual(filled(fill, 5000), expected[i], `${name} on ${count}`)
        }
      }
    })
  })
})

describe("distributions outside of kernels", () => {
  it("give numbers, by the seed", () => {
    for (const [name, parameters] of rows) {
      const sample = random[name] as (...parameters: readonly number[]) => number
      const draws = [1, 1, 2].map((seed) => {
        random.seed(seed)
        return Array.from({ length: 20 }, () => sample(...parameters))
      })
      assert.deepEqual(draws[0], draws[1])
      assert.notDeepEqual(draws[0], draws[2], name)
      assert.ok(!draws[0]!.includes(Number.NaN), name)
    }
  })

  it("draw what the generator of kernels draws", () => {
    for (let seed = 1n; seed < 100n; seed++) {
      const state = stream(seed * 0x9e3779b97f4a7c15n, 0)
      begin(state.first, state.second)
      for (let i = 0; i < 100; i++) assert.equal(draw(), unit(state))
    }
  })

  it("take a shape as a size", () => {
    using a = random.normal(0, 1, [3, 4])
    using b = random.randn(2, 5)
    using c = random.rand()
    using d = random.standardNormal([])
    using e = random.poisson(3, 0)
    assert.deepEqual([a.length, b.length, c.length, d.length, e.length], [12, 10, 1, 1, 0])
    for (const size of [-1, 1.5, [2, -1], "3", null]) {
      assert.throws(() => random.normal(0, 1, size as never), { name: "OptionError", option: "size" })
    }
  })

  it("permutation, shuffle and choice", () => {
    random.seed(1)
    using order = random.permutation(1000)
    assert.deepEqual(
      Array.from(order.toSorted()),
      Array.from({ length: 1000 }, (_, i) => i),
    )
    assert.notDeepEqual(Array.from(order.toSorted()), Array.from(order))
    const words = ["a", "b", "c"]
    // 6 orders, 6000 times: each 1000 times, give or take 29.
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      random.shuffle(words)
      counts.set(words.join(""), (counts.get(words.join("")) ?? 0) + 1)
    }
    assert.equal(counts.size, 6)
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 130, `${count}`)
    assert.ok(words.includes(random.choice(words)))
    assert.throws(() => random.permutation(-1), { name: "OptionError", option: "n" })
  })
})

describe("parameters out of range", () => {
  const wrong: readonly (readonly [Sampled, readonly number[], option?: string])[] = [
    ["uniform", [Number.NaN, 1], "low"],
    ["integers", [0.5, 3], "low"],
    ["integers", [3, 3]],
    ["integers", [0, 2 ** 53 - 1]],
    ["triangular", [0, 2, 1]],
    ["normal", [0, -1], "sd"],
    ["lognormal", [0, Number.NaN], "sigma"],
    ["exponential", [-1], "scale"],
    ["weibull", [-1], "shape"],
    ["pareto", [0], "shape"],
    ["standardGamma", [Infinity], "shape"],
    ["gamma", [1, -1], "scale"],
    ["beta", [0, 1], "a"],
    ["chisquare", [0], "df"],
    ["f", [1, 0], "dfden"],
    ["standardT", [-1], "df"],
    ["wald", [1, 0], "scale"],
    ["vonmises", [0, -1], "kappa"],
    ["vonmises", [Infinity, 1]],
    ["poisson", [Infinity], "lambda"],
    ["binomial", [-1, 0.5], "n"],
    ["binomial", [1, 1.5], "p"],
    ["negativeBinomial", [1, 0], "p"],
    ["geometric", [0], "p"],
    ["hypergeometric", [1, 1, 3]],
    ["logseries", [1], "p"],
    ["zipf", [1], "a"],
  ]

  for (const [name, parameters, option] of wrong) {
    it(`${name}(${parameters.join(", ")})`, () => {
      const sample = random[name] as (...parameters: readonly number[]) => number
      assert.equal(sample(...parameters), Number.NaN)
      assert.deepEqual(filled(kernelOf(name, parameters), 9), new Float64Array(9).fill(Number.NaN))
      assert.throws(
        () => sample(...parameters, 5),
        (error) => error instanceof OptionError && (option === undefined || error.option === option),
      )
    })
  }

  it("at the ends of the range there are numbers", () => {
    for (const [name, parameters, expected] of [
      ["uniform", [3, 3], 3],
      ["integers", [1], 0],
      ["normal", [3, 0], 3],
      ["exponential", [0], 0],
      ["weibull", [0], 0],
      ["gamma", [0], 0],
      ["poisson", [0], 0],
      ["binomial", [0, 0.5], 0],
      ["binomial", [9, 0], 0],
      ["binomial", [9, 1], 9],
      ["binomial", [1e9, 1], 1e9],
      ["negativeBinomial", [5, 1], 0],
      ["geometric", [1], 1],
      ["hypergeometric", [5, 0, 3], 3],
      ["hypergeometric", [0, 5, 3], 0],
      ["hypergeometric", [100, 0, 30], 30],
      ["hypergeometric", [0, 0, 0], 0],
      ["logseries", [0], 1],
      ["zipf", [1e9], 1],
    ] as const) {
      const out = filled(kernelOf(name, parameters), 50)
      assert.ok(
        out.every((x) => x === expected),
        `${name}(${parameters.join(", ")}): ${out[0]}`,
      )
    }
    for (const [name, parameters] of [
      ["beta", [1e-5, 1e-5]],
      ["beta", [1e-300, 1]],
      ["beta", [1e8, 1e-3]],
      ["standardGamma", [1e-300]],
      ["standardGamma", [1e300]],
      ["poisson", [1e15]],
      ["poisson", [1e300]],
      ["binomial", [2 ** 53 - 1, 0.3]],
      ["binomial", [2 ** 53 - 1, 1e-300]],
      ["geometric", [5e-324]],
      ["zipf", [1.000001]],
      ["vonmises", [0, 1e300]],
      ["wald", [1e-300, 1]],
      ["wald", [1e100, 1e-100]],
      ["standardT", [1e-3]],
      ["logseries", [1 - 2 ** -53]],
      ["integers", [-(2 ** 51), 2 ** 51]],
      ["hypergeometric", [2 ** 51, 2 ** 51, 2 ** 50]],
    ] as const) {
      const out = filled(kernelOf(name, parameters), 50)
      assert.ok(!out.includes(Number.NaN), `${name}(${parameters.join(", ")}): ${out.join(" ")}`)
    }
  })
})
