import { arrayOf, promote } from "../dtype/index.ts"
import { blocks, castTo, later } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { NDArray } from "../ndarray/index.ts"
import * as order from "../order/index.ts"
import { ofElements, pieces, rangeOf } from "./rows.ts"
import { ravel } from "./shaping.ts"
import { sort, sortedRows, toBigInts } from "./sorting.ts"

const unknown = Number.NaN
/** Elements of a piece that is sorted by itself. */
const pieceLength = 262_144

/** A list in pieces each of which is sorted: by all threads where it is long. */
function inSortedPieces(node: Node): Node {
  const list = ravel(node)
  const length = list.shape[0]!
  if (!(length > pieceLength)) return list
  const sizes = pieces(length, pieceLength)
  return blocks({
    name: "sort of pieces",
    fn: sortedRows,
    inputs: [list],
    shape: [length],
    dtype: node.dtype,
    chunks: [sizes],
    parts: [{ axes: [rangeOf(sizes)] }],
    args: [],
    isTyped: true,
    trim: undefined,
  })
}

function uniqueOf(x: NDArray): order.Unique {
  const own = x.copy().data
  return order.uniqueMerge(
    pieces(own.length, pieceLength).map((size, i) =>
      order.uniquePartial(own.subarray(i * pieceLength, i * pieceLength + size)),
    ),
  )
}

/** Unlike in `order`, where NaN is one value, each can be one of its own. */
export function differentValues(x: NDArray, equalNan: boolean): NDArray {
  const { values, counts } = uniqueOf(x)
  const nans = equalNan || values.length === 0 || !isNan(values.at(-1)) ? 1 : counts.at(-1)!
  if (nans === 1) return new NDArray(values, [values.length], { dtype: x.dtype })
  const whole = arrayOf(x.dtype, values.length + nans - 1).fill(Number.NaN as never)
  whole.set(values as never)
  return new NDArray(whole, [whole.length], { dtype: x.dtype })
}

function isNan(value: number | bigint | undefined): boolean {
  return Number.isNaN(value)
}

export function differentCounts(x: NDArray, equalNan: boolean): NDArray {
  const { values, counts } = uniqueOf(x)
  const nans = equalNan || !isNan(values.at(-1)) ? 0 : counts.at(-1)!
  const list = nans === 0 ? counts : Float64Array.from([...counts.slice(0, -1), ...new Float64Array(nans).fill(1)])
  const made = new BigInt64Array(list.length)
  toBigInts(list, made)
  return new NDArray(made, [made.length])
}

/** Where each value comes first. */
export function firstPlaces(x: NDArray, values: NDArray): NDArray {
  const places = new Float64Array(values.size).fill(-1)
  for (const [i, at] of inverseOf(x, values).entries()) if (places[at] === -1) places[at] = i
  const made = new BigInt64Array(places.length)
  toBigInts(places, made)
  return new NDArray(made, [made.length])
}

/** Which of the values each element is. NaN that are values of their own are given out in their order. */
function inverseOf(x: NDArray, values: NDArray): Int32Array {
  const flat = x.flat()
  const found = order.searchsorted(values.copy().data, flat)
  const last = values.size - 1
  let nans = 0
  if (isNan(flat.length > 0 ? values.data.at(-1) : 0) && last > 0 && isNan(values.data[last - 1])) {
    for (let i = 0; i < flat.length; i++) if (isNan(flat[i])) found[i]! += nans++
  }
  return found
}

export function inversePlaces(x: NDArray, values: NDArray): NDArray {
  const made = new BigInt64Array(x.size)
  toBigInts(inverseOf(x, values), made)
  return new NDArray(made, x.shape)
}

export function uniqueValues(node: Node, equalNan: boolean): Node {
  return later("unique", differentValues, [inSortedPieces(node)], [equalNan], [unknown], node.dtype)
}

export function uniqueCounts(node: Node, equalNan: boolean): Node {
  return later("counts of unique", differentCounts, [inSortedPieces(node)], [equalNan], [unknown], "int64")
}

export function uniqueIndex(node: Node, values: Node): Node {
  return later("index of unique", firstPlaces, [ravel(node), values], [], [unknown], "int64")
}

export function uniqueInverse(node: Node, values: Node): Node {
  return later("inverse of unique", inversePlaces, [node, values], [], node.shape, "int64")
}

/** Rows by their numbers: of all, the different ones in order, with the first place of each, and which each row is. */
interface DifferentRows {
  readonly firsts: readonly number[]
  readonly counts: readonly number[]
  readonly inverse: readonly number[]
}

