import { IndexError, OptionError, ShapeError } from "../../core/errors/index.ts"
import { shapeText } from "./shape.ts"
import type { Shape } from "./shape.ts"

/** A range of one axis, ends as in Python: negative ones count from the end, missing ones are the ends. */
export interface Slice {
  readonly start?: number | undefined
  readonly stop?: number | undefined
  readonly step?: number | undefined
}

/** What is said of one axis: one index, a range, a new axis of size 1, or all the axes that are not named. */
export type Index = number | Slice | "newaxis" | "..." | readonly [start?: number, stop?: number, step?: number]

/** NumPy's text between the brackets, `"10:20, ::2"`, or a list of what is said of each axis. */
export type SliceSpec = string | readonly Index[]

/** What becomes of one axis: `size` elements from `start` by `step`. `axis` is undefined for a new one. `isDropped`: one index. */
export interface Range {
  readonly axis: number | undefined
  readonly start: number
  readonly step: number
  readonly size: number
  readonly isDropped: boolean
}

/** @throws IndexError for an index that is outside, and for too many of them; OptionError where it is no slice */
export function parseSlices(spec: unknown, shape: Shape): Range[] {
  const list = typeof spec === "string" ? fromText(spec) : fromList(spec)
  const named = list.filter((one) => one !== "newaxis" && one !== "...").length
  const rest = list.filter((one) => one === "...").length
  if (rest > 1) throw new OptionError("slice", 'at most one "..."', spec)
  if (named > shape.length) {
    throw new IndexError(
      `too many indices: the array has ${shape.length} axes, ${shapeText(shape)}, and ${named} are named`,
      { hint: 'name at most one of each axis; "newaxis" adds one' },
    )
  }
  const ranges: Range[] = []
  let axis = 0
  const all = (): void => void ranges.push(rangeOf({}, axis, shape[axis++]!))
  for (const one of list) {
    if (one === "newaxis") ranges.push({ axis: undefined, start: 0, step: 0, size: 1, isDropped: false })
    else if (one === "...") for (let left = shape.length - named; left > 0; left--) all()
    else if (typeof one === "number") {
      ranges.push({ axis, start: place(one, axis, shape[axis]!), step: 0, size: 1, isDropped: true })
      axis++
    } else ranges.push(rangeOf(one as Slice, axis, shape[axis++]!))
  }
  while (axis < shape.length) all()
  return ranges
}

/** An index from the front. @throws IndexError */
export function place(index: number, axis: number, size: number): number {
  const at = index < 0 ? index + size : index
  if (Number.isInteger(index) && at >= 0 && at < size) return at
  if (Number.isNaN(size)) throw unknownSize(axis)
  throw new IndexError(`index ${index} is outside of axis ${axis}, which has ${size} elements`, {
    hint:
      size === 0 ? "the axis has none" : `indices are integers from ${-size} to ${size - 1}; a slice may end anywhere`,
  })
}

function unknownSize(axis: number): ShapeError {
  return new ShapeError(`a slice along axis ${axis}, whose size depends on elements that are not computed yet`, {
    hint: "compute it first: da.array(await x.compute()) has a shape",
  })
}

/** Ends that lie outside are the ends, as in Python. */
function rangeOf({ start, stop, step = 1 }: Slice, axis: number, length: number): Range {
  if (!Number.isInteger(step) || step === 0) throw new OptionError("step", "an integer other than 0", step)
  if (Number.isNaN(length) && (start !== undefined || stop !== undefined || step !== 1)) throw unknownSize(axis)
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1]
  const end = (given: number | undefined, missing: number): number => {
    if (given === undefined) return missing
    if (!Number.isInteger(given)) throw new OptionError("slice", "of integers", given)
    return Math.min(highest, Math.max(lowest, given < 0 ? given + length : given))
  }
  const from = end(start, step > 0 ? 0 : length - 1)
  const to = end(stop, step > 0 ? length : -1)
  const size = Math.max(0, Math.ceil((to - from) / step))
  return { axis, start: size === 0 ? 0 : from, step, size, isDropped: false }
}

function fromText(text: string): Index[] {
  const parts = text
    .trim()
    .replace(/^\[(.*)\]$/s, "$1")
    .split(",")
    .map((part) => part.trim())
  // NumPy allows a comma at the end.
  if (parts.length > 1 && parts.at(-1) === "") parts.pop()
  return parts.map((part) => {
    if (part === "...") return part
    if (part === "newaxis" || part === "None") return "newaxis"
    if (/^[+-]?\d+$/.test(part)) return Number(part)
    const ends = part.split(":").map((one) => one.trim())
    const isRange = ends.length >= 2 && ends.length <= 3 && ends.every((one) => one === "" || /^[+-]?\d+$/.test(one))
    if (!isRange) throw new OptionError("slice", 'like NumPy\'s, e.g. "10:20, ::2" or "0, ..., newaxis"', text)
    const [start, stop, step] = ends.map((one) => (one === "" ? undefined : Number(one)))
    return { start, stop, step }
  })
}

function fromList(spec: unknown): Index[] {
  const list = Array.isArray(spec) ? (spec as unknown[]) : [spec]
  return list.map((one) => {
    if (one === null) return "newaxis"
    if (typeof one === "number" || one === "newaxis" || one === "...") return one
    if (typeof one === "string") return fromText(one)[0]!
    if (Array.isArray(one) && one.length <= 3) return { start: one[0], stop: one[1], step: one[2] }
    if (typeof one === "object" && Object.keys(one).every((key) => ["start", "stop", "step"].includes(key))) return one
    throw new OptionError(
      "slice",
      'an integer, { start, stop, step }, [start, stop, step], "newaxis" or "..." for each axis',
      one,
      { hint: "x.mask(condition) takes elements by a condition, x.take(indices, axis) by their indices" },
    )
  })
}
