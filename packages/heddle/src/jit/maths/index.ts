/**
 * What `fastmath` puts in the place of Math's functions: polynomials of float64 without branches, loops and tables,
 * which a vector instruction can compute for two numbers at once. They are kernels, written in what kernels know and
 * six operations on bits that the compiler has instructions for. Special values are JavaScript's; how far other
 * results may be off is in the README.
 *
 * ```ts skip a fragment: the names around it are internal
 * const exp = approximations.get(Math.exp)!
 * exp(1) - Math.E // => within 1 ULP of 0
 * intrinsics.has(powerOfTwo) // => true: not compiled from its text
 * ```
 */
import { nearestExponent, nearestSignificand, powerOfMinusOne, powerOfTwo, upperHalf, withSign } from "./bits.ts"
import { fusedMultiplyAdd } from "./fused.ts"
import { exp, expm1 } from "./exponential.ts"
import { cosh, sinh, tanh } from "./hyperbolic.ts"
import { acosh, asinh, atanh } from "./inverse-hyperbolic.ts"
import { acos, asin, atan, atan2 } from "./inverse-trigonometric.ts"
import { log, log10, log1p, log2 } from "./logarithm.ts"
import { pow } from "./power.ts"
import { cbrt, hypot } from "./roots.ts"
import { cos, largestAngle, sin, tan } from "./trigonometric.ts"

/** From a function of Math to the one in its place; Math.hypot for two arguments only. */
export const approximations: ReadonlyMap<Function, Function> = new Map<Function, Function>([
  [Math.acos, acos],
  [Math.acosh, acosh],
  [Math.asin, asin],
  [Math.asinh, asinh],
  [Math.atan, atan],
  [Math.atan2, atan2],
  [Math.atanh, atanh],
  [Math.cbrt, cbrt],
  [Math.cos, cos],
  [Math.cosh, cosh],
  [Math.exp, exp],
  [Math.expm1, expm1],
  [Math.hypot, hypot],
  [Math.log, log],
  [Math.log10, log10],
  [Math.log1p, log1p],
  [Math.log2, log2],
  [Math.pow, pow],
  [Math.sin, sin],
  [Math.sinh, sinh],
  [Math.tan, tan],
  [Math.tanh, tanh],
])

/** The largest |x| that a function takes, where that is not all: beyond it Math's own has to be called. */
export const limits: ReadonlyMap<Function, number> = new Map([
  [Math.cos, largestAngle],
  [Math.sin, largestAngle],
  [Math.tan, largestAngle],
])

/** The operations on bits: the compiler knows them by identity, never by their text. */
export const intrinsics: ReadonlySet<Function> = new Set<Function>([
  nearestExponent,
  nearestSignificand,
  powerOfMinusOne,
  powerOfTwo,
  upperHalf,
  withSign,
])

export { fusedMultiplyAdd, nearestExponent, nearestSignificand, powerOfMinusOne, powerOfTwo, upperHalf, withSign }
