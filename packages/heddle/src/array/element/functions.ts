import { approximations, limits } from "../../jit/index.ts"

/*
 * What operations compute that JavaScript has no operator for, as plain functions that kernels take in. The functions of
 * Math are the polynomials of `jit/maths`, which vectors compute: within 2.5 units in the last place.
 */

const near = (fn: Function): ((x: number) => number) => approximations.get(fn) as (x: number) => number
const [nearSin, nearCos, nearTan] = [near(Math.sin), near(Math.cos), near(Math.tan)]
const ln2 = Math.LN2
const largestAngle = limits.get(Math.sin)!

export const exp: (x: number) => number = near(Math.exp)
export const expm1: (x: number) => number = near(Math.expm1)
export const log: (x: number) => number = near(Math.log)
export const log1p: (x: number) => number = near(Math.log1p)
export const log2: (x: number) => number = near(Math.log2)
export const log10: (x: number) => number = near(Math.log10)
export const cbrt: (x: number) => number = near(Math.cbrt)
export const asin: (x: number) => number = near(Math.asin)
export const acos: (x: number) => number = near(Math.acos)
export const atan: (x: number) => number = near(Math.atan)
export const sinh: (x: number) => number = near(Math.sinh)
export const cosh: (x: number) => number = near(Math.cosh)
export const tanh: (x: number) => number = near(Math.tanh)
export const asinh: (x: number) => number = near(Math.asinh)
export const acosh: (x: number) => number = near(Math.acosh)
export const atanh: (x: number) => number = near(Math.atanh)
export const atan2: (y: number, x: number) => number = approximations.get(Math.atan2) as never
export const hypot: (x: number, y: number) => number = approximations.get(Math.hypot) as never
const nearPow = approximations.get(Math.pow) as (x: number, y: number) => number

/** Beyond the largest angle Math's own. */
export function sin(x: number): number {
  return Math.abs(x) <= largestAngle ? nearSin(x) : Math.sin(x)
}

export function cos(x: number): number {
  return Math.abs(x) <= largestAngle ? nearCos(x) : Math.cos(x)
}

export function tan(x: number): number {
  return Math.abs(x) <= largestAngle ? nearTan(x) : Math.tan(x)
}

/** C's `pow`, which gives 1 for every power of 1, where JavaScript's gives NaN. */
export function pow(x: number, y: number): number {
  return x === 1 ? 1 : x === -1 && Math.abs(y) === Infinity ? 1 : nearPow(x, y)
}

/** The remainder with the sign of the divisor, as Python's `%`. */
export function mod(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 || (b === 0 && 1 / b < 0) ? -0 : 0
  return rest < 0 !== b < 0 ? rest + b : rest
}

/** As NumPy: from the remainder, so that `floorDivide(a, b) * b + mod(a, b)` is a. */
export function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b
  let rest = a % b
  let quotient = (a - rest) / b
  if (rest !== 0 && b < 0 !== rest < 0) {
    rest += b
    quotient -= 1
  }
  if (quotient === 0) return a / b < 0 || 1 / (a / b) < 0 ? -0 : 0
  const floor = Math.floor(quotient)
  return quotient - floor > 0.5 ? floor + 1 : floor
}

/** To the nearest integer, halves to the even one, as NumPy's `rint`. */
export function rint(x: number): number {
  // Beyond 2^52 there are no fractions, and adding would round.
  if (!(Math.abs(x) < 4503599627370496)) return x
  const moved = x < 0 || 1 / x < 0 ? x - 4503599627370496 + 4503599627370496 : x + 4503599627370496 - 4503599627370496
  return moved === 0 ? copysign(0, x) : moved
}

export function sign(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : x === x ? 0 : x
}

/** The lesser one; NaN if one of both is. */
export function lesser(a: number, b: number): number {
  return a !== a ? a : b !== b ? b : a < b ? a : b
}

export function greater(a: number, b: number): number {
  return a !== a ? a : b !== b ? b : a > b ? a : b
}

/** The lesser one; the other where one is NaN. */
export function fmin(a: number, b: number): number {
  return a !== a ? b : b !== b ? a : a < b ? a : b
}

export function fmax(a: number, b: number): number {
  return a !== a ? b : b !== b ? a : a > b ? a : b
}

export function logaddexp(a: number, b: number): number {
  if (a === b) return a + ln2
  const difference = a - b
  return difference > 0 ? a + log1p(exp(-difference)) : difference <= 0 ? b + log1p(exp(difference)) : difference
}

export function copysign(a: number, b: number): number {
  const size = Math.abs(a)
  return b < 0 || (b === 0 && 1 / b < 0) ? -size : size
}

export function heaviside(x: number, atZero: number): number {
  return x !== x ? x : x < 0 ? 0 : x === 0 ? atZero : 1
}

/** Of int32, where a division by 0 gives 0, as NumPy. */
export function intFloorDivide(a: number, b: number): number {
  return b === 0 ? 0 : Math.floor(a / b) | 0
}

export function intMod(a: number, b: number): number {
  if (b === 0) return 0
  const rest = (a - Math.trunc(a / b) * b) | 0
  return rest !== 0 && rest < 0 !== b < 0 ? (rest + b) | 0 : rest
}

/** A power of int32, modulo 2^32. Of a negative power, which NumPy refuses, what there is toward 0. */
export function intPower(x: number, y: number): number {
  if (y < 0) return x === 1 ? 1 : x !== -1 ? 0 : (y & 1) === 1 ? -1 : 1
  let [result, base, left] = [1, x, y]
  while (left > 0) {
    if ((left & 1) === 1) result = Math.imul(result, base)
    base = Math.imul(base, base)
    left >>= 1
  }
  return result
}

