/** Days since 1970 of `2024-01-05`; NaN for all other forms. */
export function parseDays(bytes: Uint8Array, begin: number, end: number): number {
  if (end - begin !== 10 || bytes[begin + 4] !== minus || bytes[begin + 7] !== minus) return Number.NaN
  const year = 100 * twoDigits(bytes, begin) + twoDigits(bytes, begin + 2)
  const month = twoDigits(bytes, begin + 5)
  const day = twoDigits(bytes, begin + 8)
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))) return Number.NaN
  return daysSince1970(year, month, day)
}

/** Microseconds since 1970 of `2024-01-05 10:11:12.5`, or with a T; NaN for all other forms. */
export function parseTimestamp(bytes: Uint8Array, begin: number, end: number): number {
  const between = bytes[begin + 10]
  if (end - begin < 19 || (between !== space && between !== letterT)) return Number.NaN
  return parseDays(bytes, begin, begin + 10) * microsOfDay + parseClock(bytes, begin + 11, end)
}

/** As `parseTimestamp`, with a Z or an offset of hours and minutes, without which the instant is not known. */
export function parseInstant(bytes: Uint8Array, begin: number, end: number): number {
  if (bytes[end - 1] === letterZ) return parseTimestamp(bytes, begin, end - 1)
  for (const length of [3, 6]) {
    const at = end - length
    const sign = bytes[at] === plus ? 1 : bytes[at] === minus ? -1 : 0
    if (sign === 0 || at < begin + 19 || (length === 6 && bytes[at + 3] !== colon)) continue
    const minutes = length === 6 ? twoDigits(bytes, at + 4) : 0
    const hours = twoDigits(bytes, at + 1)
    if (!(hours < 15 && minutes < 60)) return Number.NaN
    return parseTimestamp(bytes, begin, at) - sign * (hours * 60 + minutes) * 60_000_000
  }
  return Number.NaN
}

/** Microseconds since midnight of `10:11:12` or `10:11:12.123456`; NaN for all other forms. */
export function parseClock(bytes: Uint8Array, begin: number, end: number): number {
  if (end - begin < 8 || bytes[begin + 2] !== colon || bytes[begin + 5] !== colon) return Number.NaN
  const hour = twoDigits(bytes, begin)
  const minute = twoDigits(bytes, begin + 3)
  const second = twoDigits(bytes, begin + 6)
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + parseFraction(bytes, begin + 8, end)
}

function parseFraction(bytes: Uint8Array, begin: number, end: number): number {
  if (begin === end) return 0
  const digits = end - begin - 1
  if (bytes[begin] !== point || digits < 1 || digits > 6) return Number.NaN
  let micros = 0
  for (let at = begin + 1; at < end; at++) {
    const digit = bytes[at]! ^ 48
    if (digit > 9) return Number.NaN
    micros = micros * 10 + digit
  }
  return micros * 10 ** (6 - digits)
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at]! ^ 48, bytes[at + 1]! ^ 48]
  return tens > 9 || ones > 9 ? Number.NaN : 10 * tens + ones
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Source: https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
function daysSince1970(year: number, month: number, day: number): number {
  const years = month <= 2 ? year - 1 : year
  const era = Math.floor(years / 400)
  const yearOfEra = years - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const microsOfDay = 86_400_000_000
const [space, plus, minus, point, colon, letterT, letterZ] = [32, 43, 45, 46, 58, 84, 90]
