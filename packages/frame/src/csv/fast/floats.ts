const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))
/** Splits a double in two halves of 26 bits. */
const splitter = 2 ** 27 + 1

/**
 * The double nearest to `(high * 10 ** lowDigits + low) / 10 ** fraction`; NaN where it is not certain which one that is.
 * `high` and `low` are below 1e9, `fraction` is at most 22.
 *
 * The quotient as a sum of two doubles (Dekker 1971), which is off by less than 2 ** -100 of it. Where both ends of a wider
 * interval are rounded to the same double, that is the nearest one.
 */
export function decimalToDouble(high: number, low: number, lowDigits: number, fraction: number): number {
  // The product has at most 51 bits, and the sum of both parts is exact.
  const product = high * powers[lowDigits]!
  const whole = product + low
  const divisor = powers[fraction]!
  if (whole <= Number.MAX_SAFE_INTEGER) return whole / divisor
  const rest = low - (whole - product)
  const quotient = whole / divisor
  const more = (remainder(whole, quotient, divisor) + rest) / divisor
  const margin = quotient * 2 ** -90
  const rounded = quotient + (more - margin)
  return rounded === quotient + (more + margin) ? rounded : Number.NaN
}

/** `whole - quotient * divisor`, without the error of the product. */
function remainder(whole: number, quotient: number, divisor: number): number {
  const product = quotient * divisor
  const a = splitter * quotient
  const quotientHigh = a - (a - quotient)
  const quotientLow = quotient - quotientHigh
  const b = splitter * divisor
  const divisorHigh = b - (b - divisor)
  const divisorLow = divisor - divisorHigh
  const error =
    quotientLow * divisorLow -
    (product - quotientHigh * divisorHigh - quotientLow * divisorHigh - quotientHigh * divisorLow)
  return whole - product - error
}
