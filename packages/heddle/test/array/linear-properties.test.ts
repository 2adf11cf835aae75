import assert from "node:assert/strict"
import test from "node:test"
import * as linear from "../../src/array/linear/index.ts"
import { randomNumbers } from "./numpy.ts"

const { multiply, transpose } = linear

function matrix(m: number, n: number, element: (i: number, j: number) => number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: m * n }, (_, at) => element(Math.floor(at / n), at % n))
}

/** Matrices that are hard in some way, each with its name. */
function* matrices(): Generator<[string, Float64Array<ArrayBuffer>, number, number]> {
  const random = randomNumbers(1)
  const any = (): number => random() * 2 - 1
  const sizes = [
    [0, 0],
    [0, 3],
    [3, 0],
    [1, 1],
    [1, 5],
    [5, 1],
    [4, 4],
    [30, 7],
    [7, 30],
    [33, 33],
    [200, 18],
  ] as const
  for (const [m, n] of sizes) yield [`random ${m} × ${n}`, matrix(m, n, any), m, n]
  yield ["Hilbert's", matrix(12, 12, (i, j) => 1 / (i + j + 1)), 12, 12]
  yield ["a tall one like Hilbert's", matrix(50, 12, (i, j) => 1 / (i + j + 1)), 50, 12]
  yield ["of rank 3", multiply(matrix(20, 3, any), 20, 3, matrix(3, 11, any), 11), 20, 11]
  yield ["zeros", matrix(6, 4, () => 0), 6, 4]
  yield ["ones", matrix(6, 5, () => 1), 6, 5]
  yield ["equal columns", matrix(9, 6, (i) => i + 1), 9, 6]
  yield ["a zero column", matrix(8, 5, (_, j) => (j === 2 ? 0 : any())), 8, 5]
  yield ["Kahan's", matrix(20, 20, (i, j) => 0.8 ** i * (i === j ? 1 : i < j ? -0.6 : 0)), 20, 20]
  yield ["huge", matrix(9, 5, () => any() * 1e300), 9, 5]
  yield ["tiny", matrix(9, 5, () => any() * 1e-300), 9, 5]
  yield ["of columns of all sizes", matrix(30, 8, (_, j) => any() * 10 ** (3 * j - 12)), 30, 8]
}

function greatest(a: Float64Array): number {
  return a.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
}

function assertNear(a: Float64Array, b: Float64Array, tolerance: number, what: string): void {
  assert.equal(a.length, b.length, what)
  for (let i = 0; i < a.length; i++) {
    assert.ok(Math.abs(a[i]! - b[i]!) <= tolerance, `${what}: element ${i} is ${a[i]}, not ${b[i]}`)
  }
}

/** The columns of an m × k matrix are of length 1 and at right angles. */
function assertOrthonormal(q: Float64Array, m: number, k: number, what: string): void {
  assertNear(multiply(transpose(q, m, k), k, m, q, k), linear.identity(k), 1e-13, `${what} is orthonormal`)
}

test("Q is orthonormal, R upper triangular, and their product the matrix", () => {
  for (const [name, a, m, n] of matrices()) {
    const k = Math.min(m, n)
    const { q, r } = linear.qr(a, m, n)
    assertOrthonormal(q, m, k, `Q of ${name}`)
    for (let i = 0; i < k; i++) for (let j = 0; j < Math.min(i, n); j++) assert.equal(r[i * n + j], 0)
    assertNear(multiply(q, m, k, r, n), a, 1e-13 * greatest(a), `QR of ${name}`)
    assert.deepEqual(linear.qrTriangle(a, m, n), r)
  }
})

test("R of stacked R's is R of the whole but for signs, for blocks of 0 and 1 rows too", () => {
  const random = randomNumbers(2)
  const n = 4
  const a = matrix(10, n, () => random() - 0.5)
  const stacked: number[] = []
  let from = 0
  for (const rows of [4, 0, 1, 0, 5]) {
    stacked.push(...linear.qrTriangle(a.subarray(from * n, (from + rows) * n), rows, n))
    from += rows
  }
  const twice = linear.qrTriangle(Float64Array.from(stacked), stacked.length / n, n)
  const once = linear.qrTriangle(a, 10, n)
  assertNear(twice.map(Math.abs), once.map(Math.abs), 1e-14, "R")
})

test("U and V are orthonormal, singular values descend, and their product is the matrix", () => {
  for (const [name, a, m, n] of matrices()) {
    const k = Math.min(m, n)
    const { u, s, vt } = linear.svd(a, m, n)
    assertOrthonormal(u, m, k, `U of ${name}`)
    assertOrthonormal(transpose(vt, k, n), n, k, `V of ${name}`)
    for (let i = 0; i < k; i++) assert.ok(s[i]! >= 0 && (i === 0 || s[i]! <= s[i - 1]!))
    const product = multiply(
      u.map((one, at) => one * s[at % k]!),
      m,
      k,
      vt,
      n,
    )
    assertNear(product, a, 1e-13 * greatest(a), `USV of ${name}`)
    assertNear(linear.singularValues(a, m, n), s, 1e-14 * greatest(s), `the values of ${name}`)
  }
})

