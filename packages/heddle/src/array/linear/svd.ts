import { LinAlgError } from "../../core/errors/index.ts"
import { dot } from "./dot.ts"
import { identity, multiply, transpose } from "./multiply.ts"
import { qr, qrTriangle } from "./qr.ts"

/** U, m × k, the singular values, descending, and V transposed, k × n, where k is the lesser of m and n. */
export interface SVD {
  readonly u: Float64Array<ArrayBuffer>
  readonly s: Float64Array<ArrayBuffer>
  readonly vt: Float64Array<ArrayBuffer>
}

/**
 * The reduced singular value decomposition of an m × n matrix: QR, then one-sided Jacobi rotations of the rows of R (Hestenes
 * 1958), which make them orthogonal; their lengths are the singular values. Signs may be others than NumPy's.
 *
 * @throws LinAlgError where an element is not finite
 */
export function svd(a: Float64Array, m: number, n: number): SVD {
  if (m < n) {
    const { u, s, vt } = svd(transpose(a, m, n), n, m)
    return { u: transpose(vt, m, m), s, vt: transpose(u, n, m) }
  }
  const scale = scaleOf(a)
  const { q, r } = qr(scaled(a, scale), m, n)
  const turns = identity(n)
  const lengths = orthogonalize(r, n, turns)
  const order = descending(lengths)
  const s = new Float64Array(n)
  const vt = new Float64Array(n * n)
  const ut = new Float64Array(n * n)
  for (const [to, from] of order.entries()) {
    const length = lengths[from]!
    s[to] = length / scale
    ut.set(turns.subarray(from * n, (from + 1) * n), to * n)
    if (length === 0) completeRow(vt, n, to)
    else for (let j = 0; j < n; j++) vt[to * n + j] = r[from * n + j]! / length
  }
  return { u: multiply(q, m, n, transpose(ut, n, n), n), s, vt }
}

/** The singular values alone, descending. @throws LinAlgError where an element is not finite */
export function singularValues(a: Float64Array, m: number, n: number): Float64Array<ArrayBuffer> {
  if (m < n) return singularValues(transpose(a, m, n), n, m)
  const scale = scaleOf(a)
  const r = qrTriangle(scaled(a, scale), m, n)
  const lengths = orthogonalize(r, n)
  return Float64Array.from(descending(lengths), (from) => lengths[from]! / scale)
}

/** A power of two that brings the greatest element near 1, so that no square overflows or is lost. */
function scaleOf(a: Float64Array): number {
  let greatest = 0
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!)
    if (!(size <= greatest)) greatest = size
  }
  if (!Number.isFinite(greatest)) throw new LinAlgError("a matrix with NaN or infinities has no singular values")
  return greatest === 0 ? 1 : 2 ** Math.max(-1022, Math.min(1022, -Math.floor(Math.log2(greatest))))
}

function scaled(a: Float64Array, scale: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(a)
  for (let i = 0; i < copy.length; i++) copy[i]! *= scale
  return copy
}

/** Lengths that are less beside a greatest of about 1 are 0: their squares would be inexact. */
const least = 1e-140
const mostSweeps = 60

/** Rotates rows, and those of `turns` with them, until each is orthogonal to the others. Gives their lengths. */
function orthogonalize(rows: Float64Array, n: number, turns?: Float64Array): Float64Array {
  const tolerance = Number.EPSILON * Math.sqrt(n)
  let isDone = false
  for (let sweep = 0; !isDone && sweep < mostSweeps; sweep++) {
    isDone = true
    for (let i = 0; i < n - 1; i++) {
      for (let j = i + 1; j < n; j++) if (rotate(rows, i * n, j * n, n, tolerance, turns)) isDone = false
    }
  }
  const lengths = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const length = Math.sqrt(dot(rows, i * n, rows, i * n, n))
    lengths[i] = length < least ? 0 : length
  }
  return lengths
}

/** Makes two rows orthogonal, the longer one the first; whether it had to. */
function rotate(
  rows: Float64Array,
  i: number,
  j: number,
  n: number,
  tolerance: number,
  turns: Float64Array | undefined,
): boolean {
  const first = dot(rows, i, rows, i, n)
  const second = dot(rows, j, rows, j, n)
  const both = dot(rows, i, rows, j, n)
  const isTiny = Math.min(first, second) < least * least
  if (isTiny || !(Math.abs(both) > tolerance * Math.sqrt(first) * Math.sqrt(second))) {
    if (first >= second) return false
    // A quarter turn. It is not counted: rows that are as they should be are not gone through again.
    turn(rows, i, j, n, 0, -1)
    if (turns) turn(turns, i, j, n, 0, -1)
    return false
  }
  const ratio = (second - first) / (2 * both)
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio))
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = cosine * tangent
  if (first >= second) {
    turn(rows, i, j, n, cosine, sine)
    if (turns) turn(turns, i, j, n, cosine, sine)
  } else {
    turn(rows, i, j, n, sine, -cosine)
    if (turns) turn(turns, i, j, n, sine, -cosine)
  }
  return true
}

function turn(rows: Float64Array, i: number, j: number, n: number, cosine: number, sine: number): void {
  for (let at = 0; at < n; at++) {
    const a = rows[i + at]!
    const b = rows[j + at]!
    rows[i + at] = cosine * a - sine * b
    rows[j + at] = sine * a + cosine * b
  }
}

function descending(lengths: Float64Array): number[] {
  return Array.from(lengths.keys()).toSorted((i, j) => lengths[j]! - lengths[i]! || i - j)
}

/** Makes row `to` orthonormal to those before it: out of the axis that they cover least. */
function completeRow(rows: Float64Array, n: number, to: number): void {
  const covered = new Float64Array(n)
  for (let i = 0; i < to * n; i++) covered[i % n]! += rows[i]! ** 2
  const at = to * n
  rows[at + covered.indexOf(covered.reduce((a, b) => Math.min(a, b)))] = 1
  // Twice is enough (Kahan, Parlett).
  for (let time = 0; time < 2; time++) {
    for (let i = 0; i < to; i++) {
      const part = dot(rows, i * n, rows, at, n)
      for (let j = 0; j < n; j++) rows[at + j]! -= part * rows[i * n + j]!
    }
    const length = Math.sqrt(dot(rows, at, rows, at, n))
    for (let j = 0; j < n; j++) rows[at + j]! /= length
  }
}
