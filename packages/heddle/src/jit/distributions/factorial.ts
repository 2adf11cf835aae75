import { log } from "../maths/logarithm.ts"

/**
 * log k! - (½·log 2π + (k + ½)·log(k + 1) - (k + 1)), for an integer k of 0 or more: of Stirling's series so much as counts,
 * and where that would be much, the number.
 */
export function stirlingRest(k: number): number {
  const x = 1 / (k + 1)
  const z = x * x
  const series = x * (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680))))
  const below2 = k === 0 ? 0.08106146679532726 : 0.0413406959554093
  const below4 = k === 2 ? 0.02767792568499834 : 0.020790672103765093
  const below6 = k === 4 ? 0.016644691189821193 : 0.013876128823070748
  const below8 = k === 6 ? 0.01189670994589177 : 0.010411265261972096
  const first = k < 2 ? below2 : below4
  const second = k < 6 ? below6 : below8
  return k < 8 ? (k < 4 ? first : second) : series
}

const halfLogOf2Pi = 0.9189385332046728

export function logFactorial(k: number): number {
  return halfLogOf2Pi + (k + 0.5) * log(k + 1) - (k + 1) + stirlingRest(k)
}
