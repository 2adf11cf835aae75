import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { castTo } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { isTall, matrices, nodeOf, shaping, tallQr } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { shapeText } from "../shape/index.ts"
import { asarray, eye } from "./create.ts"
import { divide, expandDims, square, sum } from "./functions.ts"
import { matrixTranspose } from "./joining.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"
import { matmul } from "./products.ts"
import { random } from "./random.ts"

export { diagonal } from "./functions.ts"
export { matrixTranspose } from "./joining.ts"
export { cross, matmul, outer, tensordot, vecdot } from "./products.ts"
export { trace } from "./grids.ts"
export { multiDot } from "./multi-dot.ts"
export { matrixNorm, norm, vectorNorm } from "./norms.ts"

/** Elements that are decomposed as one matrix, in one thread. More take minutes. */
const mostElements = 16_777_216

/** The whole of a matrix, if it is not too large. */
function wholeOf(x: Operand, name: string, isSquare: boolean = false): Node {
  const node = nodeOf(x)
  const own = matrices.matrixOf(node, name, isSquare)
  const [m, n] = own.shape.slice(-2) as [number, number]
  if (m * n > mostElements) {
    throw new ShapeError(`${name} of a matrix of ${m} x ${n} is too much for one thread`, {
      hint: "matrices that are tall, 10 times higher than wide and more, go in blocks of rows; svdCompressed() finds some singular values of any",
    })
  }
  return node
}

/**
 * Q, whose columns are orthonormal, and the upper triangular R, whose product is the matrix. Tall matrices are decomposed in
 * blocks of rows, on all threads.
 *
 * @throws ShapeError where it is no matrix, or one that is large both ways
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.random.random([1000, 3], { seed: 1 })
 * const [q, r] = da.linalg.qr(x)
 * await da.allclose(da.matmul(q, r), x).compute() // => true
 * ```
 */
export function qr(x: Operand, mode: "reduced" = "reduced"): [q: LazyArray, r: LazyArray] {
  if (mode !== "reduced") throw new OptionError("mode", '"reduced"', mode)
  const node = nodeOf(x)
  const own = matrices.matrixOf(node, "qr")
  const [m, n] = own.shape.slice(-2) as [number, number]
  if (own.shape.length === 2 && isTall(m, n)) {
    const [q, r] = tallQr(own)
    return [lazy(castTo(q, matrices.resultType(node))), lazy(castTo(r, matrices.resultType(node)))]
  }
  const k = Math.min(m, n)
  const [q, r] = matrices.partsOf(wholeOf(x, "qr"), "qr", [
    [m, k],
    [k, n],
  ])
  return [lazy(q!), lazy(r!)]
}

/**
 * U, the singular values, which descend, and V transposed, each reduced to as many as the lesser side. Tall matrices go in
 * blocks of rows, and wide ones as those turned over.
 */
export function svd(
  x: Operand,
  options: { readonly fullMatrices?: false } = {},
): [u: LazyArray, s: LazyArray, vt: LazyArray] {
  if ((options.fullMatrices as boolean | undefined) === true) {
    throw new OptionError("fullMatrices", "false", true, { hint: "u and vt are reduced, as dask.array's" })
  }
  const node = matrices.matrixOf(nodeOf(x), "svd")
  const [m, n] = node.shape.slice(-2) as [number, number]
  if (node.shape.length === 2 && isTall(n, m)) {
    const [u, s, vt] = svd(lazy(nodeOf(x)).T)
    return [vt.T, s, u.T]
  }
  if (node.shape.length === 2 && isTall(m, n)) {
    const [q, r] = qr(x)
    const [u, s, vt] = svd(r)
    return [matmul(q, u), s, vt]
  }
  const k = Math.min(m, n)
  const parts = matrices.partsOf(wholeOf(x, "svd"), "svd", [[m, k], [k], [k, n]])
  return parts.map((one) => lazy(one)) as [LazyArray, LazyArray, LazyArray]
}
/** The singular values alone. */
export function svdvals(x: Operand): LazyArray {
  const [m, n] = matrices.matrixOf(nodeOf(x), "svdvals").shape.slice(-2) as [number, number]
  const isLong = nodeOf(x).shape.length === 2 && (isTall(m, n) || isTall(n, m))
  if (isLong) return svd(x)[1]
  return lazy(matrices.partsOf(wholeOf(x, "svdvals"), "singular", [[Math.min(m, n)]])[0]!)
}

