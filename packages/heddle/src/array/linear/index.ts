/**
 * Linear algebra of small dense matrices: Float64Arrays of their rows one after the other, with their sizes beside them.
 * Plain functions that run anywhere; what they give depends on the matrix alone. Large matrices are decomposed by calling
 * these on their blocks.
 *
 * ```ts skip a fragment: the names are internal
 * const { q, r } = qr(Float64Array.of(3, 4), 2, 1) // r is -5, q is -0.6, -0.8
 * solve(Float64Array.of(2, 0, 0, 4), 2, Float64Array.of(2, 2)) // 1, 0.5
 * ```
 */
export { eigh } from "./eigh.ts"
export type { Eigen } from "./eigh.ts"
export { identity, multiply, transpose } from "./multiply.ts"
export { matrixNorm, matrixRank, pinv, vectorNorm } from "./norm.ts"
export type { MatrixNorm } from "./norm.ts"
export { qr, qrTriangle } from "./qr.ts"
export type { QR } from "./qr.ts"
export { cholesky, det, inv, lu, slogdet, solve, solveTriangular } from "./solve.ts"
export type { LU } from "./solve.ts"
export { singularValues, svd } from "./svd.ts"
export type { SVD } from "./svd.ts"
