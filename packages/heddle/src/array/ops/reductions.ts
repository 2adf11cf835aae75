import { ShapeError } from "../../core/errors/index.ts"
import { checkDType, isFloat, isInteger, toFloating } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { operation } from "../element/index.ts"
import type { Operation } from "../element/index.ts"
import { castTo, constant, dropAxes, later, map, reduce, reshape, scan } from "../expr/index.ts"
import type { Node, ReduceName, ScanNode } from "../expr/index.ts"
import { checkAxisOptions, checkNotEmpty } from "../ndarray/index.ts"
import type { AxisOptions, NDArray, ReduceOptions, VarOptions } from "../ndarray/index.ts"
import { transpose } from "./shaping.ts"
import { normalizeAxes, normalizeAxis, sizeOf } from "../shape/index.ts"

export type { AxisOptions, ReduceOptions, VarOptions } from "../ndarray/index.ts"

interface Reduced {
  readonly axes: readonly number[]
  readonly keepdims: boolean
  /** Elements that become one; NaN where that is not known yet. */
  readonly count: number
}

function reducedBy(node: Node, options: AxisOptions): Reduced {
  checkAxisOptions(options)
  const { axis, keepdims = false } = options
  const axes = normalizeAxes(axis, node.shape.length)
  return { axes, keepdims, count: sizeOf(axes.map((one) => node.shape[one]!)) }
}

/** The shape of the result. */
function shapeOf(node: Node, { axes, keepdims }: Reduced): number[] {
  if (keepdims) return node.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  return node.shape.filter((_, axis) => !axes.includes(axis))
}

function parts(name: ReduceName, node: Node, { axes, keepdims }: Reduced, dtypes: readonly DType[]): Node[] {
  const order = permutationOf(node)
  if (order === undefined) return reduce(name, node, axes, dtypes, keepdims)
  // A transpose is reduced as what it is a transpose of.
  const own = axes.map((axis) => order[axis]!).toSorted((a, b) => a - b)
  return reduce(name, node.inputs[0]!, own, dtypes, true).map((one) => {
    const turned = transpose(one, order)
    return keepdims ? turned : dropAxes(turned, axes)
  })
}

/** Of a transpose, which axis of the array each axis is; undefined: it is none. */
function permutationOf(node: Node): number[] | undefined {
  if (node.kind !== "view") return undefined
  const { start, steps } = node.access
  const rank = node.shape.length
  if (start.length !== rank || start.some((one) => one !== 0)) return undefined
  const order = node.shape.map((_, d) => steps.findIndex((row) => row[d] === 1))
  const isWhole = order.every((axis, d) => axis >= 0 && node.inputs[0]!.shape[axis] === node.shape[d])
  const isOne = new Set(order).size === rank && steps.every((row) => row.filter((step) => step !== 0).length === 1)
  return isWhole && isOne ? order : undefined
}

interface SplitSum {
  readonly op: Operation
  readonly turned: Node
  readonly rest: Node
  readonly isTurnedFirst: boolean
}

/** `x + x.T` added up is the sums of both, and no element is needed at two places. `x` may be such a sum again. */
function splitSum(node: Node): SplitSum | undefined {
  if (node.kind !== "map" || (node.op.name !== "add" && node.op.name !== "subtract") || node.dtype !== "float64")
    return undefined
  const [a, b] = node.inputs as readonly [Node, Node]
  if (a.dtype !== "float64" || b.dtype !== "float64") return undefined
  const isTurnedFirst = permutationOf(a) !== undefined
  if (isTurnedFirst === (permutationOf(b) !== undefined)) return undefined
  return { op: node.op, turned: isTurnedFirst ? a : b, rest: isTurnedFirst ? b : a, isTurnedFirst }
}

function accumulated(name: "sum" | "prod", node: Node, options: ReduceOptions): Node {
  const how = reducedBy(node, options)
  const result = options.dtype === undefined ? (isFloat(node.dtype) ? node.dtype : "int64") : checkDType(options.dtype)
  if (how.count === 0) return constant(name === "sum" ? 0 : 1, result, shapeOf(node, how))
  if (name === "sum" && result === "float64") return floatSum(node, how)
  const isBig = !isFloat(result)
  // Integers are added up as what they are, and multiplied as int64.
  const own = isBig ? (isFloat(node.dtype) || name === "prod" ? castTo(node, "int64") : node) : castTo(node, result)
  return castTo(parts(name, own, how, [isBig ? "int64" : "float64"])[0]!, result)
}

function floatSum(node: Node, how: Reduced): Node {
  const splits: SplitSum[] = []
  let inner = node
  for (let split = splitSum(inner); split !== undefined; split = splitSum(inner)) {
    splits.push(split)
    inner = split.rest
  }
  const total = (one: Node): Node => parts("sum", castTo(one, "float64"), how, ["float64"])[0]!
  return splits.reduceRight((sum, { op, turned, isTurnedFirst }) => {
    return map(op, isTurnedFirst ? [total(turned), sum] : [sum, total(turned)])
  }, total(inner))
}

