import type { Elements } from "../dtype/index.ts"
import { copyOf, zerosLike } from "./floats.ts"
import { sortInPlace } from "./sort.ts"

/** The different values, ascending, and how often each occurs. NaN is one value, and the last; 0 and -0 are one, given as 0. */
export interface Unique<E extends Elements = Elements> {
  readonly values: E
  readonly counts: Float64Array<ArrayBuffer>
}

/** The different values of one tile. */
export function uniquePartial<E extends Elements>(elements: E): Unique<E> {
  const sorted = copyOf(elements)
  sortInPlace(sorted)
  // Both loops are the same: one of them would see elements of two kinds, and be slow for both.
  return sorted instanceof BigInt64Array
    ? (runsOfIntegers(sorted) as Unique<E>)
    : (runs(sorted as Float64Array) as Unique<E>)
}

/** The different values of several tiles. */
export function uniqueMerge<E extends Elements>(partials: readonly Unique<E>[]): Unique<E> {
  if (partials.length === 0) throw new RangeError("there are no partial results to merge")
  let level = partials
  while (level.length > 1) {
    const next: Unique<E>[] = []
    for (let i = 0; i < level.length; i += 2)
      next.push(i + 1 < level.length ? mergeTwo(level[i]!, level[i + 1]!) : level[i]!)
    level = next
  }
  return level[0]!
}

function runs(sorted: Float64Array): Unique<Float64Array> {
  const { length } = sorted
  const counts = new Float64Array(length)
  let found = -1
  for (let i = 0; i < length; i++) {
    const value = sorted[i]!
    // `+ 0` makes -0 a 0.
    if (found >= 0 && (value === sorted[found] || (isNaN(value) && isNaN(sorted[found]!)))) counts[found]!++
    else {
      sorted[++found] = value + 0
      counts[found] = 1
    }
  }
  return { values: trimmed(sorted, found + 1), counts: counts.slice(0, found + 1) }
}

function runsOfIntegers(sorted: BigInt64Array): Unique<BigInt64Array> {
  const { length } = sorted
  const counts = new Float64Array(length)
  let found = -1
  for (let i = 0; i < length; i++) {
    const value = sorted[i]!
    if (found >= 0 && value === sorted[found]) counts[found]!++
    else {
      sorted[++found] = value
      counts[found] = 1
    }
  }
  return { values: trimmed(sorted, found + 1), counts: counts.slice(0, found + 1) }
}

function mergeTwo<E extends Elements>(a: Unique<E>, b: Unique<E>): Unique<E> {
  const [left, right] = [a.values as Float64Array, b.values as Float64Array]
  const values = zerosLike(left, left.length + right.length)
  const counts = new Float64Array(values.length)
  let i = 0
  let j = 0
  let at = 0
  for (; i < left.length && j < right.length; at++) {
    const order = compare(left[i]!, right[j]!)
    values[at] = order <= 0 ? left[i]! : right[j]!
    counts[at] = (order <= 0 ? a.counts[i]! : 0) + (order >= 0 ? b.counts[j]! : 0)
    if (order <= 0) i++
    if (order >= 0) j++
  }
  for (; i < left.length; i++, at++) {
    values[at] = left[i]!
    counts[at] = a.counts[i]!
  }
  for (; j < right.length; j++, at++) {
    values[at] = right[j]!
    counts[at] = b.counts[j]!
  }
  return { values: trimmed(values as E, at), counts: counts.slice(0, at) }
}

/** NaN is above all, and equal to itself. */
function compare(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number(isNaN(a)) - Number(isNaN(b))
}

/** `Number.isNaN` of a bigint would be false as well; this compares it, as the loops above do. */
function isNaN(value: number): boolean {
  return value !== value
}

function trimmed<E extends Elements>(values: E, length: number): E {
  return length === values.length ? values : (values.slice(0, length) as E)
}
