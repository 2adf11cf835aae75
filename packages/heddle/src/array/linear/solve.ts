import { LinAlgError } from "../../core/errors/index.ts"
import { addTimes, dot } from "./dot.ts"
import { identity } from "./multiply.ts"

/** L below the diagonal, where it is 1, and U on and above it; which row came where; and the sign of that permutation. */
export interface LU {
  readonly factors: Float64Array<ArrayBuffer>
  readonly rows: Int32Array<ArrayBuffer>
  readonly sign: 1 | -1
}

/** The LU decomposition of an n × n matrix, with its rows exchanged so that the greatest elements of columns are pivots. */
export function lu(a: Float64Array, n: number): LU {
  const factors = new Float64Array(a)
  const rows = Int32Array.from({ length: n }, (_, i) => i)
  let sign: 1 | -1 = 1
  for (let j = 0; j < n; j++) {
    let pivot = j
    for (let i = j + 1; i < n; i++) {
      if (Math.abs(factors[i * n + j]!) > Math.abs(factors[pivot * n + j]!)) pivot = i
    }
    if (pivot !== j) {
      exchange(factors, rows, n, j, pivot)
      sign = sign === 1 ? -1 : 1
    }
    const divisor = factors[j * n + j]!
    if (divisor === 0) continue
    for (let i = j + 1; i < n; i++) {
      const at = i * n + j
      factors[at]! /= divisor
      addTimes(factors, at + 1, -factors[at]!, factors, j * n + j + 1, n - j - 1)
    }
  }
  return { factors, rows, sign }
}

function exchange(factors: Float64Array, rows: Int32Array, n: number, i: number, j: number): void {
  const row = factors.slice(i * n, (i + 1) * n)
  factors.copyWithin(i * n, j * n, (j + 1) * n)
  factors.set(row, j * n)
  const index = rows[i]!
  rows[i] = rows[j]!
  rows[j] = index
}

/** X of A X = B, for an n × n matrix and an n × columns one. @throws LinAlgError where A is singular */
export function solve(a: Float64Array, n: number, b: Float64Array, columns: number = 1): Float64Array<ArrayBuffer> {
  const { factors, rows } = lu(a, n)
  const x = new Float64Array(n * columns)
  for (let i = 0; i < n; i++) x.set(b.subarray(rows[i]! * columns, (rows[i]! + 1) * columns), i * columns)
  substitute(factors, n, x, columns, true, true)
  substitute(factors, n, x, columns, false, false)
  return x
}

/** The inverse of an n × n matrix. @throws LinAlgError where it is singular */
export function inv(a: Float64Array, n: number): Float64Array<ArrayBuffer> {
  return solve(a, n, identity(n), n)
}

/** The determinant of an n × n matrix; 1 of an empty one. */
export function det(a: Float64Array, n: number): number {
  const { factors, sign } = lu(a, n)
  let product: number = sign
  for (let i = 0; i < n; i++) product *= factors[i * (n + 1)]!
  // Never -0.
  return product + 0
}

/** The determinant's sign and the logarithm of its magnitude, which overflow later; 0 and -Infinity of a singular matrix. */
export function slogdet(a: Float64Array, n: number): { readonly sign: number; readonly logdet: number } {
  const { factors, sign } = lu(a, n)
  let signs: number = sign
  let logdet = 0
  for (let i = 0; i < n; i++) {
    const pivot = factors[i * (n + 1)]!
    signs *= Math.sign(pivot)
    logdet += Math.log(Math.abs(pivot))
  }
  return { sign: signs + 0, logdet }
}

/**
 * X of A X = B, where only the triangle of A that is named is read. `isUnit`: its diagonal is 1, and not read.
 *
 * @throws LinAlgError where the diagonal has a 0
 */
export function solveTriangular(
  a: Float64Array,
  n: number,
  b: Float64Array,
  columns: number = 1,
  isLower: boolean = false,
  isUnit: boolean = false,
): Float64Array<ArrayBuffer> {
  const x = new Float64Array(b)
  substitute(a, n, x, columns, isLower, isUnit)
  return x
}

function substitute(
  a: Float64Array,
  n: number,
  x: Float64Array,
  columns: number,
  isLower: boolean,
  isUnit: boolean,
): void {
  for (let step = 0; step < n; step++) {
    const i = isLower ? step : n - 1 - step
    const from = isLower ? 0 : i + 1
    const to = isLower ? i : n
    if (columns === 1) x[i]! -= dot(a, i * n + from, x, from, to - from)
    else for (let j = from; j < to; j++) addTimes(x, i * columns, -a[i * n + j]!, x, j * columns, columns)
    if (isUnit) continue
    const diagonal = a[i * (n + 1)]!
    if (diagonal === 0) {
      throw new LinAlgError(`the matrix is singular: its triangle has a 0 on the diagonal, in row ${i}`, {
        hint: "solve in the sense of least squares: multiply by pinv()",
      })
    }
    for (let column = i * columns; column < (i + 1) * columns; column++) x[column]! /= diagonal
  }
}

/**
 * The lower triangular L of A = L Lᵀ, n × n. Of A only the lower triangle is read.
 *
 * @throws LinAlgError where A is not positive definite
 */
export function cholesky(a: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      l[i * n + j] = (a[i * n + j]! - dot(l, i * n, l, j * n, j)) / l[j * (n + 1)]!
    }
    const square = a[i * (n + 1)]! - dot(l, i * n, l, i * n, i)
    if (!(square > 0)) throw new LinAlgError(`the matrix is not positive definite: its first ${i + 1} rows are not`)
    l[i * (n + 1)] = Math.sqrt(square)
  }
  return l
}
