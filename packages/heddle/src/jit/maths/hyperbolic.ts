import { powerOfTwo, withSign } from "./bits.ts"
import { coshTail, exponentialTail, ln2High, ln2Low, log2OfE, sinhTail } from "./exponential.ts"
import { nearest } from "./rounding.ts"

/** A little below it cosh and sinh are numbers, from here on they are Infinity. */
const largest = 710.5
/** 2^-100 is nothing beside 2^100. */
const mostUnlike = 100
const tiny = 2 ** -30

/*
 * With |x| = k·ln 2 + r: sinh |x| = (2^k - 2^-k)/2 · cosh r + (2^k + 2^-k)/2 · sinh r, and cosh |x| with the factors
 * exchanged. Nothing cancels, and nothing is divided. What is computed is the half of it, as 2^1024 is no number.
 */

/** Within 2 ULP for all x. */
export function sinh(x: number): number {
  const magnitude = Math.abs(x)
  const { growing, shrinking, high, low } = reduced(magnitude)
  const half = combined(growing - shrinking, growing + shrinking, high, low)
  // The half of a subnormal is no number either.
  return magnitude < tiny ? x : withSign(half + half, x)
}

/** Within 2 ULP for all x. */
export function cosh(x: number): number {
  const { growing, shrinking, high, low } = reduced(Math.abs(x))
  const half = combined(growing + shrinking, growing - shrinking, high, low)
  return half + half
}

interface Reduced {
  /** A quarter of 2^k and of 2^-k. */
  readonly growing: number
  readonly shrinking: number
  /** r is `high - low`. */
  readonly high: number
  readonly low: number
}

function reduced(magnitude: number): Reduced {
  const bounded = magnitude > largest ? largest : magnitude
  const k = nearest(bounded * log2OfE)
  return {
    growing: powerOfTwo(k - 2),
    shrinking: powerOfTwo(-2 - (k > mostUnlike ? mostUnlike : k)),
    high: bounded - k * ln2High,
    low: k * ln2Low,
  }
}

/** a · cosh r + b · sinh r */
function combined(a: number, b: number, high: number, low: number): number {
  const r = high - low
  const z = r * r
  return a + b * high + (a * (z * (0.5 + z * coshTail(z))) + b * (r * (z * sinhTail(z)) - low))
}

/**
 * Within 2.5 ULP for all x. With E = e^2|x| - 1 and h = E/2 it is h - h·E / (E + 2) where that is small, else
 * 1 - 2 / (E + 2).
 */
export function tanh(x: number): number {
  const magnitude = Math.abs(x)
  const bounded = magnitude > 20 ? 20 : magnitude
  const twice = bounded + bounded
  const k = nearest(twice * log2OfE)
  const high = twice - k * ln2High
  const scale = powerOfTwo(k)
  const e = scale - 1 + scale * high + scale * exponentialTail(high, k * ln2Low)
  const quotient = (e < 2 ? e : 2) / (e + 2)
  const first = e < 2 ? 0.5 * e : 1
  return withSign(first - first * quotient, x)
}
