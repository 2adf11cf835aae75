import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { toFloating } from "../dtype/index.ts"
import { shapeText } from "../shape/index.ts"
import { nodeOf, quantiles } from "../ops/index.ts"
import type { AxisOptions, Operand, QuantileOptions } from "../ops/index.ts"
import { asarray } from "./create.ts"
import { broadcastTo, clip, concatenate, diagonal, divide, expandDims, mean, reshape, sqrt, sum } from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"
import { dot } from "./products.ts"

/** The middle element, or the mean of both; NaN where one is. */
export function median(x: Operand, options?: AxisOptions): LazyArray {
  return lazy(quantiles.median(nodeOf(x), false, options))
}
/** The same of those that are not NaN. */
export function nanmedian(x: Operand, options?: AxisOptions): LazyArray {
  return lazy(quantiles.median(nodeOf(x), true, options))
}

type Quantiles = (x: Operand, q: number | readonly number[], options?: QuantileOptions) => LazyArray
const share = (q: number | readonly number[]): number | number[] =>
  typeof q === "number" ? q / 100 : Array.from(q, (one) => one / 100)

/**
 * Elements that a share `q` of all is not above; of a list of q, one after the other along a new first axis.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.quantile([3, 1, 2, 4], [0, 0.5]).compute()).toArray() // => [1, 2.5]
 * ```
 */
export const quantile: Quantiles = (x, q, options) => lazy(quantiles.quantile(nodeOf(x), q, false, options))
export const nanquantile: Quantiles = (x, q, options) => lazy(quantiles.quantile(nodeOf(x), q, true, options))
/** The same of percents. */
export const percentile: Quantiles = (x, q, options) => quantile(x, share(q), options)
export const nanpercentile: Quantiles = (x, q, options) => nanquantile(x, share(q), options)

export interface AverageOptions extends AxisOptions {
  /** As many as elements, or as lie along the axis. */
  readonly weights?: Operand | undefined
  /** true: the average and the sum of the weights. */
  readonly returned?: boolean | undefined
}

/** The mean, where elements count as much as their weights. */
export function average(x: Operand, options: AverageOptions & { readonly returned: true }): [LazyArray, LazyArray]
export function average(x: Operand, options?: AverageOptions): LazyArray
export function average(x: Operand, options: AverageOptions = {}): LazyArray | [LazyArray, LazyArray] {
  const own = asarray(x)
  const { weights, returned = false, ...how } = options
  if (weights === undefined) {
    const plain = mean(own, how)
    return returned ? [plain, broadcastTo(lazy(nodeOf(own.size / Math.max(1, plain.size))), plain.shape)] : plain
  }
  const beside = weightsFor(own, asarray(weights), how)
  const total = sum(beside, how)
  const result = divide(sum(own.multiply(beside), how), total)
  return returned ? [result, total.astype(result.dtype)] : result
}

function weightsFor(own: LazyArray, weights: LazyArray, { axis }: AxisOptions): LazyArray {
  if (weights.ndim === own.ndim) return broadcastTo(weights, own.shape)
  if (weights.ndim === 1 && typeof axis === "number") {
    const at = axis < 0 ? axis + own.ndim : axis
    if (weights.shape[0] === own.shape[at]) {
      const shape = own.shape.map((size, a) => (a === at ? size : 1))
      return broadcastTo(reshape(weights, shape), own.shape)
    }
  }
  throw new ShapeError(`weights of ${shapeText(weights.shape)} are not for ${shapeText(own.shape)}`, {
    hint: "they have its shape, or are a list along `axis`",
  })
}

export interface CovOptions {
  /** false: a column is a variable, and a row an observation. */
  readonly rowvar?: boolean
  /** true: it is divided by the number of observations. */
  readonly bias?: boolean
  readonly ddof?: number
  /** How often each observation counts. */
  readonly fweights?: Operand
  /** How much each observation counts. */
  readonly aweights?: Operand
}

/** Covariances of variables, which are rows. */
export function cov(x: Operand, y?: Operand | null, options: CovOptions = {}): LazyArray {
  const { rowvar = true, bias = false, ddof = bias ? 0 : 1 } = options
  const first = variables(asarray(x), rowvar)
  const all = y === undefined || y === null ? first : concatenate([first, variables(asarray(y), rowvar)], 0)
  const weights = weightsOf(options)
  const count = all.shape[1]!
  const own = all.astype(toFloating(all.dtype))
  let divisor: LazyArray | number = Math.max(0, count - ddof)
  let centered = own.subtract(mean(own, { axis: 1, keepdims: true }))
  let weighted = centered
  if (weights !== undefined) {
    const total = sum(weights)
    centered = own.subtract(expandDims(divide(sum(own.multiply(weights), { axis: 1 }), total), 1))
    const { aweights } = options
    const taken =
      aweights === undefined
        ? total.subtract(ddof)
        : total.subtract(divide(sum(weights.multiply(asarray(aweights))), total).multiply(ddof))
    divisor = ddof === 0 ? total : taken
    weighted = centered.multiply(weights)
  }
  const products = divide(dot(weighted, centered.T), divisor)
  return products.shape[0] === 1 ? reshape(products, []) : products
}

function weightsOf({ fweights, aweights }: CovOptions): LazyArray | undefined {
  if (fweights === undefined) return aweights === undefined ? undefined : asarray(aweights).astype("float64")
  const often = asarray(fweights).astype("float64")
  return aweights === undefined ? often : often.multiply(asarray(aweights))
}

function variables(x: LazyArray, rowvar: boolean): LazyArray {
  if (x.ndim > 2) throw new OptionError("m", "of one or two axes", x.shape)
  const rows = x.ndim < 2 ? reshape(x, [1, x.size]) : x
  return !rowvar && x.ndim === 2 ? rows.T : rows
}

/** Correlations of variables, from -1 to 1. */
export function corrcoef(x: Operand, y?: Operand | null, options: Pick<CovOptions, "rowvar"> = {}): LazyArray {
  const covariances = cov(x, y, options)
  if (covariances.ndim === 0) return divide(covariances, covariances)
  const spread = sqrt(diagonal(covariances))
  return clip(divide(divide(covariances, expandDims(spread, 1)), expandDims(spread, 0)), -1, 1)
}
