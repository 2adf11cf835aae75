import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { castTo, later } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import type { DType } from "../dtype/index.ts"
import { NDArray } from "../ndarray/index.ts"
import * as order from "../order/index.ts"
import { shapeText } from "../shape/index.ts"
import { sum } from "./reductions.ts"
import { ofPieces } from "./rows.ts"
import { ravel } from "./shaping.ts"
import { toBigInts } from "./sorting.ts"

/** Edges of equal bins, from the least to the greatest element. */
export function edgesBetween(least: NDArray, greatest: NDArray, bins: number, dtype: DType): NDArray {
  const range = [Number(least.item()), Number(greatest.item())] as const
  return new NDArray(order.histogramEdges(bins, range, dtype, true), [bins + 1])
}

export function givenEdges(edges: NDArray): NDArray {
  return new NDArray(order.checkEdges(edges.flat() as Float64Array), edges.shape)
}

function countsRow(piece: NDArray, edges: NDArray, isUniform: boolean, weights?: NDArray): NDArray {
  const own = weights?.copy().data
  const counts = order.histogramPartial(piece.copy().data, edges.flat() as Float64Array, isUniform, own)
  return new NDArray(counts, [1, counts.length])
}

/** Counts of a piece of a list, as a row. */
export function countsOf(piece: NDArray, edges: NDArray, isUniform: boolean): NDArray {
  return countsRow(piece, edges, isUniform)
}

export function weighedCounts(piece: NDArray, weights: NDArray, edges: NDArray, isUniform: boolean): NDArray {
  return countsRow(piece, edges, isUniform, weights)
}

/** How many elements lie between edges, or the sum of their weights. */
export function histogram(node: Node, edges: Node, isUniform: boolean, weights: Node | undefined): Node {
  if (weights !== undefined && weights.shape.join() !== node.shape.join()) {
    throw new ShapeError(`weights of ${shapeText(weights.shape)} are not for ${shapeText(node.shape)}`)
  }
  const list = ravel(castTo(node, node.dtype === "int64" ? "float64" : node.dtype))
  const length = edges.shape[0]! - 1
  const inputs = weights === undefined ? [list, edges] : [list, ravel(castTo(weights, "float64")), edges]
  const fn = weights === undefined ? countsOf : weighedCounts
  const how = { length, dtype: "float64", settings: [isUniform], beside: weights === undefined ? 0 : 1 } as const
  const parts =
    ofPieces("histogram of pieces", fn, inputs as unknown as [Node, Node], how) ??
    later("histogram", fn, inputs, [isUniform], [1, length], "float64")
  const total = sum(parts, { axis: 0 })
  return weights === undefined ? castTo(total, "int64") : total
}

export function bincounted(x: NDArray, minlength: number, weights?: NDArray): NDArray {
  const counts = order.bincountPartial(x.copy().data, minlength, weights?.copy().data)
  if (weights !== undefined) return new NDArray(counts, [counts.length])
  const made = new BigInt64Array(counts.length)
  toBigInts(counts, made)
  return new NDArray(made, [counts.length])
}

export function bincountedWith(x: NDArray, weights: NDArray, minlength: number): NDArray {
  return bincounted(x, minlength, weights)
}

export function bincount(node: Node, weights: Node | undefined, minlength: number): Node {
  if (node.shape.length !== 1) throw new OptionError("x", "of one axis", node.shape)
  if (weights === undefined) return later("bincount", bincounted, [node], [minlength], [Number.NaN], "int64")
  const inputs = [node, castTo(weights, "float64")]
  return later("bincount", bincountedWith, inputs, [minlength], [Number.NaN], "float64")
}

/** Counts in boxes between the edges along each axis; `x` has a point in each row. */
export function countsInBoxes(x: NDArray, ...rest: (NDArray | boolean)[]): NDArray {
  const isWeighted = rest.pop() as boolean
  const weights = isWeighted ? (rest.pop() as NDArray).flat() : undefined
  const edges = (rest as NDArray[]).map((one) => one.flat() as Float64Array)
  const shape = edges.map(({ length }) => length - 1)
  const counts = new NDArray(new Float64Array(shape.reduce((a, b) => a * b, 1)), shape)
  const flat = x.flat() as Float64Array
  const rank = edges.length
  for (let i = 0; i < x.shape[0]!; i++) {
    let place = 0
    for (let axis = 0; axis < rank && place >= 0; axis++) {
      const own = edges[axis]!
      const value = flat[i * rank + axis]!
      const last = own.length - 1
      const bin = value === own[last] ? last - 1 : order.searchsorted(own, Float64Array.of(value), "right")[0]! - 1
      place = bin < 0 || bin >= last || Number.isNaN(value) ? -1 : place * last + bin
    }
    if (place >= 0) (counts.data as Float64Array)[place]! += weights === undefined ? 1 : Number(weights[i])
  }
  return counts
}

export function histogramdd(sample: Node, edges: readonly Node[], weights: Node | undefined): Node {
  const shape = edges.map((one) => one.shape[0]! - 1)
  const inputs = [castTo(sample, "float64"), ...edges, ...(weights === undefined ? [] : [castTo(weights, "float64")])]
  return later("histogramdd", countsInBoxes, inputs, [weights !== undefined], shape, "float64")
}
