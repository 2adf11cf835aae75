import { lengthOf } from "./dot.ts"
import { transpose } from "./multiply.ts"

/** An m × k matrix of orthonormal columns and an upper triangular k × n one, where k is the lesser of m and n. */
export interface QR {
  readonly q: Float64Array<ArrayBuffer>
  readonly r: Float64Array<ArrayBuffer>
}

/**
 * The reduced QR decomposition of an m × n matrix by Householder's reflections. Signs are LAPACK's (`dgeqrf`), and so
 * NumPy's. Any m and n, 0 too, and any rank.
 */
export function qr(a: Float64Array, m: number, n: number): QR {
  const k = Math.min(m, n)
  const columns = transpose(a, m, n)
  const factors = reduce(columns, m, n)
  const q = new Float64Array(k * m)
  for (let j = k - 1; j >= 0; j--) {
    q[j * m + j] = 1
    reflect(columns, j * m + j, m - j, factors[j]!, q, j * m + j, m, k - j)
  }
  return { q: transpose(q, k, m), r: triangle(columns, m, n) }
}

/** R of the QR decomposition alone, k × n. */
export function qrTriangle(a: Float64Array, m: number, n: number): Float64Array<ArrayBuffer> {
  const columns = transpose(a, m, n)
  reduce(columns, m, n)
  return triangle(columns, m, n)
}

/** What is on and above the diagonal of columns, as rows. */
function triangle(columns: Float64Array, m: number, n: number): Float64Array<ArrayBuffer> {
  const k = Math.min(m, n)
  const r = new Float64Array(k * n)
  for (let i = 0; i < k; i++) for (let j = i; j < n; j++) r[i * n + j] = columns[j * m + i]!
  return r
}

/**
 * Makes columns upper triangular, and below the diagonal leaves the vectors of the reflections, whose first element is 1.
 * Gives their factors.
 */
function reduce(columns: Float64Array, m: number, n: number): Float64Array {
  const k = Math.min(m, n)
  const factors = new Float64Array(k)
  for (let j = 0; j < k; j++) {
    const at = j * m + j
    const first = columns[at]!
    const rest = lengthOf(columns, at + 1, m - j - 1)
    // As in LAPACK's dlarfg: nothing to reflect, and the sign on the diagonal stays.
    if (rest === 0) continue
    const length = Math.hypot(first, rest)
    const diagonal = first < 0 || Object.is(first, -0) ? length : -length
    factors[j] = (diagonal - first) / diagonal
    const divisor = first - diagonal
    for (let i = at + 1; i < (j + 1) * m; i++) columns[i]! /= divisor
    columns[at] = diagonal
    reflect(columns, at, m - j, factors[j]!, columns, at + m, m, n - j - 1)
  }
  return factors
}

/** Reflects `count` columns, which lie `stride` apart from `to` on, by the vector at `from`, the first element of which is 1. */
function reflect(
  vectors: Float64Array,
  from: number,
  length: number,
  factor: number,
  columns: Float64Array,
  to: number,
  stride: number,
  count: number,
): void {
  if (factor === 0) return
  const kept = vectors[from]!
  vectors[from] = 1
  let column = 0
  for (; column + 3 < count; column += 4) {
    reflectFour(vectors, from, length, factor, columns, to + column * stride, stride)
  }
  for (; column < count; column++) {
    const at = to + column * stride
    let sum = 0
    for (let i = 0; i < length; i++) sum += vectors[from + i]! * columns[at + i]!
    const weight = factor * sum
    for (let i = 0; i < length; i++) columns[at + i]! -= weight * vectors[from + i]!
  }
  vectors[from] = kept
}

/** Four columns at once read the vector once. The sums are those of one column alone. */
function reflectFour(
  vectors: Float64Array,
  from: number,
  length: number,
  factor: number,
  columns: Float64Array,
  at0: number,
  stride: number,
): void {
  const at1 = at0 + stride
  const at2 = at1 + stride
  const at3 = at2 + stride
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let i = 0; i < length; i++) {
    const v = vectors[from + i]!
    s0 += v * columns[at0 + i]!
    s1 += v * columns[at1 + i]!
    s2 += v * columns[at2 + i]!
    s3 += v * columns[at3 + i]!
  }
  s0 *= factor
  s1 *= factor
  s2 *= factor
  s3 *= factor
  for (let i = 0; i < length; i++) {
    const v = vectors[from + i]!
    columns[at0 + i]! -= s0 * v
    columns[at1 + i]! -= s1 * v
    columns[at2 + i]! -= s2 * v
    columns[at3 + i]! -= s3 * v
  }
}