export function bigFloorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n
  if (b === -1n) return BigInt.asIntN(64, -a)
  const quotient = BigInt.asIntN(64, a / b)
  return quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient
}

export function bigMod(a: bigint, b: bigint): bigint {
  if (b === 0n || b === -1n) return 0n
  const rest = a % b
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
}

export function bigPower(x: bigint, y: bigint): bigint {
  if (y < 0n) return x === 1n ? 1n : x !== -1n ? 0n : (y & 1n) === 1n ? -1n : 1n
  let result = 1n
  let base = x
  let left = y
  while (left > 0n) {
    if ((left & 1n) === 1n) result = BigInt.asIntN(64, result * base)
    base = BigInt.asIntN(64, base * base)
    left >>= 1n
  }
  return result
}

/** Toward 0 and modulo 2^64, as `astype` of computed arrays; of NaN and infinities 0. */
export function toBig(x: number): bigint {
  if (Math.abs(x) < 9223372036854775808) return BigInt(Math.trunc(x))
  if (!(Math.abs(x) < Infinity)) return 0n
  const rest = x - Math.floor(x / 18446744073709551616) * 18446744073709551616
  return BigInt(rest < 9223372036854775808 ? rest : rest - 18446744073709551616)
}

/** 2 to a power from -1022 to 1023, exactly: roots of powers of two are. */
export function powerOfTwo(n: number): number {
  let [left, power, result] = [Math.abs(n), 1.3407807929942597e154, 1]
  for (let step = 512; step >= 1; step /= 2) {
    if (left >= step) {
      left -= step
      result *= power
    }
    power = Math.sqrt(power)
  }
  return n < 0 ? 1 / result : result
}

/** Of a number other than 0 that is finite, the n of the 2^n that is next to it towards 0. */
export function exponentOf(x: number): number {
  let [size, power, n] = [Math.abs(x), 1.3407807929942597e154, 0]
  if (size < 2.2250738585072014e-308) {
    size *= 18446744073709551616
    n = -64
  }
  const isLarge = size >= 1
  for (let step = 512; step >= 1; step /= 2) {
    if (isLarge && size >= power) {
      size /= power
      n += step
    } else if (!isLarge && size * power < 2) {
      size *= power
      n -= step
    }
    power = Math.sqrt(power)
  }
  return n
}

/** x times 2^n, rounded once. */
export function ldexp(x: number, n: number): number {
  let [value, left] = [x, Math.max(-3000, Math.min(3000, Math.trunc(n)))]
  while (left > 1023) {
    value *= 8.98846567431158e307
    left -= 1023
  }
  // As far as no bit is lost, and then once.
  while (left < -1022) {
    value *= 2.004168360008973e-292
    left += 969
  }
  return value * powerOfTwo(left)
}

export function mantissa(x: number): number {
  return x === 0 || !(Math.abs(x) < Infinity) ? x : ldexp(x, -exponentOf(x) - 1)
}

export function exponent(x: number): number {
  return x === 0 || !(Math.abs(x) < Infinity) ? 0 : exponentOf(x) + 1
}

/** The distance to the next number away from 0, of so many binary digits. */
export function spacing(x: number, digits: number, least: number): number {
  if (!(Math.abs(x) < Infinity)) return Number.NaN
  const size = x === 0 ? least : Math.max(least, ldexp(1, exponentOf(x) - digits))
  return x < 0 ? -size : size
}

export function nextafter(x: number, y: number, digits: number, least: number, most: number): number {
  if (x !== x || y !== y) return x + y
  if (x === y) return y
  if (x === 0) return y > 0 ? least : -least
  const sign = x < 0 ? -1 : 1
  const size = Math.abs(x)
  if (size === Infinity) return sign * most
  const step = Math.max(least, ldexp(1, exponentOf(x) - digits))
  if (y > x === x > 0) return sign * (size === most ? Infinity : size + step)
  // Below a power of two numbers are twice as near.
  const isPower = size === ldexp(1, exponentOf(x))
  return sign * (size - (isPower && step > least ? step / 2 : step))
}

export function intGcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)]
  while (y !== 0) {
    const rest = x % y
    x = y
    y = rest
  }
  return x
}

export function intLcm(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : Math.abs(Math.imul(a / intGcd(a, b), b))
}

export function bigGcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b < 0n ? -b : b
  while (y !== 0n) {
    const rest = x % y
    x = y
    y = rest
  }
  return x
}

export function bigLcm(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return 0n
  const product = (a / bigGcd(a, b)) * b
  return product < 0n ? -product : product
}

export function intBits(x: number): number {
  let [left, count] = [Math.abs(x), 0]
  while (left > 0) {
    count += left % 2
    left = Math.floor(left / 2)
  }
  return count
}

export function bigBits(x: bigint): number {
  let left = x < 0n ? -x : x
  let count = 0
  while (left > 0n) {
    if ((left & 1n) === 1n) count++
    left >>= 1n
  }
  return count
}

/** The modified Bessel function of order 0, by its series, whose terms are all positive. */
export function i0(x: number): number {
  const square = (x * x) / 4
  let [term, sum] = [1, 1]
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= square / (k * k)
    sum += term
  }
  return sum
}

export function logaddexp2(a: number, b: number): number {
  if (a === b) return a + 1
  const difference = (a - b) * ln2
  return difference > 0
    ? a + log1p(exp(-difference)) / ln2
    : difference <= 0
      ? b + log1p(exp(difference)) / ln2
      : difference
}
