/**
 * Arrays as programs have them: nothing is computed before `compute()`.
 *
 * ```ts skip a fragment: the names around it are internal
 * const x = lazy(nodeOf([1, 2, 3]))
 * await x.add(1).sum().compute() // 9
 * ```
 */
export { LazyArray, lazy } from "./lazy-array.ts"
export { compute, persist } from "./computing.ts"
export * from "./functions.ts"
export * from "./create.ts"
export { applyGufunc, blockwise, fromBlocks, mapBlocks, mapOverlap } from "./blocks.ts"
export type {
  BlockOptions,
  BlockResult,
  BlockwiseOptions,
  GufuncOptions,
  MapBlocksOptions,
  MapOverlapOptions,
} from "./blocks.ts"
export { fromNpy, fromZarr, store, toNpy, toZarr } from "./storage.ts"
export type { ToZarrOptions } from "./storage.ts"
export { random } from "./random.ts"
export type { ArrayRandom, ChoiceOptions } from "./random.ts"
export * from "./differences.ts"
export * from "./grids.ts"
export * from "./histograms.ts"
export * from "./joining.ts"
export * as linalg from "./linalg.ts"
export * from "./numbers.ts"
export * from "./indexing.ts"
export * from "./pad.ts"
export * from "./products.ts"
export * from "./sets.ts"
export * from "./sorting.ts"
export * from "./statistics.ts"
export * from "./applying.ts"
export * from "./bits.ts"
export * from "./polynomials.ts"
export * from "./types.ts"
export { expr } from "./expression.ts"
