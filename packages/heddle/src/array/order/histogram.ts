import { OptionError } from "../../core/errors/index.ts"
import type { Elements } from "../dtype/index.ts"
import { asFloat64 } from "./floats.ts"
import { searchRight } from "./search.ts"

/**
 * How many elements of a tile lie in each bin, or the sum of their weights in the order of the elements. A bin has its lower
 * edge; the last one has both. What lies outside, and NaN, is in none.
 *
 * @param edges in ascending order
 * @param isUniform whether they are what `histogramEdges` gives: the bin is then computed, and put right where rounding
 *   has missed it, as NumPy does
 */
export function histogramPartial(
  elements: Elements,
  edges: Float64Array,
  isUniform: boolean,
  weights?: Elements,
): Float64Array<ArrayBuffer> {
  const values = asFloat64(elements)
  const heavy = weights && asFloat64(weights)
  if (heavy && heavy.length !== values.length)
    throw new OptionError("weights", `of ${values.length} elements`, heavy.length)
  const counts = new Float64Array(edges.length - 1)
  if (isUniform) countUniform(values, edges, heavy, counts)
  else countAny(values, edges, heavy, counts)
  return counts
}

/** The sums of several tiles, from the first tile on; see `bincountMerge`. */
export function histogramMerge(partials: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(partials[0]?.length ?? 0)
  for (const partial of partials) for (let i = 0; i < counts.length; i++) counts[i]! += partial[i]!
  return counts
}

/** Counts as a density: its integral over all bins is 1. */
export function histogramDensity(counts: Float64Array, edges: Float64Array): Float64Array<ArrayBuffer> {
  let sum = 0
  for (let i = 0; i < counts.length; i++) sum += counts[i]!
  const density = new Float64Array(counts.length)
  for (let i = 0; i < counts.length; i++) density[i] = counts[i]! / (edges[i + 1]! - edges[i]!) / sum
  return density
}

function countUniform(
  values: Float64Array,
  edges: Float64Array,
  weights: Float64Array | undefined,
  counts: Float64Array,
): void {
  const bins = counts.length
  const first = edges[0]!
  const last = edges[bins]!
  const width = last - first
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value >= first && value <= last)) continue
    let bin = Math.floor(((value - first) / width) * bins)
    if (bin === bins) bin--
    if (value < edges[bin]!) bin--
    else if (bin !== bins - 1 && value >= edges[bin + 1]!) bin++
    counts[bin]! += weights === undefined ? 1 : weights[i]!
  }
}

function countAny(
  values: Float64Array,
  edges: Float64Array,
  weights: Float64Array | undefined,
  counts: Float64Array,
): void {
  const bins = counts.length
  const first = edges[0]!
  const last = edges[bins]!
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value >= first && value <= last)) continue
    const bin = value === last ? bins - 1 : searchRight(edges, value) - 1
    counts[bin]! += weights === undefined ? 1 : weights[i]!
  }
}
