/**
 * Graphs of delayed calls: planned depth first, fused where one call needs nothing but the one before, run on a pool so
 * that large results stay in the worker that made them, and drawn. README.md tells the states.
 *
 * ```ts skip a fragment: the names around it are internal
 * const [five] = await computeGraph([delayed(add)(delayed(inc)(1), 3)], { nJobs: 2 })
 * ```
 */
export { computeGraph, computeHere, runGraph } from "./compute.ts"
export type { ComputeOptions } from "./compute.ts"
export { hasCalls } from "./template.ts"
export { drawGraph } from "./draw.ts"
export type { VisualizeOptions } from "./draw.ts"
