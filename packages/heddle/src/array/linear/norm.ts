import { OptionError } from "../../core/errors/index.ts"
import { multiply, transpose } from "./multiply.ts"
import { singularValues, svd } from "./svd.ts"

/** NumPy's names of the norms of matrices: 1 and Infinity (or -1 and -Infinity) are of columns and rows, 2, -2
 * and "nuc" of singular values. */
export type MatrixNorm = "fro" | "nuc" | number

/** The norm of a vector: the `order`-th root of the sum of `order`-th powers; how many are not 0; the greatest, the least. */
export function vectorNorm(elements: Float64Array, order: number = 2): number {
  let result = order === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : 0
  if (order === 2) {
    for (let i = 0; i < elements.length; i++) result += elements[i]! * elements[i]!
    return Math.sqrt(result)
  }
  if (order === 0) {
    for (let i = 0; i < elements.length; i++) if (elements[i] !== 0) result++
    return result
  }
  if (order === 1) {
    for (let i = 0; i < elements.length; i++) result += Math.abs(elements[i]!)
    return result
  }
  if (!Number.isFinite(order)) {
    const take = order > 0 ? Math.max : Math.min
    for (let i = 0; i < elements.length; i++) result = take(result, Math.abs(elements[i]!))
    return result
  }
  for (let i = 0; i < elements.length; i++) result += Math.abs(elements[i]!) ** order
  return result ** (1 / order)
}

/** A norm of an m × n matrix. @throws OptionError where `order` is none */
export function matrixNorm(a: Float64Array, m: number, n: number, order: MatrixNorm = "fro"): number {
  if (order === "fro") return vectorNorm(a)
  if (order === "nuc") return singularValues(a, m, n).reduce((sum, value) => sum + value, 0)
  if (order === 2) return singularValues(a, m, n)[0] ?? 0
  if (order === -2) return singularValues(a, m, n).at(-1) ?? Number.POSITIVE_INFINITY
  if (order === 1 || order === -1) return extreme(sizes(transpose(a, m, n), n, m), order)
  if (!Number.isFinite(order) && !Number.isNaN(order)) return extreme(sizes(a, m, n), order)
  throw new OptionError("ord", '"fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity', order)
}

/** The sum of magnitudes of each row. */
function sizes(rows: Float64Array, m: number, n: number): Float64Array {
  return Float64Array.from({ length: m }, (_, i) => vectorNorm(rows.subarray(i * n, (i + 1) * n), 1))
}

function extreme(values: Float64Array, order: number): number {
  return order > 0 ? values.reduce((a, b) => Math.max(a, b), 0) : values.reduce((a, b) => Math.min(a, b), Infinity)
}

/** How many singular values are above `tolerance`; without one above that of NumPy, a rounding of the greatest. */
export function matrixRank(a: Float64Array, m: number, n: number, tolerance?: number): number {
  const s = singularValues(a, m, n)
  const least = tolerance ?? (s[0] ?? 0) * Math.max(m, n) * Number.EPSILON
  return s.filter((value) => value > least).length
}

/**
 * The pseudo-inverse of Moore and Penrose, n × m. Singular values of at most `rcond` times the greatest count as 0.
 *
 * @throws LinAlgError where an element is not finite
 */
export function pinv(a: Float64Array, m: number, n: number, rcond: number = 1e-15): Float64Array<ArrayBuffer> {
  const { u, s, vt } = svd(a, m, n)
  const k = s.length
  const least = rcond * (s[0] ?? 0)
  const ut = transpose(u, m, k)
  for (let i = 0; i < k; i++) {
    const factor = s[i]! > least ? 1 / s[i]! : 0
    for (let j = 0; j < m; j++) ut[i * m + j]! *= factor
  }
  return multiply(transpose(vt, k, n), n, k, ut, m)
}
