import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { castTo, later } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { histograms, nodeOf, reductions, shaping } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { histogramEdges } from "../order/index.ts"
import { asarray } from "./create.ts"
import { divide, stack } from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

export interface HistogramOptions {
  /** From where to where equal bins go. Default: from the least element to the greatest. */
  readonly range?: readonly [low: number, high: number] | undefined
  /** true: divided so that the integral over all bins is 1. */
  readonly density?: boolean | undefined
  /** How much each element counts. */
  readonly weights?: Operand | undefined
}

type Bins = number | Operand

function edgesOf(node: Node, bins: Bins, range: HistogramOptions["range"]): { edges: Node; isUniform: boolean } {
  if (typeof bins !== "number") {
    const given = castTo(nodeOf(bins), "float64")
    if (given.shape.length !== 1) throw new OptionError("bins", "a number, or edges of one axis", given.shape)
    return { edges: later("edges", histograms.givenEdges, [given], [], given.shape, "float64"), isUniform: false }
  }
  if (range !== undefined) return { edges: nodeOf(histogramEdges(bins, range, node.dtype)), isUniform: true }
  if (node.shape.includes(0)) return { edges: nodeOf(histogramEdges(bins, [0, 1], node.dtype)), isUniform: true }
  if (!Number.isInteger(bins) || bins < 1) throw new OptionError("bins", "an integer of 1 or more, or edges", bins)
  const ends = [reductions.min(node), reductions.max(node)]
  const edges = later("edges", histograms.edgesBetween, ends, [bins, node.dtype], [bins + 1], "float64")
  return { edges, isUniform: true }
}

/**
 * How many elements lie in each bin, and the edges of the bins. A bin has its lower edge; the last one has both.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const [counts, edges] = da.histogram([1, 2, 1, 4], 3)
 * const [a, b] = await da.compute(counts, edges)
 * String(a) // => "[2 1 1]"
 * String(b) // => "[1. 2. 3. 4.]"
 * ```
 */
export function histogram(
  x: Operand,
  bins: Bins = 10,
  options: HistogramOptions = {},
): [counts: LazyArray, edges: LazyArray] {
  const node = nodeOf(x)
  const { edges, isUniform } = edgesOf(node, bins, options.range)
  const weights = options.weights === undefined ? undefined : nodeOf(options.weights)
  const counts = lazy(histograms.histogram(node, edges, isUniform, weights))
  // Edges of float32 are of float32, as NumPy has them.
  const whole = lazy(typeof bins === "number" && node.dtype === "float32" ? castTo(edges, "float32") : edges)
  if (options.density !== true) return [counts, whole]
  return [divide(divide(counts, widths(whole)), counts.sum()), whole]
}

function widths(edges: LazyArray): LazyArray {
  return edges.slice([{ start: 1 }]).subtract(edges.slice([{ stop: -1 }]))
}

/** The edges alone. */
export function histogramBinEdges(x: Operand, bins: Bins = 10, options: HistogramOptions = {}): LazyArray {
  return lazy(edgesOf(nodeOf(x), bins, options.range).edges)
}

/** Counts of points in boxes, a row for each point; and the edges along each axis. */
export function histogramdd(
  sample: Operand,
  bins: number | readonly Bins[] = 10,
  options: Omit<HistogramOptions, "range"> & { readonly range?: readonly (readonly [number, number])[] } = {},
): [counts: LazyArray, edges: LazyArray[]] {
  const points = nodeOf(sample)
  if (points.shape.length !== 2) throw new ShapeError("points are rows of an array of two axes")
  const rank = points.shape[1]!
  const each = typeof bins === "number" ? Array.from({ length: rank }, () => bins) : bins
  if (each.length !== rank) throw new OptionError("bins", `one entry for each of ${rank} axes`, bins)
  const edges = each.map((one, axis) => edgesOf(shaping.slice(points, [{}, axis]), one, options.range?.[axis]).edges)
  const weights = options.weights === undefined ? undefined : nodeOf(options.weights)
  let counts = lazy(histograms.histogramdd(points, edges, weights))
  const all = edges.map((one) => lazy(one))
  if (options.density === true) {
    const total = counts.sum()
    for (const [axis, one] of all.entries()) {
      counts = divide(counts, widths(one).reshape(all.map((_, a) => (a === axis ? -1 : 1))))
    }
    counts = divide(counts, total)
  }
  return [counts, all]
}

/** Counts of points of the plane in boxes; and the edges along both axes. */
export function histogram2d(
  x: Operand,
  y: Operand,
  bins: number | readonly [Bins, Bins] = 10,
  options: Parameters<typeof histogramdd>[2] = {},
): [counts: LazyArray, xEdges: LazyArray, yEdges: LazyArray] {
  const [counts, edges] = histogramdd(stack([asarray(x), asarray(y)], 1), bins, options)
  return [counts, edges[0]!, edges[1]!]
}

/** How often 0, 1, 2, … occur; as long as the greatest needs, so the length is known only when it is computed. */
export function bincount(
  x: Operand,
  options: { readonly weights?: Operand; readonly minlength?: number } = {},
): LazyArray {
  const weights = options.weights === undefined ? undefined : nodeOf(options.weights)
  return lazy(histograms.bincount(nodeOf(x), weights, options.minlength ?? 0))
}
