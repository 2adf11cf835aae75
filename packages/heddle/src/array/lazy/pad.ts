import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { castTo, constant } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { isFloat } from "../dtype/index.ts"
import { joining, nodeOf, quantiles, reductions, round, shaping } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { arange } from "./create.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

type Ends<T> = T | readonly [T, T] | readonly [T] | readonly (readonly [T, T] | readonly [T])[]

export interface PadOptions {
  /** What stands there, of mode "constant". Default: 0. */
  readonly constantValues?: Ends<number> | undefined
  /** Where a "linear_ramp" ends. Default: 0. */
  readonly endValues?: Ends<number> | undefined
  /** Of how many elements at the end "maximum", "mean", "median" and "minimum" are. Default: all. */
  readonly statLength?: Ends<number> | undefined
}

const modes = [
  "constant",
  "edge",
  "linear_ramp",
  "maximum",
  "mean",
  "median",
  "minimum",
  "reflect",
  "symmetric",
  "wrap",
  "empty",
] as const
type Mode = (typeof modes)[number]

/** The values for the front and the back of each axis. */
function ends(given: Ends<number>, rank: number, name: string): (readonly [number, number])[] {
  const list: readonly unknown[] = typeof given === "number" ? [given] : given
  const pair = (value: unknown): readonly [number, number] => {
    const both: readonly unknown[] = Array.isArray(value) ? value : [value, value]
    const [front, back = front] = both as number[]
    if (typeof front !== "number" || typeof back !== "number" || both.length > 2)
      throw new OptionError(name, "a number, [front, back], or such a pair for each axis", given)
    return [front, back]
  }
  if (list.length > 0 && list.every((one) => typeof one === "number")) {
    return Array.from({ length: rank }, () => pair(list.length === 1 ? list[0] : list))
  }
  if (list.length === 1) return Array.from({ length: rank }, () => pair(list[0]))
  if (list.length !== rank) throw new OptionError(name, `a pair for each of ${rank} axes`, given)
  return list.map(pair)
}

/**
 * With more elements in front of and behind each axis: `width` is a number, [front, back], or such a pair for each axis.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.pad([1, 2, 3], [2, 1], "edge").compute()).toArray() // => [1, 1, 1, 2, 3, 3]
 * ```
 */
export function pad(x: Operand, width: Ends<number>, mode: Mode = "constant", options: PadOptions = {}): LazyArray {
  if (!modes.includes(mode)) throw new OptionError("mode", `one of ${modes.map((one) => `"${one}"`).join(", ")}`, mode)
  let node = nodeOf(x)
  const rank = node.shape.length
  const widths = ends(width, rank, "padWidth")
  const values = ends((mode === "linear_ramp" ? options.endValues : options.constantValues) ?? 0, rank, "values")
  const lengths = options.statLength === undefined ? undefined : ends(options.statLength, rank, "statLength")
  for (const [axis, [front, back]] of widths.entries()) {
    if (!Number.isInteger(front) || !Number.isInteger(back) || front < 0 || back < 0) {
      throw new OptionError("padWidth", "integers of 0 or more", width)
    }
    if (front === 0 && back === 0) continue
    node = padded(node, axis, [front, back], mode, values[axis]!, lengths?.[axis])
  }
  return lazy(node)
}

function padded(
  node: Node,
  axis: number,
  [front, back]: readonly [number, number],
  mode: Mode,
  values: readonly [number, number],
  lengths: readonly [number, number] | undefined,
): Node {
  const size = node.shape[axis]!
  if (size === 0 && mode !== "constant" && mode !== "empty") {
    throw new ShapeError(`axis ${axis} has no elements to pad with`, { hint: 'mode "constant" needs none' })
  }
  if (mode === "reflect" || mode === "symmetric" || mode === "wrap") {
    const places = Array.from({ length: front + size + back }, (_, i) => source(i - front, size, mode))
    return joining.takeList(node, places, axis)
  }
  const part = (count: number, isFront: boolean): Node[] => {
    if (count === 0) return []
    const shape = node.shape.map((one, a) => (a === axis ? count : one))
    const end = values[isFront ? 0 : 1]
    switch (mode) {
      case "constant":
      case "empty":
        return [castTo(constant(mode === "empty" ? 0 : end, "float64", shape), node.dtype)]
      case "edge":
        return [shaping.broadcastTo(edge(node, axis, isFront), shape)]
      case "linear_ramp":
        return [ramp(node, axis, count, isFront, end)]
      default:
        return [shaping.broadcastTo(statistic(node, axis, mode, isFront, lengths?.[isFront ? 0 : 1]), shape)]
    }
  }
  return shaping.concatenate([...part(front, true), node, ...part(back, false)], axis)
}

/** Which element stands at a place before or behind those that there are. */
function source(at: number, size: number, mode: "reflect" | "symmetric" | "wrap"): number {
  const period = mode === "wrap" ? size : mode === "symmetric" ? 2 * size : Math.max(1, 2 * size - 2)
  const inside = ((at % period) + period) % period
  return inside < size ? inside : mode === "symmetric" ? period - 1 - inside : period - inside
}

function edge(node: Node, axis: number, isFront: boolean): Node {
  const size = node.shape[axis]!
  return isFront ? joining.between(node, axis, 0, 1) : joining.between(node, axis, size - 1, size)
}

/** From `end`, where the padding ends, to the last element. */
function ramp(node: Node, axis: number, count: number, isFront: boolean, end: number): Node {
  const own = lazy(castTo(edge(node, axis, isFront), "float64"))
  const places = arange(count).reshape(node.shape.map((_, a) => (a === axis ? -1 : 1)))
  const steps = isFront ? places : places.multiply(-1).add(count - 1)
  const line = own.subtract(end).divide(count).multiply(steps).add(end)
  return castTo((isFloat(node.dtype) ? line : line.floor()).node, node.dtype)
}

function statistic(node: Node, axis: number, mode: Mode, isFront: boolean, length: number | undefined): Node {
  const size = node.shape[axis]!
  const count = Math.min(size, length ?? size)
  const part = isFront ? joining.between(node, axis, 0, count) : joining.between(node, axis, size - count, size)
  const options = { axis, keepdims: true }
  if (mode === "maximum") return reductions.max(part, options)
  if (mode === "minimum") return reductions.min(part, options)
  const middle = mode === "mean" ? reductions.mean(part, options) : quantiles.median(part, false, options)
  return castTo(isFloat(node.dtype) ? middle : round(lazy(middle), 0), node.dtype)
}
