import type { Elements } from "../dtype/index.ts"
import { copyAsFloat64, copyOf } from "./floats.ts"
import { radixSort, worthRadix } from "./radix.ts"

/**
 * Sorts elements where they are: ascending, -0 before 0, NaN last. It takes memory for two copies of them. What comes out
 * depends on the values alone, not on how they lay.
 */
export function sortInPlace(elements: Elements): void {
  if (elements.length < 2) return
  if (elements instanceof Uint8Array) countingSort(elements)
  else if (elements instanceof BigInt64Array || elements.length < worthRadix) elements.sort()
  else elements.set(sorted(elements))
}

/**
 * Sorts each row of `rowLength` elements where it is.
 *
 * @example
 * ```ts skip a fragment: the name is internal
 * const block = Float64Array.of(3, 1, 2, 9, 8, 7)
 * sortRows(block, 3) // 1, 2, 3, 7, 8, 9
 * ```
 */
export function sortRows(elements: Elements, rowLength: number): void {
  if (rowLength < 2) return
  // Rows of an array on the heap would each be a view with a lease.
  const own = copyOf(elements)
  for (let from = 0; from < own.length; from += rowLength) sortInPlace(own.subarray(from, from + rowLength))
  ;(elements as Float64Array).set(own as Float64Array)
}

/** In the order of their bits: below zero, zeros, above zero; and how many of each. */
function sorted(elements: Float64Array | Float32Array | Int32Array): Float64Array {
  let negatives = 0
  let nans = 0
  const copy = copyAsFloat64(elements)
  const { length } = copy
  for (let i = 0; i < length; i++) {
    const value = copy[i]!
    if (value < 0) negatives++
    else if (value !== value) nans++
  }
  const keys = new Float64Array(length)
  let below = 0
  let above = negatives
  let minusZeros = 0
  for (let i = 0; i < length; i++) {
    const value = copy[i]!
    if (value < 0) keys[below++] = value
    else if (value > 0) keys[above++] = value
    else if (value === 0) {
      if (1 / value < 0) minusZeros++
      keys[above++] = 0
    }
  }
  radixSort(keys, undefined, 0, negatives, true)
  radixSort(keys, undefined, negatives, length - nans, false)
  keys.fill(-0, negatives, negatives + minusZeros)
  return keys.fill(Number.NaN, length - nans)
}

function countingSort(elements: Uint8Array): void {
  const counts = new Float64Array(256)
  for (let i = 0; i < elements.length; i++) counts[elements[i]!]!++
  let at = 0
  for (let value = 0; value < 256; value++) {
    const next = at + counts[value]!
    elements.fill(value, at, next)
    at = next
  }
}
