import { withSign } from "./bits.ts"
import { logarithmOfOneAnd, logarithmOfSum } from "./logarithm.ts"

/** Above it the square of x is all, and log(1 + x) is log x. */
const large = 2 ** 60

/** log(|x| + √(x² + 1)), within 2 ULP for all x. */
export function asinh(x: number): number {
  const magnitude = Math.abs(x)
  const square = x * x
  const sum = magnitude + square / (1 + Math.sqrt(1 + square))
  const y = logarithmOfOneAnd(magnitude > large ? magnitude : sum)
  return magnitude < Infinity ? withSign(magnitude > large ? y + Math.LN2 : y, x) : x
}

/** log(x + √(x² - 1)), within 2.5 ULP for all x. */
export function acosh(x: number): number {
  const above = x - 1
  const root = x > large ? 0 : Math.sqrt(above * (above + 2))
  const sum = x + root
  const y = logarithmOfSum(sum, root - (sum - x))
  return x < Infinity ? (x > large ? y + Math.LN2 : x < 1 ? NaN : y) : x
}

/** ½ log((1 + x) / (1 - x)), within 2.5 ULP for all x. */
export function atanh(x: number): number {
  const magnitude = Math.abs(x)
  const y = 0.5 * logarithmOfOneAnd((magnitude + magnitude) / (1 - magnitude))
  return withSign(magnitude < 1 ? y : magnitude === 1 ? Infinity : NaN, x)
}
