/** Between which bounds a bigint lies: those of int64, or those of uint64, which are kept in the same 64 bits. */
export interface Range {
  readonly low: bigint
  readonly high: bigint
}

export type Integer = "int64" | "uint64"

export const int64: Range = { low: -(2n ** 63n), high: 2n ** 63n - 1n }
export const uint64: Range = { low: 0n, high: 2n ** 64n - 1n }
const ranges: Readonly<Record<Integer, Range>> = { int64, uint64 }

export function rangeOf(type: Integer): Range {
  return ranges[type]
}

export function isWithin(a: Range, b: Range): boolean {
  return a.low >= b.low && a.high <= b.high
}

/** The type that has all of it; undefined: none has. */
export function typeOf(range: Range): Integer | undefined {
  if (isWithin(range, int64)) return "int64"
  return isWithin(range, uint64) ? "uint64" : undefined
}

export function isNatural({ low }: Range): boolean {
  return low >= 0n
}

export function holds({ low, high }: Range, value: bigint): boolean {
  return low <= value && value <= high
}

export function spanned(...values: readonly bigint[]): Range {
  return {
    low: values.reduce((a, b) => (a < b ? a : b)),
    high: values.reduce((a, b) => (a > b ? a : b)),
  }
}

/** What of it the other has too; the other where that is nothing. */
export function clipped({ low, high }: Range, to: Range): Range {
  if (low > to.high || high < to.low) return to
  return { low: low < to.low ? to.low : low, high: high > to.high ? to.high : high }
}

/** One or the other: what no type has all of is an int64. */
export function either(a: Range, b: Range): Range {
  const both = spanned(a.low, a.high, b.low, b.high)
  return typeOf(both) === undefined ? clipped(both, int64) : both
}

/** `b`, which grew out of `a`, with bounds that will not grow for ever. */
export function widened(a: Range, b: Range): Range {
  const low = b.low < a.low ? (b.low < 0n ? int64.low : 0n) : b.low
  const high = b.high > a.high ? (b.high > int64.high ? uint64.high : int64.high) : b.high
  return either({ low, high }, { low, high })
}

/** The largest number of as many bits. */
export function filled(value: bigint): bigint {
  return value <= 0n ? 0n : 2n ** BigInt(value.toString(2).length) - 1n
}
