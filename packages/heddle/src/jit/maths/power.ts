import { nearestExponent, nearestSignificand, upperHalf, withSign } from "./bits.ts"
import { exponentialTail, ln2High, ln2Low, log2OfE, scaled } from "./exponential.ts"
import { nearest } from "./rounding.ts"

const smallestNormal = 2 ** -1022
const toNormal = 2 ** 54
/** ⅔, its first 26 bits and the rest. */
const twoThirds = 0.6666666666666666
const twoThirdsHigh = 0.6666666716337204
const twoThirdsLow = -4.967053731282552e-9
/** From here on all numbers are integers, from twice this on even ones. */
const allIntegers = 2 ** 52
const allEven = 2 ** 53
/** Beyond the logarithms of all numbers. */
const most = 800

/**
 * P in log m = ⅔·s·(3 + s² + s⁴·P(s²)), s = (m - 1) / (m + 1), |s| to 0.1716. Minimax polynomial of degree 6, by
 * Remez' exchange, each coefficient rounded and those after it fitted again; relative to the logarithm it is off by at
 * most 2^-66.2.
 */
function logarithmSeries(z: number): number {
  const w = z * z
  const even = 0.6000000000000338 + w * (0.3333333377984574 + w * (0.23080135727278633 + w * 0.19794433683551227))
  const odd = 0.4285714285514948 + w * (0.27272676555542474 + w * 0.19885233281244175)
  return even + z * odd
}

/** Within 1.5 ULP for all x and y. e^(y·log|x|), with 11 bits more of the logarithm than a number has. */
export function pow(x: number, y: number): number {
  const magnitude = Math.abs(x)
  const normal = magnitude < smallestNormal ? magnitude * toNormal : magnitude
  const exponent = nearestExponent(normal)
  const k = magnitude < smallestNormal ? exponent - 54 : exponent
  const m = nearestSignificand(normal)

  // s = (m - 1) / (m + 1), and what the division lost.
  const numerator = m - 1
  const denominator = m + 1
  const reciprocal = 1 / denominator
  const sHigh = upperHalf(numerator * reciprocal)
  const upper = upperHalf(denominator)
  const sLow = (numerator - sHigh * upper - sHigh * (m - (upper - 1))) * reciprocal
  const s = sHigh + sLow

  // log m = ⅔·s·(3 + s² + s⁴·P(s²)), each factor and product in two parts.
  const z = s * s
  const square = sHigh * sHigh
  const rest = z * z * logarithmSeries(z) + sLow * (sHigh + s)
  const factorHigh = upperHalf(3 + square + rest)
  const factorLow = rest - (factorHigh - 3 - square)
  const product = sHigh * factorHigh
  const productLow = sLow * factorHigh + factorLow * s
  const high = upperHalf(product + productLow)
  const low = productLow - (high - product)
  const third = twoThirdsHigh * high
  const thirdLow = twoThirdsLow * high + low * twoThirds + k * ln2Low
  const whole = k * ln2High
  const logHigh = upperHalf(thirdLow + third + whole)
  const logLow = thirdLow - (logHigh - whole - third)

  // Times y; in two parts where that is neither infinite nor anywhere near.
  const log = magnitude === 0 ? -Infinity : magnitude < Infinity ? logHigh + logLow : magnitude
  const power = y * log
  const size = Math.abs(power)
  const yHigh = upperHalf(y)
  const powerHigh = size < most ? yHigh * logHigh : power
  const powerLow = size < most ? (y - yHigh) * logHigh + y * logLow : 0
  const notAbove = powerHigh > 710 ? 710 : powerHigh
  const bounded = notAbove < -746 ? -746 : notAbove
  const n = nearest(bounded * log2OfE)
  const argument = bounded - n * ln2High
  const result = scaled(1 + (argument + exponentialTail(argument, n * ln2Low - powerLow)), n)

  // An odd power has the sign of x; a negative number has no other power than integer ones.
  const absolute = Math.abs(y)
  const even = absolute > allEven ? allEven : absolute
  const half = 0.5 * even
  const integer = even < allIntegers ? even + allIntegers - allIntegers : even
  const signed = integer === even && half + allIntegers - allIntegers !== half ? withSign(result, x) : result
  return y === 0 ? 1 : x < 0 && magnitude < Infinity && integer !== even ? NaN : signed
}
