import { OptionError } from "../../core/errors/index.ts"

/** An axis, alone or among the options; null: all elements in C order. */
export type AxisLike = number | null | { readonly axis?: number | null | undefined }

/** The axis that was said, or what it is without. */
export function axisOf<T extends number | null>(given: AxisLike | undefined, missing: T): number | T {
  const axis = typeof given === "object" && given !== null ? given.axis : given
  if (axis === undefined) return missing
  if (axis === null) {
    if (missing === null) return missing
    throw new OptionError("axis", "an integer", axis)
  }
  return axis
}
