/**
 * Calls that are not made yet: `parallel` makes many of them at once, as joblib does; as arguments of each other they
 * are a graph, as in dask.delayed.
 *
 * ```ts
 * import { delayed, parallel } from "heddle/parallel"
 * const square = (x: number) => x * x
 * await parallel({ nJobs: 2 })([1, 2, 3].map((x) => delayed(square)(x))) // [1, 4, 9]
 * await delayed(Math.max)(delayed(square)(2), delayed(square)(3)).compute() // 9
 * ```
 */
export { compute, visualize } from "./compute.ts"
export { parallelConfig } from "./config.ts"
export { Delayed, delayed } from "./delayed.ts"
export type { Computed, DelayedOptions, DelayedParts, Lazy, LazyArgs } from "./delayed-types.ts"
export { failedCall } from "./failed-call.ts"
export type { FailedCall } from "./failed-call.ts"
export type { ComputeOptions, VisualizeOptions } from "./graph/index.ts"
export { parallel } from "./parallel.ts"
export type { Parallel, ParallelResult } from "./parallel.ts"
export type { ParallelOptions, ReturnAs, RunOptions } from "./settings.ts"