export interface SvdCompressedOptions {
  /** More make small singular values more exact. Default: 0. */
  readonly nPowerIter?: number
  /** Directions beyond those that are asked for. Default: 10. */
  readonly nOversamples?: number
  readonly seed?: number
}

/**
 * The `k` greatest singular values, nearly, and their vectors, of a matrix of any size (Halko, Martinsson and Tropp 2011). The
 * same seed gives the same.
 */
export function svdCompressed(
  x: Operand,
  k: number,
  options: SvdCompressedOptions = {},
): [u: LazyArray, s: LazyArray, vt: LazyArray] {
  const { nPowerIter = 0, nOversamples = 10, seed } = options
  const own = lazy(matrices.matrixOf(nodeOf(x), "svdCompressed"))
  const [m, n] = own.shape as [number, number]
  if (!Number.isInteger(k) || k < 1 || k > Math.min(m, n))
    throw new OptionError("k", `an integer from 1 to ${Math.min(m, n)}`, k)
  const count = Math.min(k + nOversamples, m, n)
  const directions = random.normal(0, 1, [n, count], { seed })
  let range = matmul(own, directions)
  for (let time = 0; time < nPowerIter; time++) range = matmul(own, qr(matmul(own.T, qr(range)[0]))[0])
  const [q] = qr(range)
  const [u, s, vt] = svd(matmul(q.T, own))
  const first = [{ stop: k }]
  return [matmul(q, u).slice([{}, ...first]), s.slice(first), vt.slice(first)]
}

/** The inverse. @throws LinAlgError when it is computed, where a matrix is singular */
export function inv(x: Operand): LazyArray {
  const node = wholeOf(x, "inv", true)
  return lazy(matrices.partsOf(node, "inv", [node.shape.slice(-2)])[0]!)
}
/** The pseudo-inverse of Moore and Penrose. */
export function pinv(x: Operand, options: { readonly rcond?: number; readonly rtol?: number } = {}): LazyArray {
  const node = wholeOf(x, "pinv")
  const [m, n] = node.shape.slice(-2) as [number, number]
  const rcond = options.rcond ?? options.rtol ?? 1e-15
  return lazy(matrices.partsOf(node, "pinv", [[n, m]], rcond)[0]!)
}
export function det(x: Operand): LazyArray {
  return lazy(matrices.partsOf(wholeOf(x, "det", true), "det", [[]])[0]!)
}
/** The determinant's sign, and the logarithm of its magnitude. */
export function slogdet(x: Operand): [sign: LazyArray, logabsdet: LazyArray] {
  const [sign, logabsdet] = matrices.partsOf(wholeOf(x, "slogdet", true), "slogdet", [[], []])
  return [lazy(sign!), lazy(logabsdet!)]
}
/** The lower triangular L, whose product with its transpose is the matrix. @throws LinAlgError when it is computed */
export function cholesky(x: Operand, options: { readonly upper?: boolean } = {}): LazyArray {
  const node = wholeOf(x, "cholesky", true)
  const own = options.upper === true ? shaping.swapaxes(node, -1, -2) : node
  const lower = lazy(matrices.partsOf(own, "cholesky", [node.shape.slice(-2)])[0]!)
  return options.upper === true ? matrixTranspose(lower) : lower
}
/** Eigenvalues of symmetric matrices, ascending, and their eigenvectors, which are columns. */
export function eigh(x: Operand, uplo: "L" | "U" = "L"): [eigenvalues: LazyArray, eigenvectors: LazyArray] {
  const node = wholeOf(x, "eigh", true)
  const n = node.shape.at(-1)!
  const [values, vectors] = matrices.partsOf(node, "eigh", [[n], [n, n]], uplo)
  return [lazy(values!), lazy(vectors!)]
}
export function eigvalsh(x: Operand, uplo: "L" | "U" = "L"): LazyArray {
  return eigh(x, uplo)[0]
}

/** X of A X = B; a list is one column. @throws LinAlgError when it is computed, where a matrix is singular */
export function solve(a: Operand, b: Operand): LazyArray {
  const node = wholeOf(a, "solve", true)
  const right = nodeOf(b)
  const isList = right.shape.length === 1
  const columns = isList ? shaping.expandDims(right, -1) : right
  const n = node.shape.at(-1)!
  if (columns.shape.at(-2) !== n) {
    throw new ShapeError(`solve of ${shapeText(node.shape)} and ${shapeText(right.shape)}`, {
      hint: `b must have ${n} rows`,
    })
  }
  const before = broadcastBefore(node, columns)
  const own = shaping.broadcastTo(castTo(node, "float64"), [...before, n, n])
  const x = lazy(matrices.solve(own, shaping.broadcastTo(columns, [...before, n, columns.shape.at(-1)!])))
  const typed = x.astype(matrices.resultType(node, right))
  return isList ? typed.squeeze(-1) : typed
}

