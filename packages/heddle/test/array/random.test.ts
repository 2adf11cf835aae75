import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"
import { Random } from "../scheduler/random.ts"

function whole(array: da.LazyArray): Promise<da.NDArray> {
  return array.compute()
}

/** A slice of some part, by its steps too. */
function someSlice(random: Random, shape: readonly number[]): { start: number; stop: number; step: number }[] {
  return shape.map((size) => {
    const step = [1, 1, 1, 2, 3, -1, -2][random.below(7)]!
    const from = random.below(size)
    const count = 1 + random.below(Math.ceil((step > 0 ? size - from : from + 1) / Math.abs(step)))
    const stop = from + step * count
    return step > 0 ? { start: from, stop, step } : { start: from, stop: stop < 0 ? -size - 1 : stop, step }
  })
}

suite("an element depends on seed, shape and place alone", () => {
  const shapes = [
    [100],
    [255],
    [256],
    [257],
    [40_000],
    [3, 7],
    [5, 300],
    [7, 256],
    [300, 5],
    [4, 1],
    [1, 4],
    [2, 3, 4],
    [3, 2, 300],
    [2, 17_000],
  ]
  for (const shape of shapes) {
    test(`of (${shape.join(", ")})`, async () => {
      const random = new Random(shape.length * 1000 + shape[0]!)
      const x = da.random.normal(3, 2, shape, { seed: 7, chunks: 2 })
      const all = await whole(x)
      assert.equal(new Set<unknown>(all.flat() as Float64Array).size, all.size)
      for (let episode = 0; episode < 12; episode++) {
        const spec = someSlice(random, shape)
        const axes = shape
          .map((_, a) => [random.next(), a])
          .toSorted(([a], [b]) => a! - b!)
          .map(([, a]) => a!)
        const axis = random.below(shape.length)
        const indices = Array.from({ length: 1 + random.below(9) }, () => random.below(shape[axis]!))
        const before = da.config({ tileSize: [65_536, 1000, 37, 256, 511][episode % 5]! })
        try {
          const story = JSON.stringify({ spec, axes, axis, indices, tiles: da.config().tileSize })
          const [part, turned, taken, flat] = await da.compute(
            x.slice(spec),
            x.slice(spec).transpose(axes).add(0),
            x.take(indices, axis),
            x.reshape([-1]).slice("1::3"),
          )
          assert.ok(part!.equals(all.slice(spec)), story)
          assert.ok(turned!.equals(all.slice(spec).transpose(axes)), story)
          for (const [i, index] of indices.entries()) {
            const at = (which: number): { start: number; stop: number }[] =>
              shape.map((size, a) => (a === axis ? { start: which, stop: which + 1 } : { start: 0, stop: size }))
            assert.ok(taken!.slice(at(i)).equals(all.slice(at(index))), story)
          }
          assert.ok(flat!.equals(all.reshape([-1]).slice("1::3")), story)
        } finally {
          da.config(before)
        }
      }
    })
  }

  test("whatever the chunks, and however often", async () => {
    const make = (chunks: number): da.LazyArray => da.random.random([50, 50], { seed: 3, chunks })
    const one = await whole(make(7))
    assert.ok((await whole(make(50))).equals(one) && (await whole(make(7))).equals(one))
    assert.ok(!(await whole(da.random.random([50, 50], { seed: 4 }))).equals(one))
  })

  test("a million by a million take no memory until they are asked for", async () => {
    const x = da.random.random([1_000_000, 1_000_000], { seed: 1 })
    assert.equal(x.nbytes, 8e12)
    const corner = await whole(x.slice("-3:, -2:"))
    assert.deepEqual(corner.toArray(), (await whole(x.T.slice("-2:, -3:"))).T.toArray())
  })
})

/** Mean and variance, the numbers that a distribution is called with, and whether it gives whole numbers. */
type Law = readonly [mean: number, variance: number, parameters: readonly number[], isWhole?: boolean]
const euler = 0.5772156649015329
const laws: Readonly<Record<string, Law>> = {
  uniform: [1, 3, [-2, 4]],
  normal: [3, 4, [3, 2]],
  standardNormal: [0, 1, []],
  exponential: [2, 4, [2]],
  standardExponential: [1, 1, []],
  gamma: [6, 12, [3, 2]],
  standardGamma: [3, 3, [3]],
  beta: [0.4, 0.04, [2, 3]],
  lognormal: [Math.exp(0.125), (Math.exp(0.25) - 1) * Math.exp(0.25), [0, 0.5]],
  laplace: [1, 8, [1, 2]],
  logistic: [1, (Math.PI ** 2 * 4) / 3, [1, 2]],
  chisquare: [5, 10, [5]],
  standardT: [0, 9 / 7, [9]],
  weibull: [Math.sqrt(Math.PI) / 2, 1 - Math.PI / 4, [2]],
  pareto: [1 / 9, 10 / (81 * 8), [10]],
  triangular: [2, 0.875, [0, 1.5, 4.5]],
  rayleigh: [2 * Math.sqrt(Math.PI / 2), 2 * (4 - Math.PI), [2]],
  gumbel: [1 + 2 * euler, (Math.PI ** 2 * 4) / 6, [1, 2]],
  power: [0.75, 0.0375, [3]],
  f: [12 / 10, (2 * 144 * (5 + 12 - 2)) / (5 * 100 * 8), [5, 12]],
  wald: [2, 8 / 3, [2, 3]],
  vonmises: [0.5, Number.NaN, [0.5, 4]],
  poisson: [3.5, 3.5, [3.5], true],
  binomial: [6, 4.2, [20, 0.3], true],
  geometric: [4, 12, [0.25], true],
  negativeBinomial: [3, 12 / 2, [3, 0.5], true],
  hypergeometric: [3.5, 10 * 0.35 * 0.65 * (10 / 19), [7, 13, 10], true],
  logseries: [-0.5 / (0.5 * Math.log(0.5)), Number.NaN, [0.5], true],
  zipf: [1.0823232337111381 / 1.03692775514337, Number.NaN, [5], true],
  integers: [4, 80 / 12, [0, 9], true],
}
const samplers = da.random as unknown as Readonly<Record<string, (...given: unknown[]) => da.LazyArray>>

