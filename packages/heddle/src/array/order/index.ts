/**
 * What needs the order of elements: sorts, quantiles, the greatest, different values, histograms, places in sorted lists.
 * Plain functions of typed arrays. Those of a tile (`…Partial`, `countTile`, `gatherTile`) run anywhere; merged in the order
 * of the tiles they give what they would give of the whole, however it was cut (of weights but for rounding).
 *
 * ```ts skip a fragment: the names are internal
 * const halves = [uniquePartial(Float64Array.of(2, 1)), uniquePartial(Float64Array.of(2, 3))]
 * uniqueMerge(halves) // values 1, 2, 3; counts 1, 2, 1
 * ```
 */
export { argsort, argsortRows } from "./argsort.ts"
export { bincountMerge, bincountPartial } from "./bincount.ts"
export { checkEdges, histogramEdges } from "./edges.ts"
export { withoutNaN } from "./floats.ts"
export { histogramDensity, histogramMerge, histogramPartial } from "./histogram.ts"
export { medianAt, medianOf, quantileOf, quantilePlaces, quantilesAt, ranksOf } from "./quantiles.ts"
export type { QuantileMethod, QuantilePlaces } from "./quantiles.ts"
export { digitize, interpolate, isin, searchsorted } from "./search.ts"
export { select, selectAll } from "./select.ts"
export {
  advance,
  candidatesOf,
  countTile,
  finishSelection,
  gatherTile,
  isSettled,
  lengthsOf,
  mergeCounts,
  startSelection,
} from "./selection.ts"
export type { Selection } from "./selection.ts"
export { sortInPlace, sortRows } from "./sort.ts"
export { topkMerge, topkPartial } from "./topk.ts"
export type { TopK } from "./topk.ts"
export { uniqueMerge, uniquePartial } from "./unique.ts"
export type { Unique } from "./unique.ts"
