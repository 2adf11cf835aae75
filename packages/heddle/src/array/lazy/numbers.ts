import { isFloat, toFloating } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { apply, nodeOf } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { broadcastShapes } from "../shape/index.ts"
import { asarray, full, onesLike, zerosLike } from "./create.ts"
import {
  abs,
  add,
  all,
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctan2,
  arctanh,
  bitwiseNot,
  copysign,
  cumprod,
  cumsum,
  divide,
  equal,
  floorDivide,
  isfinite,
  isinf,
  isnan,
  isneginf,
  isposinf,
  leftShift,
  lessEqual,
  logicalAnd,
  logicalOr,
  mod,
  multiply,
  power,
  rightShift,
  sin,
  subtract,
  trunc,
  where,
} from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

type Unary = (x: Operand) => LazyArray
type Binary = (a: Operand, b: Operand) => LazyArray
const unary =
  (name: string): Unary =>
  (x) =>
    lazy(apply(name, x))
const binary =
  (name: string): Binary =>
  (a, b) =>
    lazy(apply(name, a, b))

export const acos: Unary = arccos
export const acosh: Unary = arccosh
export const asin: Unary = arcsin
export const asinh: Unary = arcsinh
export const atan: Unary = arctan
export const atanh: Unary = arctanh
export const atan2: Binary = arctan2
export const pow: Binary = power
export const bitwiseInvert: Unary = bitwiseNot
export const bitwiseLeftShift: Binary = leftShift
export const bitwiseRightShift: Binary = rightShift
export const cumulativeSum: typeof cumsum = cumsum
export const cumulativeProd: typeof cumprod = cumprod

/** The remainder with the sign of the dividend, as C's and JavaScript's `%`. */
export const fmod: Binary = binary("fmod")
/** The logarithm to base 2 of the sum of two powers of 2. */
export const logaddexp2: Binary = binary("logaddexp2")
/** The modified Bessel function of the first kind, of order 0. */
export const i0: Unary = unary("i0")
/** x times 2 to a power. */
export const ldexp: Binary = binary("ldexp")
export const gcd: Binary = binary("gcd")
export const lcm: Binary = binary("lcm")
/** How many bits of an integer's magnitude are set. */
export const bitwiseCount: Unary = unary("bitwiseCount")
/** The distance to the next number away from 0. */
export const spacing: Unary = unary("spacing")
/** The next number towards another. */
export const nextafter: Binary = binary("nextafter")

/** The quotient, rounded down, and the remainder. */
export function divmod(a: Operand, b: Operand): [LazyArray, LazyArray] {
  return [floorDivide(a, b), mod(a, b)]
}
/** The fraction, and what is before the point. */
export function modf(x: Operand): [LazyArray, LazyArray] {
  const own = floating(x)
  const whole = trunc(own)
  return [copysign(where(isinf(own), 0, subtract(own, whole)), own), whole]
}
/** Of a mantissa from 0.5 to below 1, times 2 to an exponent. */
export function frexp(x: Operand): [mantissa: LazyArray, exponent: LazyArray] {
  return [lazy(apply("mantissa", x)), lazy(apply("exponent", x))]
}

function floating(x: Operand): LazyArray {
  const own = asarray(x)
  return own.astype(toFloating(own.dtype))
}

/** sin(πx) / πx, and 1 at 0. */
export function sinc(x: Operand): LazyArray {
  const own = floating(x)
  const turned = multiply(where(own.equal(0), 1e-20, own), Math.PI)
  return divide(sin(turned), turned)
}

/** NaN becomes `nan` (0), infinities the largest numbers, unless others are named. */
export function nanToNum(
  x: Operand,
  options: { readonly nan?: number; readonly posinf?: number; readonly neginf?: number } = {},
): LazyArray {
  const own = asarray(x)
  if (!isFloat(own.dtype)) return own
  const most = finfo(own.dtype).max
  const { nan = 0, posinf = most, neginf = -most } = options
  return where(isnan(own), nan, where(isposinf(own), posinf, where(isneginf(own), neginf, own)))
}

