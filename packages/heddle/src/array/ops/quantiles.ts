import { OptionError } from "../../core/errors/index.ts"
import { castTo, reshape } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { isFloat, toFloating } from "../dtype/index.ts"
import type { NDArray } from "../ndarray/index.ts"
import * as order from "../order/index.ts"
import type { QuantileMethod } from "../order/index.ts"
import { normalizeAxes, sizeOf } from "../shape/index.ts"
import { known } from "./known.ts"
import type { AxisOptions } from "./reductions.ts"
import { alongAxis } from "./rows.ts"
import { moveaxis, ravel, transpose } from "./shaping.ts"
import { eachRow } from "./sorting.ts"

const methods: readonly QuantileMethod[] = [
  "inverted_cdf",
  "averaged_inverted_cdf",
  "closest_observation",
  "interpolated_inverted_cdf",
  "hazen",
  "weibull",
  "linear",
  "median_unbiased",
  "normal_unbiased",
  "lower",
  "higher",
  "midpoint",
  "nearest",
]

export interface QuantileOptions extends AxisOptions {
  /** How a quantile between two elements is chosen. Default: "linear". */
  readonly method?: QuantileMethod | undefined
}

export function medianRows(block: NDArray, isNan: boolean): NDArray {
  return eachRow(block, 1, toFloating(block.dtype), (row, target) => {
    target[0] = order.medianOf(isNan ? order.withoutNaN(row) : row)
  })
}

export function quantileRows(block: NDArray, isNan: boolean, method: QuantileMethod, q: readonly number[]): NDArray {
  return eachRow(block, q.length, "float64", (row, target) => {
    target.set(order.quantileOf(isNan ? order.withoutNaN(row) : row, q, method) as never)
  })
}

interface Lined {
  /** The axes that are reduced, as one, the last. */
  readonly rows: Node
  readonly shape: readonly number[]
}

function lined(node: Node, { axis, keepdims = false }: AxisOptions): Lined {
  const axes = normalizeAxes(axis, node.shape.length)
  const others = node.shape.map((_, a) => a).filter((a) => !axes.includes(a))
  const sizes = others.map((a) => node.shape[a]!)
  const shape = keepdims ? node.shape.map((size, a) => (axes.includes(a) ? 1 : size)) : sizes
  if (axes.length === 1) return { rows: moveaxis(node, axes[0]!, -1), shape }
  if (axes.length === node.shape.length) return { rows: ravel(node), shape }
  known(node, "an order along several axes")
  const count = sizeOf(axes.map((a) => node.shape[a]!))
  return { rows: reshape(transpose(node, [...others, ...axes]), [...sizes, count]), shape }
}

export function median(node: Node, isNan: boolean, options: AxisOptions = {}): Node {
  const { rows, shape } = lined(node, options)
  const dtype = toFloating(node.dtype)
  const made = alongAxis("median", medianRows, rows, -1, { length: 1, dtype, settings: [isNan] })
  return reshape(made, shape)
}

/** @param q from 0 to 1, a list or one; of a list the first axis of the result counts its quantiles */
export function quantile(
  node: Node,
  q: number | readonly number[],
  isNan: boolean,
  { method = "linear", ...options }: QuantileOptions = {},
): Node {
  if (!methods.includes(method)) {
    throw new OptionError("method", `one of ${methods.map((one) => `"${one}"`).join(", ")}`, method)
  }
  const list = typeof q === "number" ? [q] : [...q]
  for (const one of list) {
    if (!(one >= 0 && one <= 1)) throw new OptionError("q", "from 0 to 1, or of percentiles to 100", q)
  }
  const { rows, shape } = lined(node.dtype === "bool" ? castTo(node, "uint8") : node, options)
  const settings = [isNan, method, list]
  const how = { length: list.length, dtype: "float64", settings } as const
  const made = alongAxis("quantile", quantileRows, rows, -1, how)
  // A number as q is of the type of the elements, a list is of float64.
  const typed = typeof q === "number" && isFloat(node.dtype) ? castTo(made, node.dtype) : made
  return reshape(moveaxis(typed, -1, 0), typeof q === "number" ? shape : [list.length, ...shape])
}
