import { nearestExponent, nearestSignificand, powerOfTwo, upperHalf, withSign } from "./bits.ts"
import { ln2High, ln2Low } from "./exponential.ts"

/** log10 of 2, its first 40 bits and the rest. */
const log10Of2High = 0.3010299956640665
const log10Of2Low = -8.532344317057107e-14
/** 1 / ln 2 and 1 / ln 10, their first 26 bits and the rest. */
const log2OfEHigh = 1.4426950514316559
const log2OfELow = -1.0542692476429138e-8
const log10OfEHigh = 0.4342944845557213
const log10OfELow = -2.6524694553078553e-9

const smallestNormal = 2 ** -1022
const toNormal = 2 ** 54

/**
 * log(1 + f) - f + f²/2, for 1 + f from √½ to √2. With s = f / (2 + f) that is s·(f²/2 + z·L(z)), z = s², where
 * log((1 + s) / (1 - s)) = 2s + s·z·L(z). L: minimax polynomial of degree 6 for |s| to 0.1716, by Remez' exchange, each
 * coefficient rounded and those after it fitted again; relative to the logarithm it is off by at most 2^-59.4.
 */
export function logarithmTail(f: number): number {
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = 0.6666666666666734 + w * (0.285714287420281 + w * (0.18183562849742546 + w * 0.14795632569689937))
  const odd = 0.3999999999941664 + w * (0.22222198605072693 + w * 0.15314084899045563)
  return s * (0.5 * (f * f) + z * (even + z * odd))
}

/** Within 1 ULP for all x. */
export function log(x: number): number {
  const [k, f] = taken(x)
  const y = k * ln2High - (0.5 * (f * f) - (logarithmTail(f) + k * ln2Low) - f)
  return orSpecial(x, y)
}

/** Within 1 ULP for all x; exact for powers of two. */
export function log2(x: number): number {
  const [k, f] = taken(x)
  const [high, low] = inTwoParts(f)
  const product = high * log2OfEHigh
  const y = k + product
  const rest = k - y + product + ((low + high) * log2OfELow + low * log2OfEHigh)
  return orSpecial(x, y + rest)
}

/** Within 1 ULP for all x. */
export function log10(x: number): number {
  const [k, f] = taken(x)
  const [high, low] = inTwoParts(f)
  const product = high * log10OfEHigh
  const whole = k * log10Of2High
  const y = whole + product
  const rest = whole - y + product + (k * log10Of2Low + (low + high) * log10OfELow + low * log10OfEHigh)
  return orSpecial(x, y + rest)
}

/** k and f of x = 2^k · (1 + f), 1 + f from √½ to √2. */
function taken(x: number): readonly [k: number, f: number] {
  const normal = x < smallestNormal ? x * toNormal : x
  const exponent = nearestExponent(normal)
  return [x < smallestNormal ? exponent - 54 : exponent, nearestSignificand(normal) - 1]
}

/** log(1 + f) as a sum, the first part of which can be multiplied exactly. */
function inTwoParts(f: number): readonly [high: number, low: number] {
  const half = 0.5 * (f * f)
  const high = upperHalf(f - half)
  return [high, f - high - half + logarithmTail(f)]
}

/** The logarithm y of x, or what that is where there is no finite one. */
function orSpecial(x: number, y: number): number {
  return x < Infinity ? (x > 0 ? y : x === 0 ? -Infinity : NaN) : x
}

/** log(x + low), for a normal x above 0 and what was lost when it was rounded. */
export function logarithmOfSum(x: number, low: number): number {
  const k = nearestExponent(x)
  const f = nearestSignificand(x) - 1
  // low / x, near enough; nothing where x is large.
  const correction = low * powerOfTwo(k > 100 ? -100 : -k) * (1 - f + f * f)
  return k * ln2High - (0.5 * (f * f) - (logarithmTail(f) + (k * ln2Low + correction)) - f)
}

/** log(1 + x), for a finite x above -1. */
export function logarithmOfOneAnd(x: number): number {
  const sum = 1 + x
  const above = sum - 1
  return logarithmOfSum(sum, x - above + (1 - (sum - above)))
}

/** Within 1 ULP for all x. */
export function log1p(x: number): number {
  const y = withSign(logarithmOfOneAnd(x), x)
  return x < Infinity ? (x > -1 ? y : x === -1 ? -Infinity : NaN) : x
}
