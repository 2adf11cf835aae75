/**
 * Each verb of a frame, as a function from relations to a relation. Names are checked here, at the call, where the columns
 * are known.
 *
 * ```ts skip a fragment: the names around it are internal
 * dropped(node, ["a"]) // the same without a column
 * ```
 */
export { assigned, dropped, renamed, selected } from "./projecting.ts"
export type { Named } from "./projecting.ts"
export { conditionOf, exploded, filtered, sampled, tailed, withoutDuplicates, withoutNulls } from "./choosing.ts"
export { aggregated, described, grouped, reduced, valueCounts } from "./reducing.ts"
export type { AggSpec, GroupOptions, Keys } from "./reducing.ts"
export { concatenated, merged } from "./joining.ts"
export type { MergeOptions } from "./joining.ts"
export { melted, pivoted } from "./reshaping.ts"
export type { MeltOptions, PivotOptions } from "./reshaping.ts"
export { filledNulls, ofTypes } from "./changing.ts"
export { qualified } from "./row-order.ts"
export { sorted } from "./sorting.ts"
export type { SortOptions } from "./sorting.ts"
export { checkedNames, checkNames, checkText, listOf } from "./checks.ts"