test("singular values of very different columns are right to their last digits", () => {
  // Columns at right angles, of lengths that are known.
  const n = 6
  const { q } = linear.qr(
    matrix(20, n, (i, j) => Math.sin(i * n + j)),
    20,
    n,
  )
  const lengths = Float64Array.from({ length: n }, (_, j) => 10 ** (-15 * j))
  const s = linear.singularValues(
    q.map((one, at) => one * lengths[at % n]!),
    20,
    n,
  )
  for (let j = 0; j < n; j++) assert.ok(Math.abs(s[j]! / lengths[j]! - 1) < 1e-13, `${s[j]}`)
})

test("eigenvectors are orthonormal and give back the matrix", () => {
  for (const [name, b, m, n] of matrices()) {
    if (m !== n || m === 0) continue
    const turned = transpose(b, n, n)
    const a = b.map((one, i) => one + turned[i]!)
    const { values, vectors } = linear.eigh(a, n)
    assertOrthonormal(vectors, n, n, `the eigenvectors of ${name}`)
    const product = multiply(
      vectors.map((one, at) => one * values[at % n]!),
      n,
      n,
      transpose(vectors, n, n),
      n,
    )
    assertNear(product, a, 1e-13 * greatest(a), name)
    assert.deepEqual(
      [...values],
      [...values].toSorted((x, y) => x - y),
    )
  }
})

test("an element of a product is the sum of its products from the first on", () => {
  const random = randomNumbers(3)
  for (const [m, k, n] of [
    [0, 2, 3],
    [1, 1, 1],
    [4, 4, 4],
    [5, 9, 7],
    [9, 0, 4],
    [13, 3, 6],
    [8, 40, 12],
  ] as const) {
    const a = matrix(m, k, random)
    const b = matrix(k, n, random)
    const plain = matrix(m, n, (i, j) => {
      let sum = 0
      for (let p = 0; p < k; p++) sum += a[i * k + p]! * b[p * n + j]!
      return sum
    })
    assert.deepEqual(multiply(a, m, k, b, n), plain)
  }
})

test("factors of LU and of Cholesky give back the matrix", () => {
  const random = randomNumbers(4)
  for (const n of [0, 1, 2, 5, 40]) {
    const a = matrix(n, n, () => random() - 0.5)
    const { factors, rows } = linear.lu(a, n)
    const lower = matrix(n, n, (i, j) => (i === j ? 1 : i > j ? factors[i * n + j]! : 0))
    const upper = matrix(n, n, (i, j) => (i <= j ? factors[i * n + j]! : 0))
    const exchanged = matrix(n, n, (i, j) => a[rows[i]! * n + j]!)
    assertNear(multiply(lower, n, n, upper, n), exchanged, 1e-14, "LU")
    assertNear(multiply(a, n, n, linear.inv(a, n), n), linear.identity(n), 1e-11, "the inverse")
    const positive = multiply(a, n, n, transpose(a, n, n), n)
    for (let i = 0; i < n; i++) positive[i * (n + 1)]! += 1
    const l = linear.cholesky(positive, n)
    assertNear(multiply(l, n, n, transpose(l, n, n), n), positive, 1e-14 * Math.max(1, greatest(positive)), "Cholesky")
    assertNear(linear.solveTriangular(l, n, multiply(l, n, n, a, n), n, true), a, 1e-12, "a triangular system")
  }
})

test("what cannot be computed is refused, and says why", () => {
  const singular = Float64Array.of(1, 2, 2, 4)
  assert.throws(() => linear.solve(singular, 2, Float64Array.of(1, 1)), { code: "HEDDLE_LINALG", message: /singular/ })
  assert.throws(() => linear.inv(singular, 2), { code: "HEDDLE_LINALG" })
  assert.equal(linear.det(singular, 2), 0)
  assert.deepEqual(linear.slogdet(singular, 2), { sign: 0, logdet: Number.NEGATIVE_INFINITY })
  assert.throws(() => linear.cholesky(singular, 2), { code: "HEDDLE_LINALG", message: /positive definite/ })
  assert.throws(() => linear.svd(Float64Array.of(Number.NaN), 1, 1), { code: "HEDDLE_LINALG" })
  assert.throws(() => linear.eigh(Float64Array.of(Number.POSITIVE_INFINITY), 1), { code: "HEDDLE_LINALG" })
  assert.throws(() => linear.matrixNorm(singular, 2, 2, 3), { name: "OptionError", message: /`ord`/ })
})

test("what holds for an empty matrix is NumPy's", () => {
  const empty = new Float64Array(0)
  assert.equal(linear.det(empty, 0), 1)
  assert.equal(linear.matrixRank(empty, 0, 3), 0)
  assert.equal(linear.matrixNorm(empty, 0, 0, 2), 0)
  assert.deepEqual(linear.pinv(empty, 0, 3), empty)
})
