import type { Elements } from "../dtype/index.ts"
import { copyAsFloat64, copyOf } from "./floats.ts"
import { radixSort, worthRadix } from "./radix.ts"

/**
 * Which element comes first, second, … in ascending order, NaN last. Equal ones stay in their order (NumPy's
 * `kind="stable"`); so do 0 and -0, which are equal here, and all NaN.
 */
export function argsort(elements: Elements): Int32Array<ArrayBuffer> {
  if (elements instanceof BigInt64Array) return argsortIntegers(copyOf(elements) as BigInt64Array<ArrayBuffer>)
  return argsortNumbers(copyAsFloat64(elements))
}

/** The same for each row of `rowLength` elements; indices count from the row's start. */
export function argsortRows(elements: Elements, rowLength: number): Int32Array<ArrayBuffer> {
  const own = copyOf(elements)
  const all = new Int32Array(own.length)
  if (rowLength === 0) return all
  for (let from = 0; from < own.length; from += rowLength) all.set(argsort(own.subarray(from, from + rowLength)), from)
  return all
}

function argsortNumbers(values: Float64Array): Int32Array<ArrayBuffer> {
  const { length } = values
  let negatives = 0
  let nans = 0
  for (let i = 0; i < length; i++) {
    const value = values[i]!
    if (value < 0) negatives++
    else if (value !== value) nans++
  }
  const keys = new Float64Array(length)
  const order = new Int32Array(length)
  let below = 0
  let above = negatives
  let last = length - nans
  for (let i = 0; i < length; i++) {
    const value = values[i]!
    if (value < 0) {
      keys[below] = value
      order[below++] = i
    } else if (value >= 0) {
      keys[above] = value === 0 ? 0 : value
      order[above++] = i
    } else order[last++] = i
  }
  sortPart(keys, order, 0, negatives, true)
  sortPart(keys, order, negatives, length - nans, false)
  return order
}

function sortPart(
  keys: Float64Array<ArrayBuffer>,
  order: Int32Array<ArrayBuffer>,
  from: number,
  to: number,
  isNegative: boolean,
): void {
  if (to - from >= worthRadix) radixSort(keys, order, from, to, isNegative)
  else mergeSort(keys, order, from, to)
}

/** Runs of eight by insertion, then merged two and two. */
function mergeSort(keys: Float64Array, order: Int32Array, from: number, to: number): void {
  for (let start = from; start < to; start += 8) insertionSort(keys, order, start, Math.min(start + 8, to))
  const length = to - from
  if (length <= 8) return
  const leftKeys = new Float64Array(length)
  const leftOrder = new Int32Array(length)
  for (let run = 8; run < length; run *= 2) {
    for (let start = from; start + run < to; start += 2 * run) {
      const middle = start + run
      const end = Math.min(middle + run, to)
      if (keys[middle - 1]! <= keys[middle]!) continue
      for (let i = start; i < middle; i++) {
        leftKeys[i - start] = keys[i]!
        leftOrder[i - start] = order[i]!
      }
      let left = 0
      let right = middle
      for (let at = start; left < run; at++) {
        const takesRight = right < end && keys[right]! < leftKeys[left]!
        keys[at] = takesRight ? keys[right]! : leftKeys[left]!
        order[at] = takesRight ? order[right++]! : leftOrder[left++]!
      }
    }
  }
}

function insertionSort(keys: Float64Array, order: Int32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const key = keys[i]!
    const index = order[i]!
    let at = i
    for (; at > from && keys[at - 1]! > key; at--) {
      keys[at] = keys[at - 1]!
      order[at] = order[at - 1]!
    }
    keys[at] = key
    order[at] = index
  }
}

/** By four digits of 16 bits, moving the indices alone. The sign bit turned round puts bits in the order of the integers. */
function argsortIntegers(values: BigInt64Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const { length } = values
  const words = new Uint32Array(values.buffer)
  let order = new Int32Array(length)
  for (let i = 0; i < length; i++) order[i] = i
  let target = new Int32Array(length)
  const counts = new Uint32Array(65_536)
  for (let digit = 0; digit < 4; digit++) {
    const half = digit >> 1
    const shift = 16 * (digit & 1)
    const flip = digit === 3 ? 0x8000 : 0
    counts.fill(0)
    for (let i = half; i < words.length; i += 2) counts[((words[i]! >>> shift) & 0xffff) ^ flip]!++
    if (length > 0 && counts[((words[half]! >>> shift) & 0xffff) ^ flip] === length) continue
    let sum = 0
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i]!
      counts[i] = sum
      sum += count
    }
    for (let i = 0; i < length; i++) {
      const index = order[i]!
      target[counts[((words[2 * index + half]! >>> shift) & 0xffff) ^ flip]!++] = index
    }
    ;[order, target] = [target, order]
  }
  return order
}
