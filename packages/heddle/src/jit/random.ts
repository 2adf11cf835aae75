import { OptionError } from "../core/errors/index.ts"
import { integer } from "../core/options/index.ts"
import * as distributions from "./distributions/index.ts"
import { begin as beginDraws, draw } from "./draw.ts"
import { onlyOutside } from "./kernel-form.ts"
import { arange } from "./makers.ts"
import type { HeapFloat64Array } from "./makers.ts"
import { begin, ownStream } from "./run/index.ts"
import * as rule from "./sampler.ts"
import { sampler } from "./sampler.ts"
import type { Sampler } from "./sampler.ts"

/**
 * Random numbers by NumPy's names. Each is a number, in a kernel and outside, and with a size after all parameters an array on
 * the shared heap, filled on all threads. Parameters out of range give NaN; with a size they are an OptionError.
 */
export interface Random {
  /** What follows depends on the seed alone, in this thread. @throws OptionError where it is no safe integer */
  seed(seed: number): void
  /** So many numbers from 0 to below 1, of any shape, one row after the other, on the shared heap. */
  rand(...shape: number[]): HeapFloat64Array
  /** As `rand`, of the normal distribution. */
  randn(...shape: number[]): HeapFloat64Array
  /** From 0 to below 1, 52 bits. */
  readonly random: Sampler<[]>
  /** From `low` (0) to below `high` (1). */
  readonly uniform: Sampler<[low?: number, high?: number]>
  /** An integer from `low` to below `high`, of at most 2^52; `integers(high)` begins at 0. Each as likely as any other. */
  readonly integers: Sampler<[low: number, high?: number]>
  /** Numba's name for `integers`. */
  readonly randint: Sampler<[low: number, high?: number]>
  /** The longest side of the triangle is from `left` to `right`, its top above `mode`. */
  readonly triangular: Sampler<[left: number, mode: number, right: number]>
  readonly standardNormal: Sampler<[]>
  readonly normal: Sampler<[mean?: number, sd?: number]>
  /** Its logarithm is normal. */
  readonly lognormal: Sampler<[mean?: number, sigma?: number]>
  readonly standardExponential: Sampler<[]>
  /** `scale` is the mean. */
  readonly exponential: Sampler<[scale?: number]>
  readonly laplace: Sampler<[location?: number, scale?: number]>
  readonly logistic: Sampler<[location?: number, scale?: number]>
  readonly gumbel: Sampler<[location?: number, scale?: number]>
  readonly rayleigh: Sampler<[scale?: number]>
  readonly weibull: Sampler<[shape: number]>
  /** From 0 on, as NumPy's: Pareto's own begins at 1. */
  readonly pareto: Sampler<[shape: number]>
  /** From 0 to 1, with the density `shape * x ** (shape - 1)`. */
  readonly power: Sampler<[shape: number]>
  readonly standardCauchy: Sampler<[]>
  readonly standardGamma: Sampler<[shape: number]>
  readonly gamma: Sampler<[shape: number, scale?: number]>
  readonly beta: Sampler<[a: number, b: number]>
  readonly chisquare: Sampler<[df: number]>
  readonly f: Sampler<[dfnum: number, dfden: number]>
  /** Student's. */
  readonly standardT: Sampler<[df: number]>
  /** The inverse Gaussian. */
  readonly wald: Sampler<[mean: number, scale: number]>
  /** An angle from -π to π around `mu`. */
  readonly vonmises: Sampler<[mu: number, kappa: number]>
  readonly poisson: Sampler<[lambda?: number]>
  /** Successes of `n` trials. */
  readonly binomial: Sampler<[n: number, p: number]>
  /** Failures before the `n`th success. */
  readonly negativeBinomial: Sampler<[n: number, p: number]>
  /** Trials up to the first success, which counts. */
  readonly geometric: Sampler<[p: number]>
  /** Good ones of `sample` out of `good` and `bad`. */
  readonly hypergeometric: Sampler<[good: number, bad: number, sample: number]>
  readonly logseries: Sampler<[p: number]>
  /** Up to 2^53. */
  readonly zipf: Sampler<[a: number]>
  /** One of the elements. */
  choice<T>(list: ArrayLike<T>): T
  /** Puts the elements into another order, each order as likely as any other. */
  shuffle(list: { readonly length: number; [i: number]: unknown }): void
  /** The integers from 0 to below `n`, in any order, on the shared heap. */
  permutation(n: number): HeapFloat64Array
}

