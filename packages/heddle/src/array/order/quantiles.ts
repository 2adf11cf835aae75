import { OptionError } from "../../core/errors/index.ts"
import type { Elements } from "../dtype/index.ts"
import { zerosLike } from "./floats.ts"
import { selectAll } from "./select.ts"

/** NumPy's names of the ways to a quantile that lies between two elements; Hyndman and Fan 1996 number nine of them. */
export type QuantileMethod =
  | "inverted_cdf"
  | "averaged_inverted_cdf"
  | "closest_observation"
  | "interpolated_inverted_cdf"
  | "hazen"
  | "weibull"
  | "linear"
  | "median_unbiased"
  | "normal_unbiased"
  | "lower"
  | "higher"
  | "midpoint"
  | "nearest"

/** Where quantiles lie among sorted elements: each between two of them, nearer to the upper one by its weight. */
export interface QuantilePlaces {
  readonly lower: Float64Array<ArrayBuffer>
  readonly upper: Float64Array<ArrayBuffer>
  readonly weight: Float64Array<ArrayBuffer>
}

/** Places of the quantiles `q` of `length` elements. @throws OptionError where one is not within 0 and 1 */
export function quantilePlaces(
  length: number,
  q: ArrayLike<number>,
  method: QuantileMethod = "linear",
): QuantilePlaces {
  const place = methods[method]
  if (place === undefined) throw new OptionError("method", `one of ${Object.keys(methods).join(", ")}`, method)
  const lower = new Float64Array(q.length)
  const upper = new Float64Array(q.length)
  const weight = new Float64Array(q.length)
  const last = Math.max(0, length - 1)
  for (let i = 0; i < q.length; i++) {
    if (!(q[i]! >= 0 && q[i]! <= 1)) throw new OptionError("q", "numbers from 0 to 1", q[i])
    const at = place.index(length, q[i]!)
    const below = Math.floor(at)
    lower[i] = Math.min(Math.max(0, below), last)
    upper[i] = at < 0 ? 0 : Math.min(below + 1, last)
    weight[i] = place.weight(at - below)
    if (weight[i] === 0) upper[i] = lower[i]!
  }
  return { lower, upper, weight }
}

/** The elements that quantiles need, by their number in sorted order: ascending, each once. */
export function ranksOf({ lower, upper }: QuantilePlaces): Float64Array<ArrayBuffer> {
  const all = new Float64Array(lower.length * 2)
  all.set(lower)
  all.set(upper, lower.length)
  all.sort()
  return all.filter((rank, i) => i === 0 || rank !== all[i - 1])
}

/**
 * Quantiles out of the elements that lie at `ranks` in sorted order. Rounded as NumPy rounds them with a list of q, with
 * two differences: the distance of two int32 does not wrap, and that of two equal infinities is 0. A zero is never -0.
 */
export function quantilesAt(places: QuantilePlaces, ranks: Float64Array, values: Elements): Float64Array<ArrayBuffer> {
  return places.lower.map((rank, i) => {
    const a = values[ranks.indexOf(rank)]!
    const b = values[ranks.indexOf(places.upper[i]!)]!
    return between(a, b, places.weight[i]!, values instanceof Float32Array)
  })
}

/**
 * Quantiles of elements, which are moved: NumPy's `quantile`. NaN if there is one among them, or none at all. `q` in any
 * order. Needs no memory but, for other types than float64, a copy.
 */
export function quantileOf(
  elements: Elements,
  q: ArrayLike<number>,
  method: QuantileMethod = "linear",
): Float64Array<ArrayBuffer> {
  const places = quantilePlaces(elements.length, q, method)
  if (elements.length === 0 || hasNaN(elements)) return new Float64Array(q.length).fill(Number.NaN)
  const ranks = ranksOf(places)
  selectAll(elements, ranks)
  const values = zerosLike(elements, ranks.length) as Float64Array
  for (let i = 0; i < ranks.length; i++) values[i] = (elements as Float64Array)[ranks[i]!]!
  return quantilesAt(places, ranks, values)
}

/** The median of elements, which are moved: the middle one, or the mean of both; NaN as `quantileOf`. */
export function medianOf(elements: Elements): number {
  const { length } = elements
  if (length === 0 || hasNaN(elements)) return Number.NaN
  const upper = length >> 1
  if (length % 2 === 1) {
    selectAll(elements, [upper])
    return medianAt(elements[upper]!, elements[upper]!, false)
  }
  selectAll(elements, [upper - 1, upper])
  return medianAt(elements[upper - 1]!, elements[upper]!, elements instanceof Float32Array)
}

/** The mean of the two elements in the middle, which may be the same, rounded in their type as NumPy's. */
export function medianAt(a: number | bigint, b: number | bigint, isFloat32: boolean): number {
  if (a === b) return Number(a) + 0
  const sum = Number(a) + Number(b)
  return (isFloat32 ? Math.fround(Math.fround(sum) / 2) : sum / 2) + 0
}

function between(a: number | bigint, b: number | bigint, weight: number, isFloat32: boolean): number {
  if (a === b || weight === 0) return Number(a) + 0
  const exact = typeof a === "bigint" ? Number((b as bigint) - a) : (b as number) - a
  const distance = isFloat32 ? Math.fround(exact) : exact
  // From the nearer end, so that the greatest weight gives b itself.
  return (weight >= 0.5 ? Number(b) - distance * (1 - weight) : Number(a) + distance * weight) + 0
}

function hasNaN(elements: Elements): boolean {
  if (!(elements instanceof Float64Array || elements instanceof Float32Array)) return false
  for (let i = 0; i < elements.length; i++) if (elements[i] !== elements[i]) return true
  return false
}

/** The place, with a fraction, and what the fraction weighs. */
interface Method {
  readonly index: (n: number, q: number) => number
  readonly weight: (fraction: number) => number
}

const fraction = (gamma: number): number => gamma
const none = (): number => 0

function continuous(alpha: number, beta: number): Method {
  return { index: (n, q) => n * q + (alpha + q * (1 - alpha - beta)) - 1, weight: fraction }
}

function discrete(index: (n: number, q: number) => number): Method {
  return { index, weight: none }
}

const methods: Readonly<Record<QuantileMethod, Method>> = {
  inverted_cdf: discrete((n, q) => Math.ceil(n * q - 1)),
  averaged_inverted_cdf: { index: (n, q) => n * q - 1, weight: (gamma) => (gamma === 0 ? 0.5 : 1) },
  closest_observation: discrete((n, q) => closest(n * q - 1 - 0.5)),
  interpolated_inverted_cdf: continuous(0, 1),
  hazen: continuous(0.5, 0.5),
  weibull: continuous(0, 0),
  linear: { index: (n, q) => (n - 1) * q, weight: fraction },
  median_unbiased: continuous(1 / 3, 1 / 3),
  normal_unbiased: continuous(3 / 8, 3 / 8),
  lower: discrete((n, q) => Math.floor((n - 1) * q)),
  higher: discrete((n, q) => Math.ceil((n - 1) * q)),
  midpoint: { index: (n, q) => (n - 1) * q, weight: (gamma) => (gamma === 0 ? 0 : 0.5) },
  nearest: discrete((n, q) => roundHalfEven((n - 1) * q)),
}

function closest(index: number): number {
  const below = Math.floor(index)
  return index === below && Math.abs(below % 2) === 1 ? below : below + 1
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1
  return below % 2 === 0 ? below : below + 1
}
