/**
 * a · b + c, rounded once: what a processor with fused multiply-add computes. In whole numbers, which takes microseconds.
 *
 * Source: IEEE 754-2019, section 5.4.1, fusedMultiplyAdd; halves to even.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const plain = a * b + c
  // NaN, infinities and zeros need no rounding, or have the sign that the two operations give.
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === 0 || b === 0) return plain
  // The product may be too large, but it is finite.
  if (!Number.isFinite(c)) return c
  const [x, y, z] = [taken(a), taken(b), taken(c)]
  const least = Math.min(x.exponent + y.exponent, z.exponent)
  const sum =
    ((x.significand * y.significand) << BigInt(x.exponent + y.exponent - least)) +
    (z.significand << BigInt(z.exponent - least))
  return sum === 0n ? plain : rounded(sum, least)
}

interface Taken {
  /** With the sign. */
  readonly significand: bigint
  readonly exponent: number
}

const words = new BigUint64Array(1)
const number = new Float64Array(words.buffer)
/** The exponent of the last bit of what is subnormal. */
const smallest = -1074
const bits = 53

/** A finite number as a whole one times a power of two. */
function taken(x: number): Taken {
  number[0] = Math.abs(x)
  const exponent = Number(words[0]! >> 52n)
  const fraction = words[0]! & 0xfffffffffffffn
  const significand = exponent === 0 ? fraction : fraction | 0x10000000000000n
  return { significand: x < 0 ? -significand : significand, exponent: Math.max(exponent, 1) - 1075 }
}

function rounded(sum: bigint, exponent: number): number {
  const size = sum < 0n ? -sum : sum
  const drop = Math.max(size.toString(2).length - bits, smallest - exponent, 0)
  let kept = size >> BigInt(drop)
  if (drop > 0) {
    const rest = size & ((1n << BigInt(drop)) - 1n)
    const half = 1n << BigInt(drop - 1)
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++
  }
  return (sum < 0n ? -1 : 1) * scaled(Number(kept), exponent + drop)
}

/** x · 2^exponent, of at most 53 bits, none of which is lost: in steps that are powers of two. */
function scaled(x: number, exponent: number): number {
  for (; exponent > 1000; exponent -= 1000) x *= 2 ** 1000
  for (; exponent < -1000; exponent += 1000) x *= 2 ** -1000
  return x * 2 ** exponent
}
