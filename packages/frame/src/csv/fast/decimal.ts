import { decimalToDouble } from "./floats.ts"

/**
 * The double nearest to the digits of a field, which may have a point and an exponent, but no sign; NaN where this takes
 * more than two parts of nine digits, or is no number.
 */
export function parseDecimal(bytes: Uint8Array, begin: number, end: number, point: number): number {
  let high = 0
  let low = 0
  // The zeros before the first other digit count for nothing.
  let digits = 0
  let fraction = 0
  let afterPoint = 0
  let at = begin
  for (; at < end; at++) {
    const code = bytes[at]!
    const digit = code ^ 48
    if (digit < 10) {
      fraction += afterPoint
      if (digits === 0 && digit === 0) continue
      digits++
      if (digits <= 9) high = high * 10 + digit
      else low = low * 10 + digit
    } else if (code === point && afterPoint === 0) afterPoint = 1
    else break
  }
  if (digits > 18 || at - begin === afterPoint) return Number.NaN
  if (at < end) fraction -= parseExponent(bytes, at, end)
  if (digits === 0) return at === end ? 0 : Number.NaN
  if (!(fraction >= 0 && fraction <= 22)) return Number.NaN
  return digits <= 9 ? decimalToDouble(0, high, 0, fraction) : decimalToDouble(high, low, digits - 9, fraction)
}

/** Of `e-7` and the like, of one or two digits; NaN for all other texts. */
function parseExponent(bytes: Uint8Array, begin: number, end: number): number {
  if ((bytes[begin]! | 32) !== 101) return Number.NaN
  const sign = bytes[begin + 1]
  let at = sign === 43 || sign === 45 ? begin + 2 : begin + 1
  if (end - at < 1 || end - at > 2) return Number.NaN
  let value = 0
  for (; at < end; at++) {
    const digit = bytes[at]! ^ 48
    if (digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return sign === 45 ? -value : value
}

/** The same for digits with a point before the last `fraction` of them, and nothing else. */
export function parsePlain(bytes: Uint8Array, begin: number, end: number, fraction: number): number {
  const point = end - fraction - 1
  let at = begin
  while (at < end && (bytes[at] === 48 || at === point)) at++
  let high = 0
  let count = 0
  for (; count < 9 && at < end; at++) {
    if (at === point) continue
    high = (Math.imul(high, 10) + (bytes[at]! ^ 48)) | 0
    count++
  }
  let low = 0
  let lowCount = 0
  for (; lowCount < 9 && at < end; at++) {
    if (at === point) continue
    low = (Math.imul(low, 10) + (bytes[at]! ^ 48)) | 0
    lowCount++
  }
  if (at < end || fraction > 22) return Number.NaN
  return lowCount === 0 ? decimalToDouble(0, high, 0, fraction) : decimalToDouble(high, low, lowCount, fraction)
}

/** A whole number of at most fifteen digits, with a sign or without; NaN for all other texts. */
export function parseWhole(bytes: Uint8Array, begin: number, end: number): number {
  const isNegative = bytes[begin] === 45
  let at = isNegative ? begin + 1 : begin
  if (end - at < 1 || end - at > 15) return Number.NaN
  let value = 0
  for (; at < end; at++) {
    const digit = bytes[at]! ^ 48
    if (digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return isNegative ? -value : value
}
