import { exp } from "../maths/exponential.ts"
import { log } from "../maths/logarithm.ts"
import { standardNormal } from "./normal.ts"
import { open } from "./uniform.ts"

/** For a shape of 1 or more: Marsaglia and Tsang, A simple method for generating gamma variables (2000). */
function ofOneOrMore(shape: number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  let v = 0
  let isTaken = false
  while (!isTaken) {
    const x = standardNormal()
    const root = 1 + c * x
    v = root * root * root
    const square = x * x
    const u = open()
    isTaken = v > 0 && (u < 1 - 0.0331 * square * square || log(u) < 0.5 * square + d * (1 - v + log(v)))
  }
  return d * v
}

/** The logarithm: what is smaller than all numbers has one. Below 1 a power of a uniform number is a factor, ibid. */
function logarithm(shape: number): number {
  const boost = shape < 1 ? log(open()) / shape : 0
  return log(ofOneOrMore(shape < 1 ? shape + 1 : shape)) + boost
}

export function standardGamma(shape: number): number {
  if (!(shape > 0 && shape < Infinity)) return shape === 0 ? 0 : NaN
  const boost = shape < 1 ? exp(log(open()) / shape) : 1
  return boost * ofOneOrMore(shape < 1 ? shape + 1 : shape)
}

export function gamma(shape: number, scale: number = 1): number {
  return scale >= 0 ? scale * standardGamma(shape) : NaN
}

/** X / (X + Y) of two gammas, by their logarithms: both may be too small for a number. */
export function beta(a: number, b: number): number {
  if (!(a > 0 && a < Infinity && b > 0 && b < Infinity)) return NaN
  const x = logarithm(a)
  return 1 / (1 + exp(logarithm(b) - x))
}

export function chisquare(df: number): number {
  return df > 0 ? 2 * standardGamma(df / 2) : NaN
}

/** Fisher's: the quotient of two chisquares, each divided by its degrees of freedom. */
export function f(dfnum: number, dfden: number): number {
  if (!(dfnum > 0 && dfden > 0)) return NaN
  const numerator = standardGamma(dfnum / 2) / dfnum
  return numerator / (standardGamma(dfden / 2) / dfden)
}

export function standardT(df: number): number {
  if (!(df > 0)) return NaN
  const z = standardNormal()
  return z * Math.sqrt(df / 2 / standardGamma(df / 2))
}
