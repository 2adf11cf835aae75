/** Numbers of 176 bits, for references: mantissa·2^exponent. Each operation is off by less than 2^-174 of its result. */
export interface Real {
  readonly mantissa: bigint
  readonly exponent: number
}

export const precision = 176

const bits = new DataView(new ArrayBuffer(8))

function bitLength(n: bigint): number {
  return (n < 0n ? -n : n).toString(16).length * 4 - leadingZeros(n)
}

function leadingZeros(n: bigint): number {
  const first = Number.parseInt((n < 0n ? -n : n).toString(16)[0]!, 16)
  return Math.clz32(first) - 28
}

function trimmed(mantissa: bigint, exponent: number): Real {
  if (mantissa === 0n) return { mantissa, exponent: 0 }
  const drop = bitLength(mantissa) - precision
  return drop > 0 ? { mantissa: mantissa >> BigInt(drop), exponent: exponent + drop } : { mantissa, exponent }
}

/** A finite number, exactly. */
export function real(x: number): Real {
  bits.setFloat64(0, x)
  const all = bits.getBigUint64(0)
  const field = Number((all >> 52n) & 0x7ffn)
  const significand = all & 0xfffffffffffffn
  const size = field === 0 ? significand : significand | 0x10000000000000n
  return { mantissa: x < 0 ? -size : size, exponent: Math.max(field, 1) - 1075 }
}

export const one: Real = real(1)
export const two: Real = real(2)

export function negative({ mantissa, exponent }: Real): Real {
  return { mantissa: -mantissa, exponent }
}

/** a·2^k. */
export function scaled({ mantissa, exponent }: Real, k: number): Real {
  return { mantissa, exponent: exponent + k }
}

export function plus(a: Real, b: Real): Real {
  if (a.mantissa === 0n) return b
  if (b.mantissa === 0n) return a
  const [x, y] = a.exponent > b.exponent ? [a, b] : [b, a]
  const apart = x.exponent - y.exponent
  // The smaller one is nothing beside the larger.
  if (apart > 2 * precision + 64) return x
  return trimmed((x.mantissa << BigInt(apart)) + y.mantissa, y.exponent)
}

export function minus(a: Real, b: Real): Real {
  return plus(a, negative(b))
}

export function times(a: Real, b: Real): Real {
  return trimmed(a.mantissa * b.mantissa, a.exponent + b.exponent)
}

export function over(a: Real, b: Real): Real {
  const shift = precision + bitLength(b.mantissa)
  return trimmed((a.mantissa << BigInt(shift)) / b.mantissa, a.exponent - b.exponent - shift)
}

/** The root of a number that is not negative. */
export function root(a: Real, degree: 2 | 3 = 2): Real {
  if (a.mantissa === 0n) return a
  const n = BigInt(degree)
  let shift = degree * precision
  while ((a.exponent - shift) % degree !== 0) shift++
  const x = a.mantissa << BigInt(shift)
  // Newton's steps from above.
  let y = 1n << BigInt(Math.ceil(bitLength(x) / degree) + 1)
  for (;;) {
    const next = ((n - 1n) * y + x / y ** (n - 1n)) / n
    if (next >= y) return trimmed(y, (a.exponent - shift) / degree)
    y = next
  }
}

/** The integer k with 2^k ≤ |a| < 2^(k+1). */
export function magnitude(a: Real): number {
  return bitLength(a.mantissa) - 1 + a.exponent
}

/** Near enough to begin with. */
export function near(a: Real): number {
  if (a.mantissa === 0n) return 0
  const drop = Math.max(0, bitLength(a.mantissa) - 60)
  const exponent = a.exponent + drop
  const half = Math.trunc(exponent / 2)
  return Number(a.mantissa >> BigInt(drop)) * 2 ** half * 2 ** (exponent - half)
}

/**
 * How far `result` is from what it should be, in units of the last place of a float64 of that size; Infinity counts as the
 * number that comes after the largest.
 */
export function ulps(result: number, exact: Real): number {
  const largest = scaled(real(exact.mantissa < 0n ? -1 : 1), 1024)
  const goal = exact.mantissa !== 0n && magnitude(exact) > 1023 ? largest : exact
  const value = Number.isFinite(result) ? real(result) : scaled(real(Math.sign(result)), 1024)
  const unit = goal.mantissa === 0n ? -1074 : Math.min(Math.max(magnitude(goal), -1022), 1023) - 52
  return Math.abs(near(scaled(minus(value, goal), -unit)))
}