export function sum(node: Node, options: ReduceOptions = {}): Node {
  return accumulated("sum", node, options)
}

export function prod(node: Node, options: ReduceOptions = {}): Node {
  return accumulated("prod", node, options)
}

export function mean(node: Node, options: ReduceOptions = {}): Node {
  const how = reducedBy(node, options)
  const result = options.dtype === undefined ? toFloating(node.dtype) : checkDType(options.dtype)
  if (how.count === 0) return constant(Number.NaN, result, shapeOf(node, how))
  const own = castTo(node, isFloat(node.dtype) ? node.dtype : "float64")
  if (Number.isNaN(how.count)) return castTo(parts("moments", own, how, moments)[1]!, result)
  const total =
    splitSum(own) === undefined
      ? parts("sum", own, how, ["float64"])[0]!
      : accumulated("sum", own, { ...options, dtype: "float64" })
  return castTo(map(operation("divide"), [total, constant(how.count, "float64")]), result)
}

const moments: readonly DType[] = ["float64", "float64", "float64"]

function spread(name: "moments" | "nanmoments", node: Node, options: VarOptions): Node {
  const how = reducedBy(node, options)
  const result = options.dtype === undefined ? toFloating(node.dtype) : checkDType(options.dtype)
  if (how.count === 0) return constant(Number.NaN, result, shapeOf(node, how))
  const own = castTo(node, isFloat(node.dtype) ? node.dtype : "float64")
  const [count, , squares] = parts(name, own, how, moments)
  const free = map(operation("subtract"), [count!, constant(options.ddof ?? options.correction ?? 0, "float64")])
  const none = constant(0, "float64")
  // Fewer than none: NumPy divides by 0 then; where NaN are left out it gives NaN.
  const divisor =
    name === "moments"
      ? map(operation("maximum"), [free, none])
      : map(operation("where"), [map(operation("greater"), [free, none]), free, constant(Number.NaN, "float64")])
  return castTo(map(operation("divide"), [squares!, divisor]), result)
}

export function variance(node: Node, options: VarOptions = {}): Node {
  return spread("moments", node, options)
}

export function std(node: Node, options: VarOptions = {}): Node {
  return map(operation("sqrt"), [variance(node, options)])
}

function extreme(name: "min" | "max", node: Node, options: AxisOptions): Node {
  const how = reducedBy(node, options)
  checkNotEmpty(name, how.count, node.shape)
  if (how.count === 0) return constant(0, node.dtype, shapeOf(node, how))
  return castTo(parts(name, node, how, [node.dtype === "int64" ? "int64" : "float64"])[0]!, node.dtype)
}

export function min(node: Node, options: AxisOptions = {}): Node {
  return extreme("min", node, options)
}

export function max(node: Node, options: AxisOptions = {}): Node {
  return extreme("max", node, options)
}

export function ptp(node: Node, options: AxisOptions = {}): Node {
  return map(operation("subtract"), [max(node, options), min(node, options)])
}

function truth(name: "any" | "all", node: Node, options: AxisOptions): Node {
  const how = reducedBy(node, options)
  if (how.count === 0) return constant(name === "all", "bool", shapeOf(node, how))
  return castTo(parts(name, castTo(node, "bool"), how, ["float64"])[0]!, "bool")
}

export function any(node: Node, options: AxisOptions = {}): Node {
  return truth("any", node, options)
}

export function all(node: Node, options: AxisOptions = {}): Node {
  return truth("all", node, options)
}

export function countNonzero(node: Node, options: AxisOptions = {}): Node {
  return sum(castTo(node, "bool"), options)
}

/** One axis, or none: then the index counts through all elements in C order. */
function place(name: "argmin" | "argmax" | "nanargmin" | "nanargmax", node: Node, options: AxisOptions): Node {
  checkAxisOptions(options)
  const { axis, keepdims = false } = options
  const whole = axis === undefined || axis === null
  const rank = node.shape.length
  const axes = whole ? node.shape.map((_, i) => i) : [normalizeAxis(axis, rank)]
  const how: Reduced = { axes, keepdims: true, count: sizeOf(axes.map((one) => node.shape[one]!)) }
  checkNotEmpty(name, how.count, node.shape)
  if (how.count === 0) return constant(0, "int64", shapeOf(node, { ...how, keepdims }))
  const value = node.dtype === "int64" ? "int64" : "float64"
  // All elements in C order are one axis.
  const own = whole && rank > 1 ? reshape(node, [how.count]) : node
  const found = reduce(name, own, whole && rank > 1 ? [0] : axes, [value, "float64"], true)[1]!
  const index = castTo(
    name.startsWith("nan") ? later(name, noneMissing, [found], [name], found.shape, "float64") : found,
    "int64",
  )
  if (keepdims)
    return whole && rank > 1
      ? reshape(
          index,
          node.shape.map(() => 1),
        )
      : index
  return dropAxes(index, whole && rank > 1 ? [0] : axes)
}

