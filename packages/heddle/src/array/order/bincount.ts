import { OptionError } from "../../core/errors/index.ts"
import type { Elements } from "../dtype/index.ts"
import { asFloat64 } from "./floats.ts"

/**
 * How often each of 0, 1, 2, … occurs in a tile, or the sum of the weights beside them, in the order of the elements. As long
 * as the greatest element needs, and at least `minlength`.
 *
 * @throws OptionError where one is below 0 or no integer
 */
export function bincountPartial(
  elements: Elements,
  minlength: number = 0,
  weights?: Elements,
): Float64Array<ArrayBuffer> {
  const values = asFloat64(elements)
  let greatest = -1
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value >= 0) || value !== Math.floor(value)) throw new OptionError("x", "integers of 0 or more", elements[i])
    if (value > greatest) greatest = value
  }
  const counts = new Float64Array(Math.max(minlength, greatest + 1))
  if (weights === undefined) {
    for (let i = 0; i < values.length; i++) counts[values[i]!]!++
    return counts
  }
  const heavy = asFloat64(weights)
  if (heavy.length !== values.length) throw new OptionError("weights", `of ${values.length} elements`, heavy.length)
  for (let i = 0; i < values.length; i++) counts[values[i]!]! += heavy[i]!
  return counts
}

/**
 * The sums of several tiles, added from the first tile on. Counts are exact for any cut; sums of weights have the rounding
 * of the tiles.
 */
export function bincountMerge(partials: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const length = partials.reduce((most, partial) => Math.max(most, partial.length), 0)
  const counts = new Float64Array(length)
  for (const partial of partials) for (let i = 0; i < partial.length; i++) counts[i]! += partial[i]!
  return counts
}
