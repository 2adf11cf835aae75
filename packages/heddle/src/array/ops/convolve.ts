import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { promote } from "../dtype/index.ts"
import { castTo, constant } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { NDArray } from "../ndarray/index.ts"
import * as order from "../order/index.ts"
import { productOf } from "./products.ts"
import { ofElements } from "./rows.ts"
import { concatenate, flip, reshape, slice, slidingWindowView } from "./shaping.ts"

const modes = ["full", "same", "valid"]

/** Sums of products of a list with another one that goes along it backwards. */
export function convolve(a: Node, b: Node, mode: string): Node {
  if (!modes.includes(mode)) throw new OptionError("mode", '"full", "same" or "valid"', mode)
  if (a.shape.length !== 1 || b.shape.length !== 1) throw new OptionError("a", "a list, as v", [a.shape, b.shape])
  if (a.shape[0] === 0 || b.shape[0] === 0) throw new ShapeError("convolve of a list without elements")
  const dtype = promote(a.dtype, b.dtype)
  const [long, short] = a.shape[0]! >= b.shape[0]! ? [a, b] : [b, a]
  const [n, m] = [long.shape[0]!, short.shape[0]!]
  const zeros = constant(0, dtype === "bool" ? "float64" : dtype, [m - 1])
  const own = castTo(long, dtype)
  const whole = m === 1 ? own : concatenate([castTo(zeros, dtype), own, castTo(zeros, dtype)], 0)
  const windows = slidingWindowView(whole, [m])
  const sums = productOf(windows, reshape(flip(castTo(short, dtype)), [m, 1]))
  const all = reshape(sums, [n + m - 1])
  const from = mode === "full" ? 0 : mode === "same" ? Math.floor((m - 1) / 2) : m - 1
  const count = mode === "full" ? n + m - 1 : mode === "same" ? n : n - m + 1
  return slice(all, [{ start: from, stop: from + count }])
}

/** Values on the lines between points. */
export function interpolated(
  x: NDArray,
  xp: NDArray,
  fp: NDArray,
  left: number | undefined,
  right: number | undefined,
  period: number | undefined,
): NDArray {
  let [places, values] = [xp.flat() as Float64Array, fp.flat() as Float64Array]
  let sought = x.flat() as Float64Array
  if (period !== undefined) {
    const inside = (value: number): number => ((value % period) + period) % period
    sought = sought.map(inside)
    const sorted = order.argsort(places.map(inside))
    const [p, v] = [Array.from(sorted, (i) => inside(places[i]!)), Array.from(sorted, (i) => values[i]!)]
    places = Float64Array.of(p.at(-1)! - period, ...p, p[0]! + period)
    values = Float64Array.of(v.at(-1)!, ...v, v[0]!)
  }
  return new NDArray(order.interpolate(sought, places, values, left, right), x.shape)
}

export function interp(
  nodes: readonly [Node, Node, Node],
  settings: readonly [number | undefined, number | undefined, number | undefined],
): Node {
  const inputs = nodes.map((node) => castTo(node, "float64"))
  return ofElements("interp", interpolated, inputs, { cut: 0, dtype: "float64", settings })
}
