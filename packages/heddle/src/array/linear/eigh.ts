import { LinAlgError } from "../../core/errors/index.ts"
import { identity } from "./multiply.ts"

/** The eigenvalues of a symmetric matrix, ascending, and their eigenvectors, which are columns. */
export interface Eigen {
  readonly values: Float64Array<ArrayBuffer>
  readonly vectors: Float64Array<ArrayBuffer>
}

const mostSweeps = 60

/**
 * Eigenvalues and eigenvectors of a symmetric n × n matrix, of which the lower triangle is read, by Jacobi's rotations
 * (Golub and Van Loan, 8.5). Signs may be others than NumPy's.
 *
 * @throws LinAlgError where an element is not finite
 */
export function eigh(a: Float64Array, n: number): Eigen {
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = a[i * n + j]!
      if (!Number.isFinite(value)) throw new LinAlgError("a matrix with NaN or infinities has no eigenvalues")
      matrix[i * n + j] = matrix[j * n + i] = value
    }
  }
  const vectors = identity(n)
  // Less than a rounding of the greatest element, and of all that it is added to.
  const limit = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 2 ** -58
  for (let sweep = 0, isDone = false; !isDone && sweep < mostSweeps; sweep++) {
    isDone = true
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) if (annihilate(matrix, vectors, n, p, q, limit)) isDone = false
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).toSorted((i, j) => matrix[i * (n + 1)]! - matrix[j * (n + 1)]!)
  const sorted = new Float64Array(n * n)
  for (const [to, from] of order.entries()) for (let i = 0; i < n; i++) sorted[i * n + to] = vectors[from * n + i]!
  return { values: Float64Array.from(order, (i) => matrix[i * (n + 1)]!), vectors: sorted }
}

/** Makes the element in row p and column q zero; false where it is one within `limit`. `vectors` has them in rows. */
function annihilate(
  matrix: Float64Array,
  vectors: Float64Array,
  n: number,
  p: number,
  q: number,
  limit: number,
): boolean {
  const off = matrix[p * n + q]!
  if (Math.abs(off) <= limit) return false
  const first = matrix[p * (n + 1)]!
  const second = matrix[q * (n + 1)]!
  const ratio = (second - first) / (2 * off)
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio))
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = cosine * tangent
  for (let i = 0; i < n; i++) {
    const a = matrix[p * n + i]!
    const b = matrix[q * n + i]!
    matrix[p * n + i] = cosine * a - sine * b
    matrix[q * n + i] = sine * a + cosine * b
    const v = vectors[p * n + i]!
    const w = vectors[q * n + i]!
    vectors[p * n + i] = cosine * v - sine * w
    vectors[q * n + i] = sine * v + cosine * w
  }
  // The matrix stays symmetric: columns are what the rows are, but where both meet.
  for (let i = 0; i < n; i++) {
    matrix[i * n + p] = matrix[p * n + i]!
    matrix[i * n + q] = matrix[q * n + i]!
  }
  matrix[p * (n + 1)] = first - tangent * off
  matrix[q * (n + 1)] = second + tangent * off
  matrix[p * n + q] = matrix[q * n + p] = 0
  return true
}