function differentRowsOf(x: NDArray): DifferentRows {
  const count = x.shape[0]!
  const length = count === 0 ? 0 : x.size / count
  const flat = x.flat()
  const compare = (i: number, j: number): number => {
    for (let at = 0; at < length; at++) {
      const [a, b] = [flat[i * length + at]!, flat[j * length + at]!]
      if (a < b) return -1
      if (a > b) return 1
    }
    return 0
  }
  const places = Array.from({ length: count }, (_, i) => i).toSorted(compare)
  const firsts: number[] = []
  const counts: number[] = []
  const inverse = Array.from({ length: count }, () => 0)
  for (const at of places) {
    if (firsts.length === 0 || compare(firsts.at(-1)!, at) !== 0) {
      firsts.push(at)
      counts.push(0)
    }
    counts[counts.length - 1]!++
    inverse[at] = firsts.length - 1
  }
  return { firsts, counts, inverse }
}

/** Of rows: "rows" themselves, or a list about them. */
export function uniqueRowsOf(x: NDArray, what: "rows" | "firsts" | "counts" | "inverse"): NDArray {
  const found = differentRowsOf(x)
  if (what !== "rows") {
    const made = new BigInt64Array(found[what].length)
    toBigInts(found[what], made)
    return new NDArray(made, [made.length])
  }
  const rest = x.shape.slice(1)
  const length = rest.reduce((a, b) => a * b, 1)
  const flat = x.flat()
  const made = arrayOf(x.dtype, found.firsts.length * length)
  for (const [i, at] of found.firsts.entries()) {
    made.set(flat.subarray(at * length, (at + 1) * length) as never, i * length)
  }
  return new NDArray(made, [found.firsts.length, ...rest], { dtype: x.dtype })
}

export function uniqueRows(node: Node, what: "rows" | "firsts" | "counts" | "inverse"): Node {
  if (what === "rows") {
    return later("unique rows", uniqueRowsOf, [node], [what], [unknown, ...node.shape.slice(1)], node.dtype)
  }
  const length = what === "inverse" ? node.shape[0]! : unknown
  return later(`${what} of unique rows`, uniqueRowsOf, [node], [what], [length], "int64")
}

type SetName = "union1d" | "intersect1d" | "setdiff1d" | "setxor1d"

/** Two sets, as lists in which each value may occur more than once. */
export function combinedSets(a: NDArray, b: NDArray, name: SetName): NDArray {
  const [left, right] = [uniqueOf(a).values, uniqueOf(b).values]
  if (name === "union1d") {
    const both = arrayOf(a.dtype, left.length + right.length)
    both.set(left as never)
    both.set(right as never, left.length)
    const { values } = order.uniquePartial(both)
    return new NDArray(values, [values.length], { dtype: a.dtype })
  }
  const [inRight, inLeft] = [order.isin(left, right), order.isin(right, left)]
  const kept: (number | bigint)[] = []
  for (let i = 0; i < left.length; i++) if ((inRight[i] === 1) === (name === "intersect1d")) kept.push(left[i]!)
  if (name === "setxor1d") for (let i = 0; i < right.length; i++) if (inLeft[i] === 0) kept.push(right[i]!)
  const made = arrayOf(a.dtype, kept.length)
  for (const [i, value] of kept.entries()) made[i] = value
  if (name === "setxor1d") return sortedRows(new NDArray(made, [made.length], { dtype: a.dtype }))
  return new NDArray(made, [made.length], { dtype: a.dtype })
}

export function setOf(name: SetName, a: Node, b: Node): Node {
  const dtype = name === "setdiff1d" ? a.dtype : promote(a.dtype, b.dtype)
  const both = promote(a.dtype, b.dtype)
  const made = later(name, combinedSets, [castTo(ravel(a), both), castTo(ravel(b), both)], [name], [unknown], both)
  return castTo(made, dtype)
}

export function presentIn(x: NDArray, tests: NDArray, invert: boolean): NDArray {
  const found = order.isin(x.flat(), tests.copy().data)
  if (invert) for (let i = 0; i < found.length; i++) found[i] = 1 - found[i]!
  return new NDArray(found, x.shape, { dtype: "bool" })
}

export function isin(node: Node, tests: Node, invert: boolean): Node {
  const both = promote(node.dtype, tests.dtype)
  const inputs = [castTo(node, both), sort(castTo(tests, both), null)]
  return ofElements("isin", presentIn, inputs, { cut: 0, dtype: "bool", settings: [invert] })
}
