/**
 * What is known of a number, wherever it is computed: between which bounds it lies, whether it is an integer, whether it may
 * be -0 or NaN. What is an int32 for certain is computed as one, with the same result; all else is a float64.
 */
export interface Known {
  readonly low: number
  readonly high: number
  readonly integer: boolean
  readonly minusZero: boolean
  readonly nan: boolean
}

const infinity = Number.POSITIVE_INFINITY
const least = -(2 ** 31)
const most = 2 ** 31 - 1

export const anyNumber: Known = { low: -infinity, high: infinity, integer: false, minusZero: true, nan: true }
export const anyInt32: Known = { low: least, high: most, integer: true, minusZero: false, nan: false }

/** Lengths are no greater: sums of two are int32. */
export const largest: number = 2 ** 30
/** Arguments that are taken for integers lie between this and its negative: x + 1 + w is an int32 where x is below w. */
export const largestInt: number = 3 * 2 ** 28

export function integers(low: number, high: number): Known {
  return { low, high, integer: true, minusZero: false, nan: false }
}

export function exactly(value: number): Known {
  if (Number.isNaN(value)) return { ...anyNumber, low: infinity, high: -infinity, minusZero: false }
  return {
    low: value,
    high: value,
    integer: Number.isInteger(value),
    minusZero: Object.is(value, -0),
    nan: false,
  }
}

/** Is it an int32, whatever it is? */
export function isInt32({ low, high, integer, minusZero, nan }: Known): boolean {
  return integer && !minusZero && !nan && low >= least && high <= most
}

/** Is it an int32 without a sign, and no other one? */
export function isUint32(known: Known): boolean {
  return isWhole(known) && known.low >= 0 && known.high > most && known.high <= 2 ** 32 - 1
}

/** Is it an int32, with or without a sign, and may be either? */
export function isOf33Bits(known: Known): boolean {
  return isWhole(known) && known.low < 0 && known.low >= least && known.high > most && known.high <= 2 ** 32 - 1
}

/** Is it an integer of which float64 has all neighbours, and not -0? */
export function isWhole({ low, high, integer, minusZero, nan }: Known): boolean {
  return integer && !minusZero && !nan && low >= -(2 ** 53) && high <= 2 ** 53
}

/** One or the other. */
export function either(a: Known, b: Known): Known {
  return {
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    integer: a.integer && b.integer,
    minusZero: a.minusZero || b.minusZero,
    nan: a.nan || b.nan,
  }
}

export function isSame(a: Known, b: Known): boolean {
  return (
    a.low === b.low && a.high === b.high && a.integer === b.integer && a.minusZero === b.minusZero && a.nan === b.nan
  )
}

/**
 * Counters go to arguments or lengths; 2^61: the sum of two such still fits in 64 bits; 2^61.58: (k + 3) * n of two int32, and an
 * int32 beside it.
 */
const steps = [0, largestInt, largest, most, 2 ** 32 - 1, 2 ** 53, 2 ** 61, 3 * 2 ** 60, infinity]
const stepsDown = steps.map((step) => (step === most ? least : -step))

/** `b`, which grew out of `a`, with bounds that will not grow for ever. */
export function widened(a: Known, b: Known): Known {
  const low = b.low < a.low ? stepsDown.find((step) => step <= b.low)! : b.low
  const high = b.high > a.high ? steps.find((step) => step >= b.high)! : b.high
  // -0 is none of its bounds.
  return { ...b, low: low === 0 ? 0 : low, high }
}

function holds({ low, high }: Known, value: number): boolean {
  return low <= value && value <= high
}

function isFinite({ low, high }: Known): boolean {
  return low > -infinity && high < infinity
}

function between(corners: readonly number[], rest: Omit<Known, "low" | "high">): Known {
  // Infinity less itself: anything.
  if (corners.some(Number.isNaN)) return { ...anyNumber, integer: rest.integer }
  return { low: Math.min(...corners), high: Math.max(...corners), ...rest }
}

export function sum(a: Known, b: Known): Known {
  const nan = a.nan || b.nan || !(isFinite(a) && isFinite(b))
  const minusZero = a.minusZero && b.minusZero
  return between([a.low + b.low, a.high + b.high], { integer: a.integer && b.integer, minusZero, nan })
}

export function negated({ low, high, integer, nan, minusZero }: Known): Known {
  // -0 becomes 0, which the bounds hold; 0 becomes -0.
  const zero = low <= 0 && high >= 0
  return { low: 0 - high, high: 0 - low, integer, nan, minusZero: zero || minusZero }
}

export function difference(a: Known, b: Known): Known {
  const nan = a.nan || b.nan || !(isFinite(a) && isFinite(b))
  const minusZero = a.minusZero && holds(b, 0)
  return between([a.low - b.high, a.high - b.low], { integer: a.integer && b.integer, minusZero, nan })
}

export function product(a: Known, b: Known): Known {
  const nan = a.nan || b.nan || !(isFinite(a) && isFinite(b))
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  const negative = (x: Known): boolean => x.low < 0 || x.minusZero
  const zero = (x: Known): boolean => holds(x, 0) || x.minusZero
  const underflows = !(a.integer && b.integer) && (negative(a) || negative(b))
  const minusZero = a.minusZero || b.minusZero || (zero(a) && negative(b)) || (zero(b) && negative(a)) || underflows
  return between(corners, { integer: a.integer && b.integer, minusZero, nan })
}

/** The remainder has the sign of the dividend. */
export function remainder(a: Known, b: Known): Known {
  const size = Math.max(Math.abs(b.low), Math.abs(b.high))
  const integer = a.integer && b.integer
  const bound = integer ? Math.max(0, size - 1) : size
  return {
    low: a.low < 0 ? -Math.min(bound, -a.low) : 0,
    high: a.high > 0 ? Math.min(bound, a.high) : 0,
    integer,
    minusZero: a.low < 0 || a.minusZero,
    nan: a.nan || b.nan || holds(b, 0) || b.minusZero || !isFinite(a),
  }
}

/** At most what `high` says: inside a loop that runs while it is so. */
export function atMost(a: Known, high: number): Known {
  return a.high <= high ? a : { ...a, high: Math.max(high, a.low) }
}

export function atLeast(a: Known, low: number): Known {
  return a.low >= low ? a : { ...a, low: Math.min(low, a.high) }
}

export function quotient(a: Known, b: Known): Known {
  const zero = b.low <= 0 && b.high >= 0
  if (zero || !isFinite(a) || !isFinite(b)) return anyNumber
  const corners = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high]
  return between(corners, { integer: false, minusZero: true, nan: a.nan || b.nan })
}

/** floor, ceil, trunc and round. */
export function rounded(a: Known, round: (x: number) => number): Known {
  const [low, high] = [round(a.low), round(a.high)]
  // Anything between -1 and 0 may become -0.
  const minusZero = a.minusZero || (a.low < 0 && high >= 0)
  return { low: low === 0 ? 0 : low, high: high === 0 ? 0 : high, integer: isFinite(a), minusZero, nan: a.nan }
}
