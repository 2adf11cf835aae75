import { OptionError } from "../../core/errors/index.ts"
import { arrayOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { castTo, later } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { cast, NDArray } from "../ndarray/index.ts"
import * as order from "../order/index.ts"
import { normalizeAxis } from "../shape/index.ts"
import { alongAxis, ofElements, ofPieces } from "./rows.ts"
import type { RowFunction } from "./rows.ts"
import { ravel } from "./shaping.ts"

/** Rows one after the other, in memory of their own. */
export function ownRows(block: NDArray): { readonly rows: Elements; readonly length: number } {
  return { rows: block.copy().data, length: block.shape.at(-1)! }
}

/** An array of rows of another length, as a function of each row fills them. */
export function eachRow(
  block: NDArray,
  length: number,
  dtype: DType,
  fill: (row: Elements, target: Elements) => void,
): NDArray {
  const { rows, length: own } = ownRows(block)
  const shape = [...block.shape.slice(0, -1), length]
  const count = shape.slice(0, -1).reduce((a, b) => a * b, 1)
  const made = arrayOf(dtype, count * length)
  for (let i = 0; i < count; i++)
    fill(rows.subarray(i * own, (i + 1) * own), made.subarray(i * length, (i + 1) * length))
  return new NDArray(made, shape, { dtype })
}

export function sortedRows(block: NDArray): NDArray {
  const own = block.copy()
  order.sortRows(own.data, block.shape.at(-1)!)
  return own
}

/** Integers as int64. */
export function toBigInts(from: Int32Array | Float64Array | readonly number[], to: Elements): void {
  const list = ArrayBuffer.isView(from) ? from : Float64Array.from(from)
  to.set(cast(list, list instanceof Int32Array ? "int32" : "float64", "int64") as never)
}

export function argsortedRows(block: NDArray): NDArray {
  return eachRow(block, block.shape.at(-1)!, "int64", (row, target) => toBigInts(order.argsort(row), target))
}

export function topRows(block: NDArray, k: number): NDArray {
  const length = Math.min(Math.abs(k), block.shape.at(-1)!)
  return eachRow(block, length, block.dtype, (row, target) => {
    target.set(order.topkPartial(row, k).values as never)
  })
}

export function argtopRows(block: NDArray, k: number): NDArray {
  const length = Math.min(Math.abs(k), block.shape.at(-1)!)
  return eachRow(block, length, "int64", (row, target) => toBigInts(order.topkPartial(row, k).indices, target))
}

/** The axis, or all elements as one. */
function lined(node: Node, axis: number | null): readonly [Node, number] {
  return axis === null ? [ravel(node), 0] : [node, normalizeAxis(axis, node.shape.length)]
}

function ordered(name: string, fn: RowFunction, node: Node, axis: number | null, dtype: DType): Node {
  const [own, at] = lined(node, axis)
  return alongAxis(name, fn, own, at, { length: own.shape[at]!, dtype })
}

export function sort(node: Node, axis: number | null): Node {
  return ordered("sort", sortedRows, node, axis, node.dtype)
}

export function argsort(node: Node, axis: number | null): Node {
  return ordered("argsort", argsortedRows, node, axis, "int64")
}

/** @throws OptionError where k is 0 or no integer */
function checkCount(k: number): void {
  if (!Number.isInteger(k) || k === 0) throw new OptionError("k", "an integer that is not 0", k)
}

export function topk(node: Node, k: number, axis: number): Node {
  checkCount(k)
  const at = normalizeAxis(axis, node.shape.length)
  const length = Math.min(Math.abs(k), node.shape[at]!)
  // Of a long list the best of each piece, then the best of these.
  const parts =
    node.shape.length === 1
      ? ofPieces("topk of pieces", topPiece, [node], {
          length,
          dtype: node.dtype,
          settings: [Math.sign(k) * length],
        })
      : undefined
  return alongAxis("topk", topRows, parts === undefined ? node : ravel(parts), at, {
    length,
    dtype: node.dtype,
    settings: [k],
  })
}

/** The best of a piece, as a row. */
export function topPiece(piece: NDArray, k: number): NDArray {
  return new NDArray(order.topkPartial(piece.copy().data, k).values, [1, Math.abs(k)], { dtype: piece.dtype })
}

export function argtopk(node: Node, k: number, axis: number): Node {
  checkCount(k)
  const at = normalizeAxis(axis, node.shape.length)
  const length = Math.min(Math.abs(k), node.shape[at]!)
  return alongAxis("argtopk", argtopRows, node, at, { length, dtype: "int64", settings: [k] })
}

/** Places in a sorted list. */
export function searchSorted(list: NDArray, values: NDArray, side: "left" | "right"): NDArray {
  const found = new BigInt64Array(values.size)
  toBigInts(order.searchsorted(list.copy().data, values.flat(), side), found)
  return new NDArray(found, values.shape)
}

export function searchsorted(list: Node, values: Node, side: unknown): Node {
  if (side !== "left" && side !== "right") throw new OptionError("side", '"left" or "right"', side)
  if (list.shape.length !== 1) throw new OptionError("a", "of one axis", list.shape)
  // Elements of two types are compared as numbers.
  const [own, sought] =
    list.dtype === values.dtype ? [list, values] : [castTo(list, "float64"), castTo(values, "float64")]
  return ofElements("searchsorted", searchSorted, [own, sought], { cut: 1, dtype: "int64", settings: [side] })
}

export function digitized(values: NDArray, bins: NDArray, right: boolean): NDArray {
  const found = new BigInt64Array(values.size)
  toBigInts(order.digitize(values.flat(), bins.flat(), right), found)
  return new NDArray(found, values.shape)
}

export function digitize(values: Node, bins: Node, right: boolean): Node {
  if (bins.shape.length !== 1) throw new OptionError("bins", "of one axis", bins.shape)
  return ofElements("digitize", digitized, [values, bins], { cut: 0, dtype: "int64", settings: [right] })
}

/** Indices by several keys, the last of which counts most. */
export function lexsorted(keys: NDArray): NDArray {
  const [count, length] = [keys.shape[0]!, keys.shape[1]!]
  const flat = keys.flat()
  let places = Int32Array.from({ length }, (_, i) => i)
  for (let key = 0; key < count; key++) {
    const row = flat.subarray(key * length, (key + 1) * length)
    const turned = arrayOf(keys.dtype, length)
    for (let i = 0; i < length; i++) turned[i] = row[places[i]!]!
    const before = places
    places = order.argsort(turned).map((at) => before[at]!)
  }
  const found = new BigInt64Array(length)
  toBigInts(places, found)
  return new NDArray(found, [length])
}

export function lexsort(keys: Node): Node {
  if (keys.shape.length !== 2) throw new OptionError("keys", "lists of one axis", keys.shape)
  return later("lexsort", lexsorted, [keys], [], [keys.shape[1]!], "int64")
}
