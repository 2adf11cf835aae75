import { bytes, duration, integer } from "../core/options/index.ts"
import type { Item } from "./store/index.ts"

/** How much a cache may hold. */
export interface Limits {
  /** Bytes of all entries: a number, or a size like `"10G"`. */
  readonly bytesLimit?: number | string | undefined
  /** Entries. */
  readonly itemsLimit?: number | undefined
  /** Since an entry was last used: milliseconds, or a duration like `"7d"`. */
  readonly ageLimit?: number | string | undefined
}

export const limitKeys = ["bytesLimit", "itemsLimit", "ageLimit"] as const

/** The same in bytes and milliseconds. */
export interface CheckedLimits {
  readonly bytes: number
  readonly items: number
  readonly age: number
}

/** @throws OptionError for what is negative or no number */
export function checkLimits({ bytesLimit, itemsLimit, ageLimit }: Limits): CheckedLimits {
  return {
    bytes: bytesLimit === undefined ? Infinity : bytes("bytesLimit", bytesLimit, { min: 0 }),
    items:
      itemsLimit === undefined || itemsLimit === Infinity ? Infinity : integer("itemsLimit", itemsLimit, { min: 0 }),
    age: ageLimit === undefined ? Infinity : duration("ageLimit", ageLimit),
  }
}

/**
 * The entries that have to go, those first that were used longest ago, until `share` of each limit is left. One that alone is
 * more than that goes alone, unless it is the last that was used, and within the limit.
 */
export function overLimit(
  items: readonly Item[],
  limits: CheckedLimits,
  now: number,
  share: number = 1,
): readonly Item[] {
  const byUse = items.toSorted((a, b) => b.usedAt - a.usedAt)
  const fitting = byUse.filter(({ bytes }) => bytes <= limits.bytes)
  const sum = fitting.reduce((size, item) => size + item.bytes, 0)
  const most = {
    bytes: sum > limits.bytes ? share * limits.bytes : Infinity,
    items: fitting.length > limits.items ? Math.floor(share * limits.items) : Infinity,
  }
  const counted = fitting.filter(({ bytes }, i) => i === 0 || bytes <= most.bytes)
  let size = 0
  // What is older than one that has to go has to go too.
  const end = counted.findIndex((item, i) => {
    const isOver = (i > 0 && size + item.bytes > most.bytes) || i >= most.items || now - item.usedAt > limits.age
    size += item.bytes
    return isOver
  })
  const staying = new Set(end === -1 ? counted : counted.slice(0, end))
  return byUse.filter((item) => !staying.has(item))
}
