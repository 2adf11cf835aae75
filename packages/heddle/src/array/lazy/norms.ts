import { ShapeError } from "../../core/errors/index.ts"
import { toFloating } from "../dtype/index.ts"
import { abs, expandDims, max, min, moveaxis, power, sqrt, sum } from "./functions.ts"
import { matrices, nodeOf } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { normalizeAxes, shapeText } from "../shape/index.ts"
import { asarray } from "./create.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

export interface NormOptions {
  readonly ord?: "fro" | "nuc" | number | null | undefined
  readonly axis?: number | readonly number[] | null | undefined
  readonly keepdims?: boolean | undefined
}

/**
 * The norm of a vector, or of a matrix: by default the root of the sum of squares. `axis`: one of vectors, two of matrices.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * await da.linalg.norm([3, 4]).compute() // => 5
 * ```
 */
export function norm(
  x: Operand,
  ord?: NormOptions["ord"] | NormOptions,
  options: Omit<NormOptions, "ord"> = {},
): LazyArray {
  const isOptions = typeof ord === "object" && ord !== null
  const { axis, keepdims = false } = isOptions ? ord : options
  const order = isOptions ? ord.ord : ord
  const own = floating(x)
  if (order === undefined || order === null) {
    return vectorNorm(own, { axis: axis ?? null, keepdims })
  }
  const axes = normalizeAxes(axis, own.ndim)
  if (axes.length === 1) return vectorNorm(own, { axis: axes, keepdims, ord: order as number })
  if (axes.length === 2) return ofMatrices(own, order, axes as [number, number], keepdims)
  throw new ShapeError(`a norm is of vectors or of matrices, and this array is ${shapeText(own.shape)}`, {
    hint: "`axis` says which axes: one or two",
  })
}

function floating(x: Operand): LazyArray {
  const own = asarray(x)
  return own.astype(toFloating(own.dtype))
}

/** The array API's: of all elements, or along some axes. */
export function vectorNorm(
  x: Operand,
  options: NormOptions & { readonly ord?: number | null | undefined | "fro" | "nuc" } = {},
): LazyArray {
  const { axis, keepdims = false } = options
  const order = options.ord ?? 2
  if (typeof order !== "number") throw new ShapeError(`the norm "${order}" is of matrices, and not of vectors`)
  const own = floating(x)
  const how = { axis, keepdims }
  if (order === 2) return sqrt(sum(own.square(), how))
  if (order === 0) return sum(own.notEqual(0), how).astype(own.dtype)
  if (order === Infinity) return max(abs(own), how)
  if (order === -Infinity) return min(abs(own), how)
  if (order === 1) return sum(abs(own), how)
  return power(sum(power(abs(own), order), how), 1 / order)
}

/** The array API's: of the last two axes. */
export function matrixNorm(
  x: Operand,
  options: { readonly ord?: "fro" | "nuc" | number; readonly keepdims?: boolean } = {},
): LazyArray {
  const own = floating(x)
  if (own.ndim < 2) throw new ShapeError(`matrixNorm is of matrices, and this array is ${shapeText(own.shape)}`)
  return ofMatrices(own, options.ord ?? "fro", [own.ndim - 2, own.ndim - 1], options.keepdims ?? false)
}

function ofMatrices(x: LazyArray, ord: string | number, axes: readonly [number, number], keepdims: boolean): LazyArray {
  const order = matrices.checkNorm(ord)
  const [rows, columns] = axes
  const kept = (one: LazyArray): LazyArray => (keepdims ? expandDims(one, [...axes]) : one)
  if (order === "fro") return sqrt(sum(x.square(), { axis: [...axes], keepdims }))
  if (order === "nuc" || order === 2 || order === -2) {
    const moved = moveaxis(x, [...axes], [-2, -1])
    return kept(lazy(matrices.partsOf(nodeOf(moved), "norm", [[]], order)[0]!))
  }
  const [along, left] = Math.abs(order) === 1 ? [rows, columns - 1] : [columns, rows]
  const sums = sum(abs(x), { axis: along })
  return kept(order > 0 ? max(sums, { axis: left }) : min(sums, { axis: left }))
}
