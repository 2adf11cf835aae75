import { OptionError } from "../../core/errors/index.ts"
import type { DType } from "../dtype/index.ts"

/**
 * The edges of equal bins over a range, to the bit as NumPy's `histogram_bin_edges` computes them for data of a type. A range
 * of no width is widened by a half on either side.
 *
 * @param isOfData whether the range is the least and the greatest element, and not given: of float32, NumPy then computes
 *   with float32 throughout
 * @throws OptionError where the range is not finite or runs backwards, or has too few numbers for so many bins
 */
export function histogramEdges(
  bins: number,
  range: readonly [number, number],
  dtype: DType = "float64",
  isOfData: boolean = false,
): Float64Array<ArrayBuffer> {
  if (!Number.isInteger(bins) || bins < 1) throw new OptionError("bins", "an integer of 1 or more, or edges", bins)
  let [first, last] = range
  if (!Number.isFinite(first) || !Number.isFinite(last) || first > last)
    throw new OptionError("range", "two finite numbers, the second not below the first", range)
  if (first === last) {
    first -= 0.5
    last += 0.5
  }
  const isFloat32 = dtype === "float32"
  const edges = linear(first, last, bins, isFloat32 && isOfData ? Math.fround : (value) => value)
  if (isFloat32) for (let i = 0; i <= bins; i++) edges[i] = Math.fround(edges[i]!)
  for (let i = 0; i < bins; i++) {
    if (edges[i]! >= edges[i + 1]!)
      throw new OptionError("bins", `fewer: too many for the range ${first} to ${last}`, bins)
  }
  return edges
}

/** NumPy's `linspace`, with each result rounded. */
function linear(
  first: number,
  last: number,
  bins: number,
  round: (value: number) => number,
): Float64Array<ArrayBuffer> {
  const edges = new Float64Array(bins + 1)
  const width = round(last - first)
  const step = round(width / bins)
  for (let i = 0; i <= bins; i++) {
    const distance = step === 0 ? round(round(i / bins) * width) : round(i * step)
    edges[i] = round(distance + first)
  }
  edges[bins] = last
  return edges
}

/** Edges that were given. @throws OptionError where there are less than two, or one is below the one before it */
export function checkEdges(edges: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const own = Float64Array.from(edges)
  if (own.length < 2) throw new OptionError("bins", "at least two edges", own.length)
  for (let i = 1; i < own.length; i++) {
    if (!(own[i]! >= own[i - 1]!))
      throw new OptionError("bins", "edges none of which is below the one before it", own[i])
  }
  return own
}
