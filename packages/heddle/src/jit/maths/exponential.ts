import { powerOfTwo } from "./bits.ts"
import { nearest } from "./rounding.ts"

/** ln 2, its first 40 bits and the rest: an exponent times the first is exact. */
export const ln2High = 0.6931471805601177
export const ln2Low = -1.7239444525614835e-13
export const log2OfE: number = Math.LOG2E

/** |x| below it is x, to the last bit, for a function with a slope of 1 at 0. */
const tiny = 2 ** -54

/**
 * (sinh r - r) / r³ of z = r², |r| to ln 2 / 2. Minimax polynomial of degree 4 in z, by Remez' exchange; each
 * coefficient is rounded to float64 and those after it fitted again. Relative to sinh r it is off by at most 2^-61.6.
 */
export function sinhTail(z: number): number {
  return (
    0.16666666666666677 +
    z * (0.008333333333321386 + z * (0.00019841269886791758 + z * (2.7557243504963433e-6 + z * 2.510929276956698e-8)))
  )
}

/** (cosh r - 1 - z/2) / z² of z = r², |r| to ln 2 / 2. Degree 3, found likewise: cosh r is off by at most 2^-57.3. */
export function coshTail(z: number): number {
  return 0.04166666666660289 + z * (0.0013888888927224398 + z * (2.4801508153812484e-5 + z * 2.762539268418381e-7))
}

/** e^r - 1 - high, for r = high - low, |r| to ln 2 / 2. */
export function exponentialTail(high: number, low: number): number {
  const r = high - low
  const z = r * r
  return z * (0.5 + (z * coshTail(z) + r * sinhTail(z))) - low
}

/** x·2^k, for x from ½ to 2 and an integer k from -1076 to 1024. */
export function scaled(x: number, k: number): number {
  const oneLess = k - 1
  const first = oneLess < -1022 ? -1022 : oneLess
  return x * powerOfTwo(k - first) * powerOfTwo(first)
}

/** Within 1 ULP for all x. */
export function exp(x: number): number {
  const notAbove = x > 710 ? 710 : x
  const bounded = notAbove < -746 ? -746 : notAbove
  const k = nearest(bounded * log2OfE)
  const high = bounded - k * ln2High
  return scaled(1 + (high + exponentialTail(high, k * ln2Low)), k)
}

/** Within 1.5 ULP for all x. */
export function expm1(x: number): number {
  const notAbove = x > 710 ? 710 : x
  const bounded = notAbove < -40 ? -40 : notAbove
  const k = nearest(bounded * log2OfE)
  const high = bounded - k * ln2High
  // Half of it, as 2^1024 is no number. Half of a subnormal is none either.
  const scale = powerOfTwo(k - 1)
  const half = scale - 0.5 + scale * high + scale * exponentialTail(high, k * ln2Low)
  return Math.abs(x) < tiny ? x : half + half
}
