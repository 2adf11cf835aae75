import { OptionError } from "../../core/errors/index.ts"

/** The axis counted from the front. @throws OptionError where the array has not so many */
export function normalizeAxis(axis: unknown, rank: number, name: string = "axis"): number {
  if (Number.isInteger(axis) && (axis as number) >= -rank && (axis as number) < rank) {
    return (axis as number) < 0 ? (axis as number) + rank : (axis as number)
  }
  const rule = rank === 0 ? "left out: the array has no axes" : `an integer from ${-rank} to ${rank - 1}`
  throw new OptionError(name, rule, axis, { hint: `the array has ${rank} ${rank === 1 ? "axis" : "axes"}` })
}

/** The axes in ascending order; undefined: all. @throws OptionError where one is not there, or is named twice */
export function normalizeAxes(axis: unknown, rank: number, name: string = "axis"): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i)
  const list = (Array.isArray(axis) ? axis : [axis]).map((one: unknown) => normalizeAxis(one, rank, name))
  if (new Set(list).size === list.length) return list.toSorted((a, b) => a - b)
  throw new OptionError(name, "each axis once", axis)
}
