import { OptionError } from "../../core/errors/index.ts"
import { knownKeys } from "../../core/options/index.ts"
import { castTo } from "../expr/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { elementsAt, permuted, permutedRows, places } from "../ops/choosing.ts"
import { creation, nodeOf, shaping } from "../ops/index.ts"
import type { Operand, RandomOptions } from "../ops/index.ts"
import type { DistributionName } from "../ops/creation.ts"
import { checkShape, sizeOf } from "../shape/index.ts"
import type { ShapeLike } from "../shape/index.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"
import { checkedParameters, parameters } from "./random-parameters.ts"

/** `size` may also stand among the options. */
type Sized = RandomOptions & { readonly size?: ShapeLike }
type Sampler<P extends readonly (number | undefined)[]> = (
  ...parameters: [...P, size?: ShapeLike | Sized, options?: Sized]
) => LazyArray

/**
 * Random numbers by NumPy's names: parameters, then the size, then options. An element depends on the seed, the shape and its
 * place alone, never on chunks or threads.
 */
export interface ArrayRandom {
  /** From 0 to below 1, 52 bits. */
  random(size?: ShapeLike, options?: RandomOptions): LazyArray
  rand(...shape: number[]): LazyArray
  randn(...shape: number[]): LazyArray
  uniform: Sampler<[low?: number, high?: number]>
  normal: Sampler<[mean?: number, sd?: number]>
  standardNormal: Sampler<[]>
  /** From `low` to below `high`, int64; with one number from 0 to below that. */
  integers: Sampler<[low: number, high?: number]>
  randint: Sampler<[low: number, high?: number]>
  exponential: Sampler<[scale?: number]>
  poisson: Sampler<[lambda?: number]>
  binomial: Sampler<[n: number, p: number]>
  gamma: Sampler<[shape: number, scale?: number]>
  beta: Sampler<[a: number, b: number]>
  lognormal: Sampler<[mean?: number, sigma?: number]>
  laplace: Sampler<[location?: number, scale?: number]>
  logistic: Sampler<[location?: number, scale?: number]>
  chisquare: Sampler<[df: number]>
  standardT: Sampler<[df: number]>
  weibull: Sampler<[shape: number]>
  pareto: Sampler<[shape: number]>
  geometric: Sampler<[p: number]>
  triangular: Sampler<[left: number, mode: number, right: number]>
  rayleigh: Sampler<[scale?: number]>
  gumbel: Sampler<[location?: number, scale?: number]>
  standardExponential: Sampler<[]>
  standardGamma: Sampler<[shape: number]>
  standardCauchy: Sampler<[]>
  power: Sampler<[shape: number]>
  f: Sampler<[dfnum: number, dfden: number]>
  wald: Sampler<[mean: number, scale: number]>
  vonmises: Sampler<[mu: number, kappa: number]>
  negativeBinomial: Sampler<[n: number, p: number]>
  hypergeometric: Sampler<[good: number, bad: number, sample: number]>
  logseries: Sampler<[p: number]>
  zipf: Sampler<[a: number]>
  /** Elements of an array, or integers below a number, each as likely or as `p` says; `replace: false`: each at most once. */
  choice(from: Operand, size?: ShapeLike | ChoiceOptions, options?: ChoiceOptions): LazyArray
  /** The integers below a number, or the rows of an array, in any order. */
  permutation(from: Operand, options?: RandomOptions): LazyArray
  /** A generator of its own: the same seed gives the same arrays, one after the other. */
  defaultRng(seed?: number): ArrayRandom
  /** Another name of `defaultRng`. */
  RandomState(seed?: number): ArrayRandom
  /** From here on arrays without a seed of their own follow from this one. */
  seed(seed: number): void
}

export interface ChoiceOptions extends RandomOptions {
  readonly size?: ShapeLike
  readonly replace?: boolean
  /** How likely each one is. */
  readonly p?: readonly number[]
}

/** Those that give integers. */
const whole: ReadonlySet<string> = new Set([
  "poisson",
  "binomial",
  "geometric",
  "negativeBinomial",
  "hypergeometric",
  "logseries",
  "zipf",
])

function isSize(value: unknown): value is ShapeLike {
  return typeof value === "number" || Array.isArray(value)
}

/** The size and the options behind the parameters. */
function rest(
  given: readonly unknown[],
  more: readonly string[] = [],
): { readonly size: ShapeLike; readonly options: RandomOptions } {
  const [first, second] = given
  const options = ((isSize(first) ? second : first) ?? {}) as Sized
  knownKeys(options, ["chunks", "seed", "size", ...more])
  return { size: isSize(first) ? first : (options.size ?? []), options }
}

/** What a permutation takes of the options of a choice. */
function seedOf({ seed }: RandomOptions): RandomOptions {
  return seed === undefined ? {} : { seed }
}