suite("distributions have the mean and the variance that they say", () => {
  const count = 60_000
  for (const [name, [mean, variance, parameters, isWhole]] of Object.entries(laws)) {
    test(name, async () => {
      const x = samplers[name]!(...parameters, count, { seed: 11 })
      assert.deepEqual([x.shape, x.dtype], [[count], isWhole === true ? "int64" : "float64"])
      const [m, v] = (await da.compute(x.mean(), x.var())) as number[]
      const spread = Number.isNaN(variance) ? v! : variance
      assert.ok(Math.abs(m! - mean) < 5 * Math.sqrt(spread / count), `the mean is ${m}`)
      if (!Number.isNaN(variance)) assert.ok(Math.abs(v! / variance - 1) < 0.12, `the variance is ${v}`)
      const numbers = await whole(samplers[name]!(...parameters, [3, 4], { seed: 11 }))
      assert.deepEqual(numbers.shape, [3, 4])
    })
  }

  test("standardCauchy has a median, and no mean", async () => {
    const x = await whole(da.random.standardCauchy(60_001, { seed: 5 }))
    const sorted = x.flat().toSorted() as Float64Array
    assert.ok(Math.abs(sorted[30_000]!) < 0.05 && Math.abs(sorted[45_000]! - 1) < 0.05)
  })
})

suite("generators", () => {
  test("of the same seed give the same arrays, one after the other", async () => {
    const draw = async (rng: da.ArrayRandom): Promise<unknown> => {
      const arrays = [rng.random(3), rng.normal(0, 1, 3), rng.integers(0, 10, 3), rng.rand(2, 2), rng.randn(2)]
      return (await da.compute(...arrays)).map((one) => one.toArray())
    }
    const first = await draw(da.random.defaultRng(5))
    assert.deepEqual(await draw(da.random.defaultRng(5)), first)
    assert.deepEqual(await draw(da.random.RandomState(5)), first)
    assert.notDeepEqual(await draw(da.random.defaultRng(6)), first)
    assert.notDeepEqual(await draw(da.random.defaultRng()), await draw(da.random.defaultRng()))
    const rng = da.random.defaultRng(5)
    assert.notDeepEqual((await whole(rng.random(3))).toArray(), (await whole(rng.random(3))).toArray())
  })

  test("of one array are computed once: twice the same array is the same", async () => {
    const x = da.random.random(1000)
    assert.equal(await x.subtract(x).abs().max().compute(), 0)
  })

  test("seed() begins anew", async () => {
    da.random.seed(3)
    const first = (await whole(da.random.random(4))).toArray()
    da.random.seed(3)
    assert.deepEqual((await whole(da.random.random(4))).toArray(), first)
  })

  test("random numbers are from 0 to below 1, integers below their end", async () => {
    const x = da.random.random(100_000, { seed: 1 })
    const [least, most] = (await da.compute(x.min(), x.max())) as number[]
    assert.ok(least! >= 0 && least! < 1e-3 && most! < 1 && most! > 0.999)
    const dice = await whole(da.random.integers(1, 7, 10_000, { seed: 1 }))
    assert.deepEqual(
      [...new Set(dice.flat() as BigInt64Array)].toSorted((a, b) => Number(a - b)),
      [1n, 2n, 3n, 4n, 5n, 6n],
    )
  })
})

suite("what is no distribution is an error of the call", () => {
  const errors: Readonly<Record<string, () => unknown>> = {
    "a seed with a fraction": () => da.random.random(3, { seed: 0.5 }),
    "a seed of defaultRng": () => da.random.defaultRng("5" as never),
    "no end": () => da.random.integers("7" as never),
    "an end before the beginning": () => da.random.integers(5, 5),
    "a parameter that is missing": () => (da.random.gamma as () => unknown)(),
    "a parameter that is NaN": () => da.random.normal(Number.NaN, 1, 3),
    "a shape below 0": () => da.random.random([2, -1]),
    "a shape with a fraction": () => da.random.random(1.5),
    "an option that there is not": () => da.random.random(3, { sed: 1 } as never),
    "a spread below 0": () => da.random.normal(0, -1, 3),
    "a chance above 1": () => da.random.binomial(3, 1.5, 3),
    "a rate below 0": () => da.random.poisson(-1, 3),
    "a mode outside of its triangle": () => da.random.triangular(0, 2, 1, 3),
    "more drawn than there are": () => da.random.hypergeometric(2, 3, 6, 3),
    "a shape parameter of 0": () => da.random.beta(0, 1, 3),
  }
  for (const [title, call] of Object.entries(errors)) {
    test(title, () => assert.throws(call, { name: "OptionError" }))
  }

  test("which says what it is and what it must be", () => {
    assert.throws(() => da.random.normal(0, -1, 3), {
      message: /`scale` must be 0 or more, got -1 \(number\)/,
      hint: "it is parameter 2 of normal",
    })
    assert.throws(() => da.random.random(3, { sed: 1 } as never), { hint: "did you mean `seed`?" })
  })
})
