import {
  apply,
  clip as clipped,
  joining,
  nodeOf,
  reductions,
  round as rounded,
  shaping,
  where as chosen,
} from "../ops/index.ts"
import type { AxisOptions, Operand, ReduceOptions, VarOptions } from "../ops/index.ts"
import type { Node } from "../expr/index.ts"
import type { ShapeLike } from "../shape/index.ts"
import { lazy, like } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

type Unary = (x: Operand) => LazyArray
type Binary = (a: Operand, b: Operand) => LazyArray

const unary =
  (name: string): Unary =>
  (x) =>
    like(apply(name, x), x)
const binary =
  (name: string): Binary =>
  (a, b) =>
    like(apply(name, a, b), a, b)

export const add: Binary = binary("add")
export const subtract: Binary = binary("subtract")
export const multiply: Binary = binary("multiply")
export const divide: Binary = binary("divide")
export const trueDivide: Binary = divide
export const floorDivide: Binary = binary("floorDivide")
/** The remainder with the sign of the divisor, as Python's `%`. */
export const mod: Binary = binary("mod")
export const remainder: Binary = mod
export const power: Binary = binary("power")
export const floatPower: Binary = (a, b) => lazy(apply("power", lazy(nodeOf(a)).astype("float64"), b))
/** NaN where one of both is. */
export const minimum: Binary = binary("minimum")
export const maximum: Binary = binary("maximum")
/** The other where one of both is NaN. */
export const fmin: Binary = binary("fmin")
export const fmax: Binary = binary("fmax")
export const equal: Binary = binary("equal")
export const notEqual: Binary = binary("notEqual")
export const less: Binary = binary("less")
export const lessEqual: Binary = binary("lessEqual")
export const greater: Binary = binary("greater")
export const greaterEqual: Binary = binary("greaterEqual")
export const logicalAnd: Binary = binary("logicalAnd")
export const logicalOr: Binary = binary("logicalOr")
export const logicalXor: Binary = binary("logicalXor")
export const logicalNot: Unary = unary("logicalNot")
export const bitwiseAnd: Binary = binary("bitwiseAnd")
export const bitwiseOr: Binary = binary("bitwiseOr")
export const bitwiseXor: Binary = binary("bitwiseXor")
export const invert: Unary = unary("invert")
export const bitwiseNot: Unary = invert
export const leftShift: Binary = binary("leftShift")
export const rightShift: Binary = binary("rightShift")
export const arctan2: Binary = binary("arctan2")
export const hypot: Binary = binary("hypot")
export const logaddexp: Binary = binary("logaddexp")
export const copysign: Binary = binary("copysign")
export const heaviside: Binary = binary("heaviside")
export const negative: Unary = unary("negative")
export const positive: Unary = unary("positive")
export const abs: Unary = unary("abs")
export const absolute: Unary = abs
export const fabs: Unary = (x) => lazy(apply("abs", lazy(apply("positive", x))))
export const sign: Unary = unary("sign")
export const square: Unary = unary("square")
export const reciprocal: Unary = unary("reciprocal")
export const sqrt: Unary = unary("sqrt")
export const cbrt: Unary = unary("cbrt")
export const exp: Unary = unary("exp")
export const exp2: Unary = unary("exp2")
export const expm1: Unary = unary("expm1")
export const log: Unary = unary("log")
export const log2: Unary = unary("log2")
export const log10: Unary = unary("log10")
export const log1p: Unary = unary("log1p")
export const sin: Unary = unary("sin")
export const cos: Unary = unary("cos")
export const tan: Unary = unary("tan")
export const arcsin: Unary = unary("arcsin")
export const arccos: Unary = unary("arccos")
export const arctan: Unary = unary("arctan")
export const sinh: Unary = unary("sinh")
export const cosh: Unary = unary("cosh")
export const tanh: Unary = unary("tanh")
export const arcsinh: Unary = unary("arcsinh")
export const arccosh: Unary = unary("arccosh")
export const arctanh: Unary = unary("arctanh")
export const deg2rad: Unary = unary("deg2rad")
export const radians: Unary = deg2rad
export const rad2deg: Unary = unary("rad2deg")
export const degrees: Unary = rad2deg
export const floor: Unary = unary("floor")
export const ceil: Unary = unary("ceil")
export const trunc: Unary = unary("trunc")
export const fix: Unary = trunc
/** To the nearest integer, halves to the even one. */
export const rint: Unary = unary("rint")
export const isnan: Unary = unary("isnan")
export const isinf: Unary = unary("isinf")
export const isposinf: Unary = unary("isposinf")
export const isneginf: Unary = unary("isneginf")
export const isfinite: Unary = unary("isfinite")
export const signbit: Unary = unary("signbit")

/** To so many decimals, halves to even. */
export function round(x: Operand, decimals: number = 0): LazyArray {
  return like(rounded(x, decimals), x)
}
export const around: typeof round = round

/** Not below `low`, not above `high`; null: no end. */
export function clip(x: Operand, low?: Operand | null, high?: Operand | null): LazyArray {
  return like(clipped(x, low, high), x)
}

/**
 * Elements of `a` where the condition holds, else of `b`.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.array([1, -2, 3])
 * const positive = await da.where(x.greater(0), x, 0).compute()
 * positive.toArray() // => [1, 0, 3]
 * ```
 */
export function where(condition: Operand, a: Operand, b: Operand): LazyArray {
  return like(chosen(condition, a, b), condition, a, b)
}