function broadcastBefore(a: Node, b: Node): readonly number[] {
  return a.shape.length >= b.shape.length ? a.shape.slice(0, -2) : b.shape.slice(0, -2)
}

/** The same, where only a triangle of A counts. SciPy's and Dask's. */
export function solveTriangular(
  a: Operand,
  b: Operand,
  options: { readonly lower?: boolean; readonly unitDiagonal?: boolean } = {},
): LazyArray {
  const node = wholeOf(a, "solveTriangular", true)
  const right = nodeOf(b)
  if (right.shape[0] !== node.shape[0])
    throw new ShapeError(`solveTriangular of ${shapeText(node.shape)} and ${shapeText(right.shape)}`)
  const { lower = false, unitDiagonal = false } = options
  return lazy(matrices.solveTriangular(castTo(node, "float64"), right, lower, unitDiagonal))
}

/** The X that leaves least of A X - B, the squares that are left, the rank, and the singular values. */
export function lstsq(
  a: Operand,
  b: Operand,
  options: { readonly rcond?: number } = {},
): [x: LazyArray, residuals: LazyArray, rank: LazyArray, s: LazyArray] {
  const own = lazy(matrices.matrixOf(nodeOf(a), "lstsq"))
  const right = asarray(b).astype("float64")
  const [m, n] = own.shape as [number, number]
  if (right.shape[0] !== m) throw new ShapeError(`lstsq of ${shapeText(own.shape)} and ${shapeText(right.shape)}`)
  const [u, s, vt] = svd(own)
  const least = s.max().multiply(options.rcond ?? Math.max(m, n) * 2 ** -52)
  const rank = sum(s.greater(least))
  const columns = right.ndim === 1 ? expandDims(right, 1) : right
  const factors = expandDims(divide(1, s).where(s.greater(least), 0), 1)
  const x = matmul(vt.T, matmul(u.T, columns).multiply(factors))
  const squares = sum(square(matmul(own, x).subtract(columns)), { axis: 0 })
  const left = m > n ? lazy(matrices.residuals(squares.node, rank.node, n)) : asarray(new Float64Array(0))
  return [right.ndim === 1 ? x.squeeze(1) : x, left, rank, s]
}

/** How many singular values are not 0, but for rounding. */
export function matrixRank(x: Operand, options: { readonly tol?: number } = {}): LazyArray {
  const node = nodeOf(x)
  if (node.shape.length < 2) return lazy(node).notEqual(0).any().astype("int64")
  return lazy(matrices.partsOf(wholeOf(x, "matrixRank"), "rank", [[]], options.tol)[0]!).astype("int64")
}
/** The product of a matrix with itself, `n` times; of its inverse, where n is below 0. */
export function matrixPower(x: Operand, n: number): LazyArray {
  const own = asarray(x)
  matrices.matrixOf(own.node, "matrixPower", true)
  if (!Number.isInteger(n)) throw new OptionError("n", "an integer", n)
  if (n < 0) return matrixPower(inv(own), -n)
  const size = own.shape.at(-1)!
  if (n === 0) return lazy(shaping.broadcastTo(eye(size, { dtype: own.dtype }).node, own.shape))
  let result: LazyArray | undefined
  let square = own
  for (let left = n; ; square = matmul(square, square)) {
    if (left % 2 === 1) result = result === undefined ? square : matmul(result, square)
    left = Math.floor(left / 2)
    if (left === 0) return result!
  }
}
/** How much errors can grow: the greatest singular value over the least, or the product of two other norms. */
export function cond(x: Operand, p?: "fro" | "nuc" | number | null): LazyArray {
  const node = wholeOf(x, "cond")
  if (p === undefined || p === null || p === 2 || p === -2) {
    const s = svdvals(x)
    const [first, last] = [s.slice(["...", 0]), s.slice(["...", -1])]
    return p === -2 ? divide(last, first) : divide(first, last)
  }
  const order = matrices.checkNorm(p)
  const size = (one: Node): LazyArray => lazy(matrices.partsOf(one, "norm", [[]], order)[0]!)
  return size(node).multiply(size(inv(x).node))
}