/** What float numbers of a type are. */
export function finfo(dtype: DType | LazyArray): {
  readonly bits: number
  readonly eps: number
  readonly max: number
  readonly min: number
  readonly tiny: number
  readonly smallestNormal: number
  readonly smallestSubnormal: number
} {
  const own = typeof dtype === "string" ? dtype : dtype.dtype
  const is32 = own === "float32"
  const [max, tiny] = is32 ? [3.4028234663852886e38, 2 ** -126] : [Number.MAX_VALUE, 2 ** -1022]
  const eps = is32 ? 2 ** -23 : Number.EPSILON
  return {
    bits: is32 ? 32 : 64,
    eps,
    max,
    min: -max,
    tiny,
    smallestNormal: tiny,
    smallestSubnormal: tiny * eps,
  }
}

export interface IsCloseOptions {
  readonly rtol?: number | undefined
  readonly atol?: number | undefined
  /** Is NaN close to NaN? */
  readonly equalNan?: boolean | undefined
}

/** |a - b| <= atol + rtol * |b|, or both are the same infinity. */
export function isclose(a: Operand, b: Operand, options: IsCloseOptions = {}): LazyArray {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options
  const [left, right] = [floating(a), floating(b)]
  const isNear = lessEqual(abs(subtract(left, right)), add(multiply(abs(right), rtol), atol))
  const either = logicalOr(logicalAnd(isNear, isfinite(right)), equal(left, right))
  return equalNan ? logicalOr(either, logicalAnd(isnan(left), isnan(right))) : either
}
/** Are all close? */
export function allclose(a: Operand, b: Operand, options?: IsCloseOptions): LazyArray {
  return all(isclose(a, b, options))
}

/** Have both the same shape and the same elements? */
export function arrayEqual(a: Operand, b: Operand, options: { readonly equalNan?: boolean } = {}): LazyArray {
  const [left, right] = [asarray(a), asarray(b)]
  const isSame = left.ndim === right.ndim && left.shape.every((size, axis) => Object.is(size, right.shape[axis]))
  return isSame ? sameElements(left, right, options.equalNan === true) : full([], false)
}
/** The same, where one may be broadcast to the other. */
export function arrayEquiv(a: Operand, b: Operand): LazyArray {
  const [left, right] = [asarray(a), asarray(b)]
  try {
    broadcastShapes(left.shape, right.shape)
  } catch {
    return full([], false)
  }
  return sameElements(left, right, false)
}

function sameElements(a: LazyArray, b: LazyArray, equalNan: boolean): LazyArray {
  const same = equal(a, b)
  return all(equalNan ? logicalOr(same, logicalAnd(isnan(a), isnan(b))) : same)
}

/** All numbers are real: the array itself. */
export const real: Unary = (x) => asarray(x)
export const conjugate: Unary = real
export const conj: Unary = real
export const realIfClose: Unary = real
/** All numbers are real: zeros. */
export const imag: Unary = (x) => zerosLike(x)
export const isreal: Unary = (x) => onesLike(x, { dtype: "bool" })
export const iscomplex: Unary = (x) => zerosLike(x, { dtype: "bool" })
/** The angle of a real number: 0, or π below 0. */
export function angle(x: Operand, options: { readonly deg?: boolean } = {}): LazyArray {
  const found = arctan2(zerosLike(floating(x)), floating(x))
  return options.deg === true ? multiply(found, 180 / Math.PI) : found
}

/** As another type. */
export function astype(x: Operand, dtype: DType): LazyArray {
  return asarray(x).astype(dtype)
}
/** A copy is never needed: nobody changes elements. */
export const copy: Unary = (x) => lazy(nodeOf(x))
export const asanyarray: typeof asarray = asarray
export const ascontiguousarray: typeof asarray = asarray
