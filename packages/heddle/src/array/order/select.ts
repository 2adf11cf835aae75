import type { Elements } from "../dtype/index.ts"
import { copyAsFloat64 } from "./floats.ts"
import { sortInPlace } from "./sort.ts"

/**
 * Moves elements so that the one at `k` is what a sort would put there, none before it is greater and none after it less;
 * NaN last. The number of steps grows with the length alone, for any data (int64 are sorted instead).
 */
export function select(elements: Elements, k: number): void {
  if (elements instanceof Float64Array) selectBetween(elements, 0, notNaN(elements) - 1, k)
  else if (elements instanceof BigInt64Array || elements instanceof Uint8Array) sortInPlace(elements)
  else {
    const copy = copyAsFloat64(elements)
    select(copy, k)
    elements.set(copy)
  }
}

/** The same for several `k`, ascending. */
export function selectAll(elements: Elements, ks: ArrayLike<number>): void {
  if (ks.length > 4 || !(elements instanceof Float64Array)) {
    if (ks.length === 1) select(elements, ks[0]!)
    else sortInPlace(elements)
    return
  }
  const end = notNaN(elements)
  let from = 0
  for (let i = 0; i < ks.length; i++) {
    selectBetween(elements, from, end - 1, ks[i]!)
    from = ks[i]! + 1
  }
}

/** Moves NaN to the end; how many others there are. */
function notNaN(elements: Float64Array): number {
  let end = elements.length
  for (let i = 0; i < end;) {
    const value = elements[i]!
    if (value === value) i++
    else {
      elements[i] = elements[--end]!
      elements[end] = value
    }
  }
  return end
}

/**
 * Floyd and Rivest's SELECT (Algorithm 489, 1975): a pivot out of a sample makes the part that is left small at once.
 * Where the data defeats it and much more has been read than there is, what is left is sorted by its digits.
 */
function selectBetween(elements: Float64Array, first: number, last: number, k: number): void {
  const budget = { left: 16 * (last - first + 1) + 1024 }
  narrow(elements, first, last, k, budget)
}

function narrow(elements: Float64Array, first: number, last: number, k: number, budget: { left: number }): void {
  let left = first
  let right = last
  while (right > left && k >= left && k <= right) {
    const n = right - left + 1
    budget.left -= n
    if (budget.left < 0) {
      sortInPlace(elements.subarray(left, right + 1))
      return
    }
    if (n > 600) {
      const i = k - left + 1
      const z = Math.log(n)
      const s = 0.5 * Math.exp((2 * z) / 3)
      const spread = 0.5 * Math.sqrt((z * s * (n - s)) / n) * (i < n / 2 ? -1 : 1)
      const from = Math.max(left, Math.floor(k - (i * s) / n + spread))
      const to = Math.min(right, Math.floor(k + ((n - i) * s) / n + spread))
      narrow(elements, from, to, k, budget)
    }
    const pivot = elements[k]!
    let i = left
    let j = right
    swap(elements, left, k)
    if (elements[right]! > pivot) swap(elements, left, right)
    while (i < j) {
      swap(elements, i, j)
      i++
      j--
      while (elements[i]! < pivot) i++
      while (elements[j]! > pivot) j--
    }
    if (elements[left] === pivot) swap(elements, left, j)
    else swap(elements, ++j, right)
    if (j <= k) left = j + 1
    if (k <= j) right = j - 1
  }
}

function swap(elements: Float64Array, i: number, j: number): void {
  const held = elements[i]!
  elements[i] = elements[j]!
  elements[j] = held
}
