import { OptionError } from "../../core/errors/index.ts"
import type { Elements } from "../dtype/index.ts"
import { asFloat64 } from "./floats.ts"

/**
 * Where each value would have to be put among sorted elements to keep them sorted: before equal ones, or with `"right"` after
 * them. NaN is above all. An int64 among numbers is compared as a number, as NumPy does.
 */
export function searchsorted(
  sorted: Elements,
  values: Elements,
  side: "left" | "right" = "left",
): Int32Array<ArrayBuffer> {
  const places = new Int32Array(values.length)
  if (sorted instanceof BigInt64Array && values instanceof BigInt64Array) {
    // Compared as they are: numbers would round them.
    const search = (side === "left" ? searchLeft : searchRight) as unknown as IntegerSearch
    for (let i = 0; i < places.length; i++) places[i] = search(sorted, values[i]!)
    return places
  }
  const [among, sought] = [asFloat64(sorted), asFloat64(values)]
  if (side === "left") for (let i = 0; i < places.length; i++) places[i] = searchLeft(among, sought[i]!)
  else for (let i = 0; i < places.length; i++) places[i] = searchRight(among, sought[i]!)
  return places
}

type IntegerSearch = (sorted: BigInt64Array, value: bigint) => number

/** How many elements are less. */
export function searchLeft(sorted: Float64Array, value: number): number {
  // Of NaN: how many are numbers.
  if (value !== value) return searchRight(sorted, Infinity)
  let at = 0
  // A product in place of a branch, which would be guessed wrong every other time.
  for (let left = sorted.length; left > 1;) {
    const half = left >>> 1
    at += half * Number(sorted[at + half - 1]! < value)
    left -= half
  }
  return at + Number(sorted[at]! < value)
}

/** How many elements are less or equal. */
export function searchRight(sorted: Float64Array, value: number): number {
  if (value !== value) return sorted.length
  let at = 0
  for (let left = sorted.length; left > 1;) {
    const half = left >>> 1
    at += half * Number(sorted[at + half - 1]! <= value)
    left -= half
  }
  return at + Number(sorted[at]! <= value)
}

/**
 * In which bin each value lies: the number of edges that are not above it (`right`: that are below it), counted from the end
 * where the edges descend. @throws OptionError where they do neither
 */
export function digitize(values: Elements, bins: Elements, right: boolean = false): Int32Array<ArrayBuffer> {
  const side = right ? "left" : "right"
  const edges = asFloat64(bins)
  if (isAscending(edges)) return searchsorted(edges, values, side)
  const turned = edges.toReversed()
  if (!isAscending(turned)) throw new OptionError("bins", "edges that ascend, or that descend", [...edges])
  const places = searchsorted(turned, values, side)
  for (let i = 0; i < places.length; i++) places[i] = edges.length - places[i]!
  return places
}

function isAscending(edges: Float64Array): boolean {
  for (let i = 1; i < edges.length; i++) if (!(edges[i]! >= edges[i - 1]!)) return false
  return true
}

/** 1 for each value that is among sorted elements, else 0. NaN is not among any, as it equals nothing. */
export function isin(values: Elements, sortedTests: Elements): Uint8Array<ArrayBuffer> {
  const found = new Uint8Array(values.length)
  if (values instanceof BigInt64Array && sortedTests instanceof BigInt64Array) {
    const tests = new Set(sortedTests)
    for (let i = 0; i < found.length; i++) found[i] = tests.has(values[i]!) ? 1 : 0
    return found
  }
  const [sought, tests] = [asFloat64(values), asFloat64(sortedTests)]
  for (let i = 0; i < found.length; i++) {
    const value = sought[i]!
    found[i] = tests[searchLeft(tests, value)] === value ? 1 : 0
  }
  return found
}

/**
 * Values of the function that goes in straight lines through the points (x, y), x ascending (NumPy's `interp`): before the
 * first `left`, after the last `right`, which are the values there unless given. NaN of NaN.
 *
 * @throws OptionError where there are no points, or not as many x as y
 */
export function interpolate(
  values: Elements,
  x: Float64Array,
  y: Float64Array,
  left: number = y[0] ?? Number.NaN,
  right: number = y.at(-1) ?? Number.NaN,
): Float64Array<ArrayBuffer> {
  if (x.length === 0 || x.length !== y.length) throw new OptionError("x", `points, as many as y: ${y.length}`, x.length)
  const sought = asFloat64(values)
  const last = x.length - 1
  const results = new Float64Array(sought.length)
  for (let i = 0; i < results.length; i++) {
    const value = sought[i]!
    const at = searchRight(x, value) - 1
    if (value !== value) results[i] = value
    else if (at < 0) results[i] = left
    else if (at === last) results[i] = value === x[last] ? y[last]! : right
    else results[i] = x[at] === value ? y[at]! : between(value, x[at]!, x[at + 1]!, y[at]!, y[at + 1]!)
  }
  return results
}

/** Where one end is infinite the line is followed from the other, as NumPy does. */
function between(value: number, x0: number, x1: number, y0: number, y1: number): number {
  const slope = (y1 - y0) / (x1 - x0)
  const result = slope * (value - x0) + y0
  if (!Number.isNaN(result)) return result
  const other = slope * (value - x1) + y1
  return Number.isNaN(other) && y0 === y1 ? y0 : other
}