/** Indices, of which -1 is that of nothing but NaN. */
function noneMissing(indices: NDArray, name: string): NDArray {
  if (!(indices.flat() as Float64Array).includes(-1)) return indices
  throw new ShapeError(`${name}: All-NaN slice encountered`, {
    hint: "there is no least or largest of nothing but NaN: look for isnan() along the axis first, or put numbers in their place",
  })
}

export function argmin(node: Node, options: AxisOptions = {}): Node {
  return place("argmin", node, options)
}

export function argmax(node: Node, options: AxisOptions = {}): Node {
  return place("argmax", node, options)
}

export function nanargmin(node: Node, options: AxisOptions = {}): Node {
  return place(isFloat(node.dtype) ? "nanargmin" : "argmin", node, options)
}

export function nanargmax(node: Node, options: AxisOptions = {}): Node {
  return place(isFloat(node.dtype) ? "nanargmax" : "argmax", node, options)
}

function counted(name: "nansum" | "nanprod" | "nanmin" | "nanmax", node: Node, how: Reduced): readonly [Node, Node] {
  return parts(name, node, how, ["float64", "float64"]) as [Node, Node]
}

export function nansum(node: Node, options: ReduceOptions = {}): Node {
  if (!isFloat(node.dtype)) return sum(node, options)
  const how = reducedBy(node, options)
  if (how.count === 0) return sum(node, options)
  return castTo(counted("nansum", node, how)[0], options.dtype === undefined ? node.dtype : checkDType(options.dtype))
}

export function nanprod(node: Node, options: ReduceOptions = {}): Node {
  if (!isFloat(node.dtype)) return prod(node, options)
  const how = reducedBy(node, options)
  if (how.count === 0) return prod(node, options)
  return castTo(counted("nanprod", node, how)[0], options.dtype === undefined ? node.dtype : checkDType(options.dtype))
}

export function nanmean(node: Node, options: ReduceOptions = {}): Node {
  const how = reducedBy(node, options)
  if (!isFloat(node.dtype) || how.count === 0) return mean(node, options)
  const [total, count] = counted("nansum", node, how)
  return castTo(
    map(operation("divide"), [total, count]),
    options.dtype === undefined ? node.dtype : checkDType(options.dtype),
  )
}

export function nanvar(node: Node, options: VarOptions = {}): Node {
  return isFloat(node.dtype) ? spread("nanmoments", node, options) : variance(node, options)
}

export function nanstd(node: Node, options: VarOptions = {}): Node {
  return map(operation("sqrt"), [nanvar(node, options)])
}

function nanExtreme(name: "nanmin" | "nanmax", node: Node, options: AxisOptions): Node {
  const plain = name === "nanmin" ? min : max
  const how = reducedBy(node, options)
  if (!isFloat(node.dtype) || how.count === 0) return plain(node, options)
  const [value, count] = counted(name, node, how)
  const none = map(operation("equal"), [count, constant(0, "float64")])
  return castTo(map(operation("where"), [none, constant(Number.NaN, "float64"), value]), node.dtype)
}

export function nanmin(node: Node, options: AxisOptions = {}): Node {
  return nanExtreme("nanmin", node, options)
}

export function nanmax(node: Node, options: AxisOptions = {}): Node {
  return nanExtreme("nanmax", node, options)
}

function running(name: ScanNode["name"], node: Node, options: ReduceOptions): Node {
  checkAxisOptions(options)
  const { axis, dtype } = options
  const own =
    dtype === undefined ? (isInteger(node.dtype) || node.dtype === "bool" ? "int64" : node.dtype) : checkDType(dtype)
  // Without an axis: through all elements in C order.
  if (axis === undefined || axis === null) return scan(name, reshape(castTo(node, own), [sizeOf(node.shape)]), 0)
  return scan(name, castTo(node, own), normalizeAxis(axis, node.shape.length))
}

export function cumsum(node: Node, options: ReduceOptions = {}): Node {
  return running("cumsum", node, options)
}

export function cumprod(node: Node, options: ReduceOptions = {}): Node {
  return running("cumprod", node, options)
}

export function nancumsum(node: Node, options: ReduceOptions = {}): Node {
  return running("nancumsum", node, options)
}

export function nancumprod(node: Node, options: ReduceOptions = {}): Node {
  return running("nancumprod", node, options)
}
