import { arrayOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { elementOf, keyBits, keyBlock, makeKeys, makeScratch, readKeys } from "./keys.ts"
import type { Keys } from "./keys.ts"
import { sortInPlace } from "./sort.ts"

/**
 * A search for the elements at some ranks of data that are read several times, tile by tile, and never sorted. Each pass
 * counts the elements by the next bits of their keys, and thereby settles those bits of the elements sought: they lie in
 * groups of elements whose keys begin alike. Plain data, which can be sent to workers. The order is that of `sortInPlace`.
 */
export interface Selection {
  readonly dtype: DType
  /** How many bits of the keys the groups share. */
  readonly known: number
  /** How many bits the next pass settles; 0: all are known. */
  readonly digit: number
  /** The bits that the elements of each group share, at the upper end; ascending. */
  readonly high: Uint32Array<ArrayBuffer>
  readonly low: Uint32Array<ArrayBuffer>
  /** How many elements come before those of the group. */
  readonly below: Float64Array<ArrayBuffer>
  /** How many elements each group has. */
  readonly size: Float64Array<ArrayBuffer>
  /** What is sought, and in which group it is. */
  readonly ranks: Float64Array<ArrayBuffer>
  readonly groupOf: Int32Array<ArrayBuffer>
}

/** Of all groups together in a pass. */
const mostCounters = 2 ** 18

/** Before the first pass nothing has to be known, not even how many elements there are. */
export function startSelection(dtype: DType): Selection {
  return {
    dtype,
    known: 0,
    digit: 16,
    high: new Uint32Array(1),
    low: new Uint32Array(1),
    below: new Float64Array(1),
    size: new Float64Array(1).fill(Number.POSITIVE_INFINITY),
    ranks: new Float64Array(0),
    groupOf: new Int32Array(0),
  }
}

/** What a tile adds to the counters of a pass. Those of all tiles are added up by `mergeCounts`, in any order. */
export function countTile(selection: Selection, elements: Elements): Float64Array<ArrayBuffer> {
  const { dtype, known, digit, high, low } = selection
  const counts = new Float64Array(high.length * 2 ** digit)
  const keys = makeKeys()
  const scratch = makeScratch(dtype)
  const first = known === 0 ? undefined : firstOfEach(high)
  for (let from = 0; from < elements.length; from += keyBlock) {
    const block = elements.subarray(from, from + keyBlock)
    readKeys(dtype, block, scratch, keys)
    if (first === undefined) for (let i = 0; i < block.length; i++) counts[keys.high[i]! >>> 16]!++
    else countBlock(keys, block.length, selection, first, low, counts)
  }
  return counts
}

function countBlock(
  keys: Keys,
  length: number,
  { known, digit, high }: Selection,
  first: Int32Array,
  low: Uint32Array,
  counts: Float64Array,
): void {
  const word = known < 32 ? keys.high : keys.low
  const shift = 32 - (known % 32) - digit
  const mask = 2 ** digit - 1
  for (let i = 0; i < length; i++) {
    const upper = keys.high[i]!
    if (first[upper >>> 16] === -1) continue
    const group = groupAt(known, high, low, first, upper, keys.low[i]!)
    if (group !== -1) counts[group * (mask + 1) + ((word[i]! >>> shift) & mask)]!++
  }
}

/** Of the groups, the first whose keys have the same 16 bits at the upper end; -1: none. */
function firstOfEach(high: Uint32Array): Int32Array {
  const first = new Int32Array(65_536).fill(-1)
  for (let group = high.length - 1; group >= 0; group--) first[high[group]! >>> 16] = group
  return first
}

function groupAt(
  known: number,
  high: Uint32Array,
  low: Uint32Array,
  first: Int32Array,
  upper: number,
  lower: number,
): number {
  const group = first[upper >>> 16]!
  if (group === -1 || known === 16) return group
  const highMask = known >= 32 ? -1 : -1 << (32 - known)
  const lowMask = known > 32 ? -1 << (64 - known) : 0
  for (let at = group; at < high.length && high[at]! >>> 16 === upper >>> 16; at++) {
    if ((((high[at]! ^ upper) & highMask) | ((low[at]! ^ lower) & lowMask)) === 0) return at
  }
  return -1
}

/** Adds the counters of a tile to those of others, and gives these. */
export function mergeCounts(into: Float64Array, counts: Float64Array): Float64Array {
  for (let i = 0; i < into.length; i++) into[i]! += counts[i]!
  return into
}

/** After the first pass: how many elements there are, and how many of them are NaN, which come last. */
export function lengthsOf(
  selection: Selection,
  counts: Float64Array,
): { readonly length: number; readonly nans: number } {
  const isFloat = selection.dtype === "float64" || selection.dtype === "float32"
  let length = 0
  for (let i = 0; i < counts.length; i++) length += counts[i]!
  return { length, nans: isFloat ? counts.at(-1)! : 0 }
}

/** The selection after a pass. The first time, `ranks` says what is sought: ascending, each once, below the length. */
export function advance(
  selection: Selection,
  counts: Float64Array,
  ranks: Float64Array<ArrayBuffer> = selection.ranks,
): Selection {
  const { dtype, known, digit } = selection
  const width = 2 ** digit
  const groups: { high: number; low: number; below: number; size: number }[] = []
  const groupOf = new Int32Array(ranks.length)
  let before = -1
  let at = 0
  let below = 0
  for (let i = 0; i < ranks.length; i++) {
    const group = known === 0 ? 0 : selection.groupOf[i]!
    if (group !== before) {
      at = group * width
      below = selection.below[group]!
    }
    const isNew = group !== before || ranks[i]! >= below + counts[at]!
    before = group
    while (ranks[i]! >= below + counts[at]!) below += counts[at++]!
    if (isNew) {
      const [high, low] = withDigit(selection, group, at % width)
      groups.push({ high, low, below, size: counts[at]! })
    }
    groupOf[i] = groups.length - 1
  }
  return {
    dtype,
    known: known + digit,
    digit: nextDigit(dtype, known + digit, groups.length),
    high: Uint32Array.from(groups, (group) => group.high),
    low: Uint32Array.from(groups, (group) => group.low),
    below: Float64Array.from(groups, (group) => group.below),
    size: Float64Array.from(groups, (group) => group.size),
    ranks,
    groupOf,
  }
}

function withDigit({ known, digit, high, low }: Selection, group: number, value: number): [number, number] {
  const bits = value << (32 - (known % 32) - digit)
  return known < 32 ? [(high[group]! | bits) >>> 0, 0] : [high[group]!, (low[group]! | bits) >>> 0]
}

/** As many as the counters of all groups leave room for, within one half of the key. */
function nextDigit(dtype: DType, known: number, groups: number): number {
  const room = Math.max(4, Math.floor(Math.log2(mostCounters / Math.max(1, groups))))
  return Math.min(16, room, 32 - (known % 32), keyBits(dtype) - known)
}

/** How many elements `gatherTile` would give of all tiles together. */
export function candidatesOf(selection: Selection): number {
  return selection.size.reduce((sum, size) => sum + size, 0)
}

/** Whether no pass is left: the keys are known, and nothing need be gathered. */
export function isSettled(selection: Selection): boolean {
  return selection.digit === 0
}

/** The elements of a tile that are in the groups. Those of all tiles one after the other are what `finish` takes. */
export function gatherTile(selection: Selection, elements: Elements): Elements {
  const { dtype, known, high, low } = selection
  const found: (number | bigint)[] = []
  const keys = makeKeys()
  const scratch = makeScratch(dtype)
  const first = firstOfEach(high)
  for (let from = 0; from < elements.length; from += keyBlock) {
    const block = elements.subarray(from, from + keyBlock)
    readKeys(dtype, block, scratch, keys)
    for (let i = 0; i < block.length; i++) {
      if (groupAt(known, high, low, first, keys.high[i]!, keys.low[i]!) !== -1) found.push(scratch.copy[i]!)
    }
  }
  const gathered = arrayOf(dtype, found.length)
  ;(gathered as Float64Array).set(found as number[])
  return gathered
}

/**
 * The elements at the ranks, in the order of the ranks. `gathered` is sorted; it is not needed where the selection is
 * settled.
 */
export function finishSelection(selection: Selection, gathered?: Elements): Elements {
  const { dtype, high, low, below, size, ranks, groupOf } = selection
  const values = arrayOf(dtype, ranks.length) as Float64Array
  if (gathered === undefined) {
    for (let i = 0; i < ranks.length; i++) values[i] = elementOf(dtype, high[groupOf[i]!]!, low[groupOf[i]!]!) as number
    return values
  }
  sortInPlace(gathered)
  let start = 0
  let group = 0
  for (let i = 0; i < ranks.length; i++) {
    while (group < groupOf[i]!) start += size[group++]!
    values[i] = (gathered as Float64Array)[start + ranks[i]! - below[group]!]!
  }
  return values
}
