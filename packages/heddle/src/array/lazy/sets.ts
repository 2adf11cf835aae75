import { normalizeAxis } from "../shape/index.ts"
import { nodeOf, sets, shaping } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

export interface UniqueOptions {
  /** Also where each value comes first. */
  readonly returnIndex?: boolean | undefined
  /** Also which of the values each element is. */
  readonly returnInverse?: boolean | undefined
  /** Also how often each value occurs. */
  readonly returnCounts?: boolean | undefined
  /** What lies along the others is compared as one. */
  readonly axis?: number | null | undefined
  /** false: each NaN is a value of its own. */
  readonly equalNan?: boolean | undefined
}

type Also<O, Name extends string> = O extends { readonly [N in Name]: true } ? [LazyArray] : []
type Asked<O> = [LazyArray, ...Also<O, "returnIndex">, ...Also<O, "returnInverse">, ...Also<O, "returnCounts">]
/** One array, or a list where more is asked for. */
export type UniqueResult<O> = Asked<O>["length"] extends 1 ? LazyArray : Asked<O>

/**
 * The different values, ascending; and what else is asked for, in a list behind it. How many there are is known only when
 * they are computed.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const [values, counts] = da.unique([2, 1, 2], { returnCounts: true })
 * const [a, b] = await da.compute(values, counts)
 * String(a) // => "[1. 2.]"
 * String(b) // => "[1 2]"
 * ```
 */
export function unique<O extends UniqueOptions = {}>(x: Operand, options?: O): UniqueResult<O>
export function unique(x: Operand, options: UniqueOptions = {}): LazyArray | LazyArray[] {
  const { returnIndex = false, returnInverse = false, returnCounts = false, axis, equalNan = true } = options
  const node = nodeOf(x)
  const all: LazyArray[] = []
  if (axis === undefined || axis === null) {
    const values = sets.uniqueValues(node, equalNan)
    all.push(lazy(values))
    if (returnIndex) all.push(lazy(sets.uniqueIndex(node, values)))
    if (returnInverse) all.push(lazy(sets.uniqueInverse(node, values)))
    if (returnCounts) all.push(lazy(sets.uniqueCounts(node, equalNan)))
  } else {
    const at = normalizeAxis(axis, node.shape.length)
    const rows = shaping.moveaxis(node, at, 0)
    all.push(lazy(shaping.moveaxis(sets.uniqueRows(rows, "rows"), 0, at)))
    if (returnIndex) all.push(lazy(sets.uniqueRows(rows, "firsts")))
    if (returnInverse) all.push(lazy(sets.uniqueRows(rows, "inverse")))
    if (returnCounts) all.push(lazy(sets.uniqueRows(rows, "counts")))
  }
  return all.length === 1 ? all[0]! : all
}

const apart = { equalNan: false } as const

/** The array API's names: each NaN is a value of its own. */
export function uniqueValues(x: Operand): LazyArray {
  return unique(x, apart)
}
export function uniqueCounts(x: Operand): { values: LazyArray; counts: LazyArray } {
  const [values, counts] = unique(x, { ...apart, returnCounts: true })
  return { values, counts }
}
export function uniqueInverse(x: Operand): { values: LazyArray; inverseIndices: LazyArray } {
  const [values, inverseIndices] = unique(x, { ...apart, returnInverse: true })
  return { values, inverseIndices }
}
export function uniqueAll(x: Operand): {
  values: LazyArray
  indices: LazyArray
  inverseIndices: LazyArray
  counts: LazyArray
} {
  const asked = { ...apart, returnIndex: true, returnInverse: true, returnCounts: true } as const
  const [values, indices, inverseIndices, counts] = unique(x, asked)
  return { values, indices, inverseIndices, counts }
}

type Pair = (a: Operand, b: Operand) => LazyArray

/** The values that are in one of both, or in both, ascending. */
export const union1d: Pair = (a, b) => lazy(sets.setOf("union1d", nodeOf(a), nodeOf(b)))
/** The values that are in both. */
export const intersect1d: Pair = (a, b) => lazy(sets.setOf("intersect1d", nodeOf(a), nodeOf(b)))
/** The values of the first that are not in the second. */
export const setdiff1d: Pair = (a, b) => lazy(sets.setOf("setdiff1d", nodeOf(a), nodeOf(b)))
/** The values that are in one alone. */
export const setxor1d: Pair = (a, b) => lazy(sets.setOf("setxor1d", nodeOf(a), nodeOf(b)))

/** Is each element among others? */
export function isin(x: Operand, tests: Operand, options: { readonly invert?: boolean } = {}): LazyArray {
  return lazy(sets.isin(nodeOf(x), nodeOf(tests), options.invert ?? false))
}
