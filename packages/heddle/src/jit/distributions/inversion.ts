import { exp, expm1 } from "../maths/exponential.ts"
import { withSign } from "../maths/bits.ts"
import { log } from "../maths/logarithm.ts"
import { pow } from "../maths/power.ts"
import { tan } from "../maths/trigonometric.ts"
import { open } from "./uniform.ts"

// Distributions whose function of distribution has an inverse: that of a uniform number.

export function standardExponential(): number {
  return -log(open())
}

export function exponential(scale: number = 1): number {
  return scale >= 0 ? scale * standardExponential() : NaN
}

export function laplace(location: number = 0, scale: number = 1): number {
  const q = open() - 0.5
  return scale >= 0 ? location - scale * withSign(log(1 - 2 * Math.abs(q)), q) : NaN
}

export function logistic(location: number = 0, scale: number = 1): number {
  const u = open()
  return scale >= 0 ? location + scale * log(u / (1 - u)) : NaN
}

export function gumbel(location: number = 0, scale: number = 1): number {
  return scale >= 0 ? location - scale * log(standardExponential()) : NaN
}

export function rayleigh(scale: number = 1): number {
  return scale >= 0 ? scale * Math.sqrt(2 * standardExponential()) : NaN
}

export function weibull(shape: number): number {
  if (!(shape > 0)) return shape === 0 ? 0 : NaN
  return pow(standardExponential(), 1 / shape)
}

export function pareto(shape: number): number {
  return shape > 0 ? expm1(standardExponential() / shape) : NaN
}

export function power(shape: number): number {
  return shape > 0 ? exp(log(open()) / shape) : NaN
}

/** Its tangent is taken from the near end, where the angle is exact. */
export function standardCauchy(): number {
  const q = open() - 0.5
  return withSign(1 / tan(Math.PI * (0.5 - Math.abs(q))), q)
}
