/**
 * What the functions of this folder need of a number's bits. The compiler knows these six by identity and writes a few
 * instructions for each, on two int64 at once; here they are for JavaScript, with the same bits. Above each: `bits` are
 * the 64 of a number, `o` is 0x00095f62_00000000, by which 1 is above √½.
 */
const words = new Uint32Array(2)
const number = new Float64Array(words.buffer)
const [low, high] = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0]

/** 1.5·2^52: a number beside it has its integer in its lower bits. */
const integersOnly = 6755399441055744
/** In the upper word. */
const exponentShift = 20
const exponentBias = 1023
const significandBits = 0x000fffff
const signBit = 0x80000000
const rootOfHalf = 0x3fe6a09e
const untilOne = 0x00095f62

/** 2^k, for an integer k from -1022 to 1023: `bits(k + (1.5·2^52 + 1023)) << 52`. */
export function powerOfTwo(k: number): number {
  number[0] = k + (integersOnly + exponentBias)
  words[high] = words[low]! << exponentShift
  words[low] = 0
  return number[0]
}

/** 1 for an even integer k, -1 for an odd one, |k| up to 2^50: `bits(k + 1.5·2^52) << 63 | bits(1)`. */
export function powerOfMinusOne(k: number): number {
  number[0] = k + integersOnly
  return (words[low]! & 1) === 0 ? 1 : -1
}

/**
 * The integer k for which x / 2^k is from √½ to √2, for a normal x above 0; for others an integer from -1023 to 3072:
 * `number(bits(x) + o >>> 52 | bits(2^52)) - (2^52 + 1023)`.
 */
export function nearestExponent(x: number): number {
  number[0] = x
  return ((words[high]! + untilOne) >>> exponentShift) - exponentBias
}

/**
 * x / 2^nearestExponent(x), for a normal x above 0; for others a number from √½ to √2:
 * `(bits(x) + o & 0x000fffff_ffffffff) + 0x3fe6a09e_00000000`.
 */
export function nearestSignificand(x: number): number {
  number[0] = x
  words[high] = ((words[high]! + untilOne) & significandBits) + rootOfHalf
  return number[0]
}

/** x without its lower 27 bits: the product of two such numbers is exact. `bits(x) & 0xffffffff_f8000000`. */
export function upperHalf(x: number): number {
  number[0] = x
  words[low]! &= 0xf8000000
  return number[0]
}

/** The first with the sign of the second, which may be -0: the top bit of `sign`, the others of `magnitude`. */
export function withSign(magnitude: number, sign: number): number {
  number[0] = sign
  const bit = words[high]! & signBit
  number[0] = magnitude
  words[high] = (words[high]! & ~signBit) | bit
  return number[0]
}
