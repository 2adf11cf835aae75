/**
 * NumPy's functions over nodes: what they check, what types they give, and which nodes they are made of.
 *
 * ```ts skip a fragment: the names around it are internal
 * const x = nodeOf([1, 2, 3])
 * mean(apply("multiply", x, 2), { keepdims: true }).shape // [1]
 * ```
 */
export { apply, clip, operands, round, where } from "./elementwise.ts"
export { axisOf } from "./axis.ts"
export type { AxisLike } from "./axis.ts"
export { known } from "./known.ts"
export { Holder, nodeOf } from "./operand.ts"
export type { Operand } from "./operand.ts"
export * as reductions from "./reductions.ts"
export type { AxisOptions, ReduceOptions, VarOptions } from "./reductions.ts"
export * as shaping from "./shaping.ts"
export * as creation from "./creation.ts"
export type { ArrayOptions, RandomOptions } from "./creation.ts"
export * as histograms from "./histograms.ts"
export * as indexing from "./indexing.ts"
export * as quantiles from "./quantiles.ts"
export type { QuantileOptions } from "./quantiles.ts"
export * as sets from "./sets.ts"
export * as sorting from "./sorting.ts"
export { einsum } from "./einsum.ts"
export * as products from "./products.ts"
export type { TensordotAxes } from "./products.ts"
export * as joining from "./joining.ts"
export * as convolving from "./convolve.ts"
export * as matrices from "./matrices.ts"
export { isTall, tallQr } from "./tsqr.ts"
export { diff } from "./differences.ts"
