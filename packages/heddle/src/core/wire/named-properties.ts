import { inspect } from "node:util"

/** Up to this length the keys of an array are listed; beyond it `inspect` tells for a constant price if there are named ones. */
const LISTED = 200

/** Whether an array has properties beside its items, such as the `columns` that CSV readers put on their rows, or `index` and `groups` of a match. */
export function hasNamedProperties(array: readonly unknown[]): boolean {
  const length = array.length
  if (length > LISTED) {
    const text = inspect(array, { maxArrayLength: 0, depth: 0, customInspect: false, breakLength: Infinity })
    if (text === `[ ... ${length} more items ]`) return false
  }
  const keys = Object.keys(array)
  const last = keys[keys.length - 1]
  if (last === undefined || last === String(length - 1)) return false
  return !(Number(last) < length && String(Number(last) >>> 0) === last)
}
