import type { Raw } from "./memory.ts"

const high = 2 ** 32

/** The same memory as 32-bit words. DuckDB's builds are little-endian. */
export function wordsOf(raw: Raw): Int32Array {
  return new Int32Array(raw.buffer, raw.byteOffset, raw.byteLength >> 2)
}

/** A signed 64-bit integer: a number where that is exact. No bigint is made for it. */
export function integer64(words: Int32Array, at: number): number | bigint {
  const [low, top] = [words[at]! >>> 0, words[at + 1]!]
  const value = top * high + low
  return Number.isSafeInteger(value) ? value : (BigInt(top) << 32n) | BigInt(low)
}

export function unsigned64(words: Int32Array, at: number): number | bigint {
  const [low, top] = [words[at]! >>> 0, words[at + 1]! >>> 0]
  const value = top * high + low
  return Number.isSafeInteger(value) ? value : (BigInt(top) << 32n) | BigInt(low)
}

/** A 128-bit integer: a number where that is exact. */
export function integer128(words: Int32Array, at: number, isSigned: boolean): number | bigint {
  const [w1, w2, w3] = [words[at + 1]!, words[at + 2]!, words[at + 3]!]
  // The upper words only carry the sign on.
  const isNarrow = w2 === w3 && (w2 === 0 ? w1 >= 0 : isSigned && w2 === -1 && w1 < 0)
  if (isNarrow) return integer64(words, at)
  return bigint128(words, at, isSigned)
}

export function bigint128(words: Int32Array, at: number, isSigned: boolean): bigint {
  let value = BigInt(isSigned ? words[at + 3]! : words[at + 3]! >>> 0)
  for (let word = 2; word >= 0; word--) value = (value << 32n) | BigInt(words[at + word]! >>> 0)
  return value
}

/**
 * Milliseconds of a 64-bit count of which `ticks` are a millisecond, with their fraction; infinite where DuckDB's
 * timestamp is. The high word is divided apart, so that the whole milliseconds are exact.
 */
export function ticksToMs(words: Int32Array, at: number, ticks: number): number {
  const [low, top] = [words[at]! >>> 0, words[at + 1]!]
  if (top === 0x7fffffff && low === 0xffffffff) return Infinity
  if (top === -0x80000000 && low === 1) return -Infinity
  if (ticks < 1) return (top * high + low) / ticks
  const [quotient, remainder] = [Math.floor(high / ticks), high % ticks]
  const rest = top * remainder + low
  const more = Math.floor(rest / ticks)
  return top * quotient + more + (rest - more * ticks) / ticks
}