function makeRandom(initial: number | undefined): ArrayRandom {
  let keys = new creation.Keys(initial)
  const keyOf = ({ seed }: RandomOptions): bigint => (seed === undefined ? keys : new creation.Keys(seed)).next()
  const draw = (
    name: DistributionName,
    values: readonly number[],
    size: ShapeLike,
    options: RandomOptions,
  ): LazyArray => {
    const node = creation.drawn(name, values, size, keyOf(options))
    return lazy(whole.has(name) ? castTo(node, "int64") : node, options.chunks)
  }
  const integers: ArrayRandom["integers"] = (low, ...more) => {
    const hasHigh = typeof more[0] === "number"
    const high = hasHigh ? (more[0] as number) : low
    const { size, options } = rest(hasHigh ? more.slice(1) : more)
    const from = hasHigh ? low : 0
    for (const [name, value] of [
      ["low", from],
      ["high", high],
    ] as const) {
      if (!Number.isSafeInteger(value)) throw new OptionError(name, "a safe integer", value)
    }
    if (high <= from) throw new OptionError("high", `more than low, which is ${from}`, high)
    return lazy(castTo(creation.drawn("integers", [from, high], size, keyOf(options)), "int64"), options.chunks)
  }
  const samplers = Object.fromEntries(
    Object.entries(parameters).map(([name, { length }]) => [
      name,
      (...given: unknown[]): LazyArray => {
        const count = leading(given, length)
        const values = checkedParameters(name as DistributionName, given.slice(0, count))
        const { size, options } = rest(given.slice(count))
        return draw(name as DistributionName, values, size, options)
      },
    ]),
  ) as unknown as ArrayRandom
  const permutation: ArrayRandom["permutation"] = (from, options = {}) => {
    knownKeys(options, ["chunks", "seed"])
    if (typeof from !== "number") {
      const node = nodeOf(from)
      const keysOf = creation.drawn("random", [], [node.shape[0] ?? 0], keyOf(options))
      return lazy(permutedRows(node, keysOf), options.chunks)
    }
    if (!Number.isSafeInteger(from) || from < 0)
      throw new OptionError("from", "an integer of 0 or more, or an array", from)
    return lazy(permuted(creation.drawn("random", [], [from], keyOf(options))), options.chunks)
  }
  const choice: ArrayRandom["choice"] = (from, ...given) => {
    const { size, options } = rest(given, ["replace", "p"])
    const { replace = true, p } = options as ChoiceOptions
    const list =
      typeof from === "number"
        ? undefined
        : from instanceof NDArray
          ? from
          : Array.isArray(from) || ArrayBuffer.isView(from)
            ? NDArray.from(from as number[])
            : undefined
    if (typeof from !== "number" && (list === undefined || list.ndim !== 1 || list.size === 0)) {
      throw new OptionError("from", "a number above 0, or elements of one axis that are there: compute() first", from)
    }
    const count = list === undefined ? (from as number) : list.size
    if (!Number.isSafeInteger(count) || count < 1) throw new OptionError("from", "a number above 0", from)
    const shape = checkShape(size, "size")
    if (!replace) {
      if (p !== undefined) throw new OptionError("p", "left out where replace is false", p)
      if (sizeOf(shape) > count) throw new OptionError("size", `at most ${count}, as each is taken once`, sizeOf(shape))
      const order = shaping.reshape(
        shaping.slice(permutation(count, seedOf(options)).node, [{ stop: sizeOf(shape) }]),
        shape,
      )
      return lazy(list === undefined ? order : elementsAt(castTo(order, "float64"), list), options.chunks)
    }
    const at = places(creation.drawn("random", [], shape, keyOf(options)), count, p)
    return lazy(list === undefined ? castTo(at, "int64") : elementsAt(at, list), options.chunks)
  }
  return {
    ...samplers,
    choice,
    permutation,
    random: (size = [], options = {}) => draw("random", [], size, rest([size, options]).options),
    rand: (...shape) => draw("random", [], shape, {}),
    randn: (...shape) => draw("standardNormal", [], shape, {}),
    integers,
    randint: integers,
    defaultRng: makeRandom,
    RandomState: makeRandom,
    seed(value) {
      keys = new creation.Keys(value)
    },
  }
}

/** How many of the arguments are parameters: numbers before the size. */
function leading(given: readonly unknown[], most: number): number {
  let count = 0
  while (count < most && (typeof given[count] === "number" || given[count] === undefined) && count < given.length)
    count++
  return count
}

/**
 * Random numbers of any shape, by NumPy's names.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.random.normal(10, 2, [1000, 1000], { seed: 1 })
 * const mean = await x.mean().compute()
 * Math.abs(mean - 10) < 0.01 // => true
 * ```
 */
export const random: ArrayRandom = makeRandom(undefined)
