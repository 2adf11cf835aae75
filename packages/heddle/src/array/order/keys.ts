import { arrayOf, itemSize } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"

/**
 * Whole numbers in the order of the elements, -0 before 0 and NaN last: the upper 32 bits in `high`, then in `low`. Keys of
 * fewer bits are at the upper end.
 */
export interface Keys {
  readonly high: Uint32Array<ArrayBuffer>
  readonly low: Uint32Array<ArrayBuffer>
}

/** How many elements are read at once. */
export const keyBlock = 4096

/** Bits of a key. */
export function keyBits(dtype: DType): number {
  return Math.max(16, itemSize(dtype) * 8)
}

export function makeKeys(): Keys {
  return { high: new Uint32Array(keyBlock), low: new Uint32Array(keyBlock) }
}

/** Copies of elements, whose bits can be read: those of an array on the heap cannot. */
export interface Scratch {
  readonly copy: Elements
  readonly words: Uint32Array<ArrayBuffer>
}

export function makeScratch(dtype: DType): Scratch {
  const buffer = new ArrayBuffer(keyBlock * 8)
  return { copy: arrayOf(dtype, buffer, 0, keyBlock), words: new Uint32Array(buffer) }
}

/** Keys of at most `keyBlock` elements. */
export function readKeys(dtype: DType, elements: Elements, { copy, words }: Scratch, { high, low }: Keys): void {
  const { length } = elements
  ;(copy as Float64Array).set(elements as Float64Array)
  if (dtype === "float64") {
    for (let i = 0; i < length; i++) {
      const upper = words[2 * i + 1]!
      const lower = words[2 * i]!
      const magnitude = upper & 0x7fffffff
      // 0 to 2^32 - 1 as the bits of NaN: all of them.
      if (magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && lower !== 0)) high[i] = low[i] = 0xffffffff
      else {
        const flip = upper >> 31
        high[i] = upper ^ (flip | 0x80000000)
        low[i] = lower ^ flip
      }
    }
  } else if (dtype === "int64") {
    for (let i = 0; i < length; i++) {
      high[i] = words[2 * i + 1]! ^ 0x80000000
      low[i] = words[2 * i]!
    }
  } else if (dtype === "float32") {
    for (let i = 0; i < length; i++) {
      const word = words[i]!
      high[i] = (word & 0x7fffffff) > 0x7f800000 ? 0xffffffff : word ^ ((word >> 31) | 0x80000000)
    }
  } else if (dtype === "int32") {
    for (let i = 0; i < length; i++) high[i] = words[i]! ^ 0x80000000
  } else {
    for (let i = 0; i < length; i++) high[i] = (copy as Uint8Array)[i]! << 24
  }
}

/** The element that has a key. */
export function elementOf(dtype: DType, high: number, low: number): number | bigint {
  const { copy, words } = makeScratch(dtype)
  if (dtype === "float64" || dtype === "float32") {
    // A key that begins with 1 is of a number above zero.
    const flip = high >>> 31 === 1 ? 0 : 0xffffffff
    words[0] = dtype === "float64" ? low ^ flip : high ^ (flip | 0x80000000)
    words[1] = high ^ (flip | 0x80000000)
  } else if (dtype === "int64") {
    words[0] = low
    words[1] = high ^ 0x80000000
  } else if (dtype === "int32") words[0] = high ^ 0x80000000
  else (copy as Uint8Array)[0] = high >>> 24
  return copy[0]!
}
