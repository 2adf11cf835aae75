import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { einsum as einsumOf, nodeOf, operands, products } from "../ops/index.ts"
import type { Operand, TensordotAxes } from "../ops/index.ts"
import { broadcastShapes, shapeText } from "../shape/index.ts"
import { asarray } from "./create.ts"
import { broadcastTo, expandDims, moveaxis, multiply, stack, subtract, sum } from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

type Product = (a: Operand, b: Operand) => LazyArray

/**
 * The product of matrices, along the last two axes; a list is a row at the left and a column at the right.
 *
 * @throws ShapeError where sizes do not go together
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.matmul([[1, 2], [3, 4]], [1, 10]).compute()).toArray() // => [21, 43]
 * ```
 */
export const matmul: Product = (a, b) => lazy(products.matmul(nodeOf(a), nodeOf(b)))
/** As `matmul` for up to two axes; else the last axis of the first with the last but one of the second. */
export const dot: Product = (a, b) => {
  const [left, right] = operands([a, b])
  return lazy(products.dot(left!, right!))
}
/** Of all elements in C order. */
export const vdot: Product = (a, b) => dot(asarray(a).ravel(), asarray(b).ravel())
/** Sums of products along the last axes of both. */
export const inner: Product = (a, b) => {
  const [left, right] = operands([a, b])
  if (left!.shape.length === 0 || right!.shape.length === 0) return multiply(a, b)
  return lazy(products.tensordot(left!, right!, [-1, -1]))
}
/** Each element of the first with each of the second. */
export const outer: Product = (a, b) => multiply(expandDims(asarray(a).ravel(), 1), expandDims(asarray(b).ravel(), 0))
/** Matrices by lists. */
export const matvec: Product = (a, b) => matmul(a, expandDims(b, -1)).squeeze(-1)
/** Lists by matrices. */
export const vecmat: Product = (a, b) => matmul(expandDims(a, -2), b).squeeze(-2)

/** Sums of products along one axis of both. */
export function vecdot(a: Operand, b: Operand, options: { readonly axis?: number } = {}): LazyArray {
  const axis = options.axis ?? -1
  const [left, right] = [moveaxis(a, axis, -1), moveaxis(b, axis, -1)]
  if (left.shape.at(-1) !== right.shape.at(-1)) {
    throw new ShapeError(`vecdot of ${shapeText(left.shape)} and ${shapeText(right.shape)}`, {
      hint: "the axis must have as many elements in both",
    })
  }
  const both = multiply(left, right)
  return sum(both, { axis: -1, dtype: both.dtype })
}

/** Sums of products over axes of both: so many of the last and the first ones, or those that two lists name. */
export function tensordot(
  a: Operand,
  b: Operand,
  axes: TensordotAxes | { readonly axes?: TensordotAxes } = 2,
): LazyArray {
  const given = typeof axes === "object" && "axes" in axes ? axes.axes : axes
  return lazy(products.tensordot(nodeOf(a), nodeOf(b), (given as TensordotAxes | undefined) ?? 2))
}

/**
 * Einstein's sums: letters name axes, and those that are not in the result are summed over.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.einsum("ij,ij->i", [[1, 2], [3, 4]], [[1, 1], [10, 10]]).compute()).toArray() // => [3, 70]
 * ```
 */
export function einsum(subscripts: string, ...arrays: readonly Operand[]): LazyArray {
  if (typeof subscripts !== "string") throw new OptionError("subscripts", "a string", subscripts)
  return lazy(einsumOf(subscripts, operands([...arrays])))
}

/** Each element of the first by all of the second. */
export const kron: Product = (a, b) => {
  const [left, right] = [asarray(a), asarray(b)]
  const rank = Math.max(left.ndim, right.ndim)
  const padded = (one: LazyArray): number[] => [...Array.from({ length: rank - one.ndim }, () => 1), ...one.shape]
  const [p, q] = [padded(left), padded(right)]
  const first = left.reshape(p.flatMap((size) => [size, 1]))
  const second = right.reshape(q.flatMap((size) => [1, size]))
  return multiply(first, second).reshape(p.map((size, axis) => size * q[axis]!))
}

/** The vector that stands on both, along the last axis, which has three elements; of two elements each, its third. */
export function cross(a: Operand, b: Operand, options: { readonly axis?: number } = {}): LazyArray {
  const axis = options.axis ?? -1
  const both = [moveaxis(a, axis, -1), moveaxis(b, axis, -1)] as const
  const shape = broadcastShapes(both[0].shape.slice(0, -1), both[1].shape.slice(0, -1))
  const counts = both.map((one) => one.shape.at(-1)!)
  if (counts.some((count) => count !== 3 && count !== 2)) {
    throw new ShapeError(`cross of ${shapeText(nodeOf(a).shape)} and ${shapeText(nodeOf(b).shape)}`, {
      hint: "the axis must have three elements in both, or two",
    })
  }
  const part = (of: 0 | 1, at: number): Operand =>
    at < counts[of]! ? broadcastTo(both[of].slice(["...", at]), shape) : lazy(nodeOf(0, both[of].dtype))
  const term = (i: number, j: number): LazyArray =>
    subtract(multiply(part(0, i), part(1, j)), multiply(part(0, j), part(1, i)))
  if (counts[0] === 2 && counts[1] === 2) return term(0, 1)
  return moveaxis(
    stack(
      [term(1, 2), term(2, 0), term(0, 1)].map((one) => broadcastTo(one, shape)),
      -1,
    ),
    -1,
    axis,
  )
}
