/**
 * Plans as they run: memory for what stages make, threads for their tiles, one stage after the other.
 *
 * ```ts skip a fragment: the names around it are internal
 * const [result] = await compute([node], {})
 * ```
 */
export { config, settings } from "./config.ts"
export type { ArrayConfig } from "./config.ts"
export { compute, explain, pendingElements, visualize, write } from "./compute.ts"
export { on } from "./events.ts"
export type { ArrayEvents, SpillEvent, StageEndEvent, StageEvent } from "./events.ts"
export type { ComputeOptions, VisualizeOptions } from "./compute.ts"
export { pathOf, writeNpy, writeZarr } from "./writing.ts"
export type { ToZarrOptions } from "./writing.ts"