const { anyNumber, finitePositive, notNegative, positive } = rule
const location = { location: anyNumber, scale: notNegative }

/**
 * Random numbers of kernels, and outside of them. The same seed gives the same numbers, on any number of threads and on any
 * machine. They are not V8's: xoroshiro128+, 52 bits each; in a prange each of the eight lanes of each leaf has a stream, which
 * SplitMix64 begins. `Math.random()` in a kernel is the same as `random.random()`.
 *
 * @example
 * ```ts
 * import { jit, prange, random } from "heddle/jit"
 * const pi = jit((n: number) => {
 *   let inside = 0
 *   for (const _ of prange(n)) if (random.uniform(-1, 1) ** 2 + random.uniform(-1, 1) ** 2 < 1) inside++
 *   return (4 * inside) / n
 * })
 * random.seed(1)
 * const first = pi(100_000)
 * random.seed(1)
 * pi(100_000) === first // => true
 * random.normal(10, 2, [3, 4]).length // => 12
 * ```
 */
export const random: Random = {
  seed(seed) {
    if (!Number.isSafeInteger(seed)) throw new OptionError("seed", "a safe integer, up to 2^53 - 1 in size", seed)
    begin(seed)
    const { first, second } = ownStream()
    beginDraws(first, second)
  },
  rand: (...shape) => random.random(shape),
  randn: (...shape) => random.standardNormal(shape),
  random: sampler(draw, {}),
  uniform: sampler(distributions.uniform, { low: anyNumber, high: anyNumber }),
  integers: sampler(distributions.integers, { low: rule.integer, high: rule.integer }),
  randint: sampler(distributions.integers, { low: rule.integer, high: rule.integer }),
  triangular: sampler(distributions.triangular, { left: anyNumber, mode: anyNumber, right: anyNumber }),
  standardNormal: sampler(distributions.standardNormal, {}),
  normal: sampler(distributions.normal, { mean: anyNumber, sd: notNegative }),
  lognormal: sampler(distributions.lognormal, { mean: anyNumber, sigma: notNegative }),
  standardExponential: sampler(distributions.standardExponential, {}),
  exponential: sampler(distributions.exponential, { scale: notNegative }),
  laplace: sampler(distributions.laplace, location),
  logistic: sampler(distributions.logistic, location),
  gumbel: sampler(distributions.gumbel, location),
  rayleigh: sampler(distributions.rayleigh, { scale: notNegative }),
  weibull: sampler(distributions.weibull, { shape: notNegative }),
  pareto: sampler(distributions.pareto, { shape: positive }),
  power: sampler(distributions.power, { shape: positive }),
  standardCauchy: sampler(distributions.standardCauchy, {}),
  standardGamma: sampler(distributions.standardGamma, { shape: rule.finite }),
  gamma: sampler(distributions.gamma, { shape: rule.finite, scale: notNegative }),
  beta: sampler(distributions.beta, { a: finitePositive, b: finitePositive }),
  chisquare: sampler(distributions.chisquare, { df: finitePositive }),
  f: sampler(distributions.f, { dfnum: finitePositive, dfden: finitePositive }),
  standardT: sampler(distributions.standardT, { df: finitePositive }),
  wald: sampler(distributions.wald, { mean: positive, scale: positive }),
  vonmises: sampler(distributions.vonmises, { mu: anyNumber, kappa: notNegative }),
  poisson: sampler(distributions.poisson, { lambda: rule.finite }),
  binomial: sampler(distributions.binomial, { n: rule.count, p: rule.probability }),
  negativeBinomial: sampler(distributions.negativeBinomial, { n: finitePositive, p: rule.someProbability }),
  geometric: sampler(distributions.geometric, { p: rule.someProbability }),
  hypergeometric: sampler(distributions.hypergeometric, { good: rule.count, bad: rule.count, sample: rule.count }),
  logseries: sampler(distributions.logseries, { p: rule.lessThanOne }),
  zipf: sampler(distributions.zipf, { a: rule.moreThanOne }),
  choice: distributions.choice,
  shuffle: distributions.shuffle,
  permutation(n) {
    const list = arange(integer("n", n, { min: 0 }))
    distributions.shuffle(list)
    return list
  },
}

onlyOutside("seed before the kernel is called", random, ["seed"])
onlyOutside("make the array before, and pass it; random.random() is one number", random, [
  "rand",
  "randn",
  "permutation",
])