type Reduction<O> = (x: Operand, options?: O) => LazyArray
const reduction =
  <O>(make: (node: Node, options?: O) => Node): Reduction<O> =>
  (x, options) =>
    lazy(make(nodeOf(x), options))

export const sum: Reduction<ReduceOptions> = reduction(reductions.sum)
export const prod: Reduction<ReduceOptions> = reduction(reductions.prod)
export const mean: Reduction<ReduceOptions> = reduction(reductions.mean)
/** The mean of the squares of the differences to the mean. */
export const variance: Reduction<VarOptions> = reduction(reductions.variance)
export const std: Reduction<VarOptions> = reduction(reductions.std)
export const min: Reduction<AxisOptions> = reduction(reductions.min)
export const max: Reduction<AxisOptions> = reduction(reductions.max)
export const amin: Reduction<AxisOptions> = min
export const amax: Reduction<AxisOptions> = max
/** The distance of the largest from the least. */
export const ptp: Reduction<AxisOptions> = reduction(reductions.ptp)
export const any: Reduction<AxisOptions> = reduction(reductions.any)
export const all: Reduction<AxisOptions> = reduction(reductions.all)
export const countNonzero: Reduction<AxisOptions> = reduction(reductions.countNonzero)
/** The index of the first one that is the least; without an axis, of all elements in C order. */
export const argmin: Reduction<AxisOptions> = reduction(reductions.argmin)
export const argmax: Reduction<AxisOptions> = reduction(reductions.argmax)
export const nansum: Reduction<ReduceOptions> = reduction(reductions.nansum)
export const nanprod: Reduction<ReduceOptions> = reduction(reductions.nanprod)
export const nanmean: Reduction<ReduceOptions> = reduction(reductions.nanmean)
export const nanvar: Reduction<VarOptions> = reduction(reductions.nanvar)
export const nanstd: Reduction<VarOptions> = reduction(reductions.nanstd)
export const nanmin: Reduction<AxisOptions> = reduction(reductions.nanmin)
export const nanmax: Reduction<AxisOptions> = reduction(reductions.nanmax)
export const nanargmin: Reduction<AxisOptions> = reduction(reductions.nanargmin)
export const nanargmax: Reduction<AxisOptions> = reduction(reductions.nanargmax)
export const cumsum: Reduction<ReduceOptions> = reduction(reductions.cumsum)
export const cumprod: Reduction<ReduceOptions> = reduction(reductions.cumprod)
export const nancumsum: Reduction<ReduceOptions> = reduction(reductions.nancumsum)
export const nancumprod: Reduction<ReduceOptions> = reduction(reductions.nancumprod)

export function transpose(x: Operand, axes?: readonly number[]): LazyArray {
  return lazy(shaping.transpose(nodeOf(x), axes))
}
export const permuteDims: typeof transpose = transpose
export function swapaxes(x: Operand, axis1: number, axis2: number): LazyArray {
  return lazy(shaping.swapaxes(nodeOf(x), axis1, axis2))
}
export function moveaxis(
  x: Operand,
  source: number | readonly number[],
  destination: number | readonly number[],
): LazyArray {
  return lazy(shaping.moveaxis(nodeOf(x), source, destination))
}
export function reshape(x: Operand, shape: ShapeLike): LazyArray {
  return lazy(shaping.reshape(nodeOf(x), shape))
}
export function ravel(x: Operand): LazyArray {
  return lazy(shaping.ravel(nodeOf(x)))
}
export function expandDims(x: Operand, axis: number | readonly number[]): LazyArray {
  return lazy(shaping.expandDims(nodeOf(x), axis))
}
export function squeeze(x: Operand, axis?: number | readonly number[]): LazyArray {
  return lazy(shaping.squeeze(nodeOf(x), axis))
}
export function broadcastTo(x: Operand, shape: ShapeLike): LazyArray {
  return lazy(shaping.broadcastTo(nodeOf(x), shape))
}
export function flip(x: Operand, axis?: number | readonly number[]): LazyArray {
  return lazy(shaping.flip(nodeOf(x), axis))
}
export function flipud(x: Operand): LazyArray {
  return flip(x, 0)
}
export function fliplr(x: Operand): LazyArray {
  return flip(x, 1)
}
export function diagonal(x: Operand, offset: number = 0, axis1: number = 0, axis2: number = 1): LazyArray {
  return lazy(shaping.diagonal(nodeOf(x), offset, axis1, axis2))
}
export function slidingWindowView(x: Operand, windowShape: ShapeLike, axis?: number | readonly number[]): LazyArray {
  return lazy(shaping.slidingWindowView(nodeOf(x), windowShape, axis))
}
/** Elements by their index along an axis; by an array that is computed later too. @throws IndexError */
export function take(x: Operand, indices: ArrayLike<number | bigint> | Operand, axis: number = 0): LazyArray {
  return lazy(joining.taken(nodeOf(x), indices, axis))
}
export function concatenate(arrays: readonly Operand[], axis: number | { readonly axis?: number } = 0): LazyArray {
  return lazy(
    shaping.concatenate(
      arrays.map((one) => nodeOf(one)),
      typeof axis === "number" ? axis : (axis.axis ?? 0),
    ),
  )
}
export const concat: typeof concatenate = concatenate
export function stack(arrays: readonly Operand[], axis: number | { readonly axis?: number } = 0): LazyArray {
  return lazy(
    shaping.stack(
      arrays.map((one) => nodeOf(one)),
      typeof axis === "number" ? axis : (axis.axis ?? 0),
    ),
  )
}
