import { promoteAll } from "../dtype/index.ts"
import { axisOf, indexing, nodeOf, operands, shaping } from "../ops/index.ts"
import type { AxisLike, Operand } from "../ops/index.ts"
import { broadcastShapes, checkShape } from "../shape/index.ts"
import type { ShapeLike } from "../shape/index.ts"
import { arange, array, asarray, ones } from "./create.ts"
import { where } from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

/** Where elements are not 0: the indices along each axis. How many there are is known only when they are computed. */
export function nonzero(x: Operand): LazyArray[] {
  return indexing.nonzero(nodeOf(x)).map((one) => lazy(one))
}
/** The same of all elements in C order. */
export function flatnonzero(x: Operand): LazyArray {
  return nonzero(lazy(shaping.ravel(nodeOf(x))))[0]!
}
/** The same, a row of indices for each element. */
export function argwhere(x: Operand): LazyArray {
  return lazy(indexing.argwhere(nodeOf(x)))
}

/**
 * The elements where a condition holds, in C order; of a condition for the first axes, what lies along the others. NumPy's
 * `x[condition]`.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.array([3, -1, 2])
 * const y = await da.mask(x, x.greater(0)).compute()
 * y.toArray() // => [3, 2]
 * ```
 */
export function mask(x: Operand, condition: Operand): LazyArray {
  return lazy(indexing.mask(nodeOf(x), nodeOf(condition)))
}
/** The same of all elements in C order. */
export function extract(condition: Operand, x: Operand): LazyArray {
  return mask(lazy(shaping.ravel(nodeOf(x))), lazy(shaping.ravel(nodeOf(condition))))
}
/** What lies along an axis where a list of conditions holds. Without an axis, of all elements. */
export function compress(condition: Operand, x: Operand, axis?: AxisLike): LazyArray {
  const at = axisOf(axis === null ? undefined : axis, null)
  const node = at === null ? shaping.ravel(nodeOf(x)) : nodeOf(x)
  return lazy(indexing.compress(nodeOf(condition), node, at ?? 0))
}

/** Elements of the first list whose condition holds, else `otherwise`. */
export function select(conditions: readonly Operand[], choices: readonly Operand[], otherwise: Operand = 0): LazyArray {
  // All choices have one type, that of all together.
  const all = operands([...choices, otherwise])
  const dtype = promoteAll(all.map((one) => one.dtype))
  const typed = all.map((one) => lazy(one).astype(dtype))
  let result = typed.at(-1)!
  for (let i = conditions.length - 1; i >= 0; i--) result = where(conditions[i]!, typed[i]!, result)
  return result
}

/** Elements of several arrays, by the number of the array. */
export function choose(index: Operand, choices: readonly Operand[]): LazyArray {
  const own = nodeOf(index)
  const all = operands([...choices])
  const shape = broadcastShapes(own.shape, ...all.map((one) => one.shape))
  return lazy(indexing.choose(own, all, shape, promoteAll(all.map((one) => one.dtype))))
}

/** An index along the axis for each element of the result. */
export function takeAlongAxis(x: Operand, indices: Operand, axis: AxisLike = -1): LazyArray {
  return lazy(indexing.takeAlongAxis(nodeOf(x), nodeOf(indices), axisOf(axis, -1)))
}

/** The indices along each axis of places in C order. */
export function unravelIndex(indices: Operand, shape: ShapeLike): LazyArray[] {
  const sizes = checkShape(shape)
  const rows = lazy(indexing.unravelIndex(nodeOf(indices), sizes))
  return sizes.map((_, axis) => rows.slice([axis]))
}
/** Places in C order of indices along each axis. */
export function ravelMultiIndex(
  indices: readonly Operand[],
  shape: ShapeLike,
  options: { readonly mode?: "raise" | "wrap" | "clip" } = {},
): LazyArray {
  const nodes = operands([...indices])
  const whole = broadcastShapes(...nodes.map((one) => one.shape))
  const rows = shaping.stack(
    nodes.map((one) => shaping.broadcastTo(one, whole)),
    0,
  )
  return lazy(indexing.ravelMultiIndex(rows, checkShape(shape), options.mode ?? "raise"))
}

/** Lists of indices that together pick a rectangle: each along an axis of its own. */
export function ix(...lists: Operand[]): LazyArray[] {
  return lists.map((list, axis) => asarray(list).reshape(lists.map((_, a) => (a === axis ? -1 : 1))))
}

/** The indices of the main diagonal of an array of `ndim` axes of `n`. */
export function diagIndices(n: number, ndim: number = 2): LazyArray[] {
  return Array.from({ length: ndim }, () => arange(n, { dtype: "int64" }))
}
export function diagIndicesFrom(x: Operand): LazyArray[] {
  const { shape } = nodeOf(x)
  return diagIndices(shape[0]!, shape.length)
}

function triangle(rows: number, columns: number, isIn: (i: number, j: number) => boolean): [LazyArray, LazyArray] {
  const [down, right]: [number[], number[]] = [[], []]
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (!isIn(i, j)) continue
      down.push(i)
      right.push(j)
    }
  }
  return [array(down, { dtype: "int64" }), array(right, { dtype: "int64" })]
}
/** The indices of what is at and below the diagonal `k`. */
export function trilIndices(n: number, k: number = 0, m: number = n): [LazyArray, LazyArray] {
  return triangle(n, m, (i, j) => j - i <= k)
}
/** The indices of what is at and above the diagonal `k`. */
export function triuIndices(n: number, k: number = 0, m: number = n): [LazyArray, LazyArray] {
  return triangle(n, m, (i, j) => j - i >= k)
}
export function trilIndicesFrom(x: Operand, k: number = 0): [LazyArray, LazyArray] {
  const { shape } = nodeOf(x)
  return trilIndices(shape[0]!, k, shape[1])
}
export function triuIndicesFrom(x: Operand, k: number = 0): [LazyArray, LazyArray] {
  const { shape } = nodeOf(x)
  return triuIndices(shape[0]!, k, shape[1])
}
/** The indices of what a function such as `triu` leaves of a matrix of ones. */
export function maskIndices(n: number, fn: (x: LazyArray, k?: number) => LazyArray, k?: number): LazyArray[] {
  return nonzero(fn(ones([n, n]), k))
}
