import { contiguous } from "../shape/index.ts"
import type { Shape } from "../shape/index.ts"

/** Bytes that are read at once where they do not go straight to their place. */
const most = 2 ** 20
/** Bytes from one row to the next up to which what lies between them is read too: a call of the system costs as much. */
const near = 2 ** 13

/** Elements of a box that lie in one row of the file. */
export interface Runs {
  readonly length: number
  /** Elements from one run to the next; 0 where there is only one. */
  readonly apart: number
  /** Where each begins in the file, in elements, in C order. */
  starts(): Generator<number, void, undefined>
}

/** The runs of a box: axes that are taken whole are one with the axis before them. */
export function runsOf(shape: Shape, from: Shape, box: Shape): Runs {
  const steps = contiguous(shape)
  let first = Math.max(0, shape.length - 1)
  while (first > 0 && box[first] === shape[first]) first--
  const length = shape.length === 0 ? 1 : box[first]! * steps[first]!
  const outer = box.slice(0, first)
  const count = outer.reduce((product, one) => product * one, length === 0 ? 0 : 1)
  return {
    length,
    apart: count > 1 ? steps[first - 1]! : 0,
    *starts() {
      const at = outer.map(() => 0)
      let start = from.reduce((sum, one, axis) => sum + one * steps[axis]!, 0)
      for (let left = count; left > 0; left--) {
        yield start
        for (let axis = first - 1; axis >= 0; axis--) {
          start += steps[axis]!
          if (++at[axis]! < outer[axis]!) break
          start -= steps[axis]! * outer[axis]!
          at[axis] = 0
        }
      }
    },
  }
}

/** Are rows so near each other that it is faster to read what lies between them too? */
export function isSparse({ apart }: Runs, itemBytes: number): boolean {
  return apart > 0 && apart * itemBytes < near
}

/** A part of a box, and how many elements of the file it spans. */
export interface Span {
  /** Where in the box it begins. */
  readonly at: readonly number[]
  readonly shape: readonly number[]
  readonly length: number
}

/** Cuts a box into parts that are read at once. */
export function* spansOf(
  shape: Shape,
  box: Shape,
  itemBytes: number,
  at: readonly number[] = box.map(() => 0),
): Generator<Span, void, undefined> {
  const steps = contiguous(shape)
  const axis = box.findIndex((size) => size > 1)
  if (axis === -1) {
    yield { at, shape: box, length: 1 }
    return
  }
  const row = 1 + box.reduce((sum, size, i) => (i > axis ? sum + (size - 1) * steps[i]! : sum), 0)
  const step = steps[axis]!
  const isNear = row === step || step * itemBytes < near
  const rows = isNear ? Math.max(1, Math.floor((most / itemBytes - row) / step) + 1) : 1
  for (let first = 0; first < box[axis]!; first += rows) {
    const count = Math.min(rows, box[axis]! - first)
    const [place, part] = [at.with(axis, at[axis]! + first), box.with(axis, count)]
    const length = (count - 1) * step + row
    if (isNear && length * itemBytes <= most) yield { at: place, shape: part, length }
    else yield* spansOf(shape, part, itemBytes, place)
  }
}
