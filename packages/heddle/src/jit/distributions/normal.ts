import { exp } from "../maths/exponential.ts"
import { log } from "../maths/logarithm.ts"
import { cos } from "../maths/trigonometric.ts"
import { open } from "./uniform.ts"

/**
 * Box and Muller (1958), the cosine only: what a vector does with a polynomial for each factor costs less than one that rejects,
 * until the last of eight is through. Up to 8.57 in size.
 */
export function standardNormal(): number {
  const radius = Math.sqrt(-2 * log(open()))
  return radius * cos(2 * Math.PI * open())
}

export function normal(mean: number = 0, sd: number = 1): number {
  return sd >= 0 ? mean + sd * standardNormal() : NaN
}

export function lognormal(mean: number = 0, sigma: number = 1): number {
  return exp(normal(mean, sigma))
}
