import { nearestExponent, powerOfTwo, upperHalf, withSign } from "./bits.ts"
import { nearest } from "./rounding.ts"

const third = 0.3333333333333333
/** Numbers are scaled so that k is within the range of powerOfTwo. */
const small = 2 ** -1000
const enlarge = 2 ** 51
const shrink = 2 ** -3
/** 1.5·2^26: beside it a number keeps 26 bits behind the point. */
const twentySixBits = 100663296

/** Within 1 ULP for all x. With x = 2^3k·m the root of m is made from y = 1/∛m, which needs no division. */
export function cbrt(x: number): number {
  const magnitude = Math.abs(x)
  const normal = magnitude * (magnitude < small ? enlarge : shrink)
  const k = nearest(nearestExponent(normal) * third)
  const m = normal * powerOfTwo(-3 * k)
  // Minimax polynomial of degree 4 from √⅛ to √8, by Remez' exchange; off by at most 2^-7.1.
  const start =
    1.8917958162237916 +
    m * (-1.763334334690765 + m * (1.2275879570039387 + m * (-0.415573797934717 + m * 0.052975024299192784)))
  // The series of (1 - h)^-⅓.
  const h = 1 - m * (start * start * start)
  const y = start + start * (h * (third + h * (0.2222222222222222 + h * (0.1728395061728395 + h * 0.1440329218106996))))
  // The square of 27 bits is exact, and so is what is missing of m.
  const root = m * (y * y)
  const t = root + twentySixBits - twentySixBits
  const square = t * t
  const upper = upperHalf(square)
  const missing = m - upper * t - (square - upper) * t
  const result = t + missing * (third * (y * (y * (2 - t * y))))
  const scale = powerOfTwo(magnitude < small ? k - 17 : k + 1)
  return magnitude < Infinity ? withSign(result * scale, x) : x
}

/** √(x² + y²), within 1.5 ULP for all x and y. */
export function hypot(x: number, y: number): number {
  const a = Math.abs(x)
  const b = Math.abs(y)
  const exponent = nearestExponent(a > b ? a : b)
  const notAbove = exponent > 1021 ? 1021 : exponent
  const k = notAbove < -1022 ? -1022 : notAbove
  const scale = powerOfTwo(-k)
  const p = a * scale
  const q = b * scale
  const result = Math.sqrt(p * p + q * q) * powerOfTwo(k)
  return a === Infinity || b === Infinity ? Infinity : result
}
