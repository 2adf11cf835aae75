import type { BoundKernel } from "../../jit/bound/index.ts"
import type { RandomSource } from "./program.ts"
import type { Workspace } from "./workspace.ts"

/*
 * Random numbers by their place. The array is cut into rows along its last axis, or is one row if that is short; a row into
 * runs of 64 segments; a run has a key, of the array's key, the row and the number of the run, and its segments draw from it
 * one after the other. So any part of the array can be made by itself.
 */

/** Elements that are drawn together. */
export const segment = 256
const segmentsOfRun = 64
const run = segment * segmentsOfRun

/** Bijective in 32 bits (Wellons, lowbias32). */
function mixed(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return x ^ (x >>> 16)
}

/** A key for each row and run: a Feistel network, so no two have the same. */
function keyed(workspace: Workspace, [first, second]: readonly [number, number], row: number, number: number): void {
  let low = number ^ first
  let high = row ^ second
  low ^= mixed(high)
  high ^= mixed((low + first) | 0)
  low ^= mixed((high + second) | 0)
  high ^= mixed(low ^ Math.imul(first, 3))
  workspace.setKey(low, high)
}

/** Writes a box. `strides` are those of the target, in elements; the last is 1. */
export function fillRandom(
  source: RandomSource,
  kernel: BoundKernel,
  workspace: Workspace,
  box: { readonly lo: readonly number[]; readonly size: readonly number[] },
  address: number,
  strides: readonly number[],
): void {
  const { shape, key, parameters } = source
  const { scratch } = workspace
  const mark = workspace.mark
  const spare = workspace.take(segment * 8)
  const last = shape.length - 1
  const width = last < 0 ? 1 : shape[last]!
  const isFlat = width < segment
  const draw = (target: number, skipped: number, count: number): void => {
    kernel.run(target, 0, skipped, count, ...parameters, scratch)
  }
  /** `count` elements of a row from `from`. */
  const piece = (row: number, from: number, count: number, target: number): void => {
    let at = from
    let to = target
    const end = from + count
    while (at < end) {
      const number = Math.floor(at / run)
      const within = at - number * run
      const many = Math.min(end - at, run - within)
      const skipped = Math.floor(within / segment)
      const before = within - skipped * segment
      keyed(workspace, key, row, number)
      if (before === 0) draw(to, skipped, many)
      else {
        const first = Math.min(many, segment - before)
        draw(spare, skipped, before + first)
        workspace.elements("float64").copyWithin(to / 8, spare / 8 + before, spare / 8 + before + first)
        if (many > first) draw(to + first * 8, skipped + 1, many - first)
      }
      at += many
      to += many * 8
    }
  }
  if (last < 0) piece(0, 0, 1, address)
  else {
    const { lo, size } = box
    // Rows one after the other; of a flat array as many as lie next to each other in both.
    const at = lo.slice(0, last).map(() => 0)
    let inRun = size[last]!
    let outer = last
    if (isFlat) {
      while (outer > 0 && inRun === rowElements(shape, outer) && strides[outer - 1] === inRun) {
        outer--
        inRun *= size[outer]!
      }
    }
    for (;;) {
      let index = 0
      let target = 0
      for (let axis = 0; axis < last; axis++) {
        index = index * shape[axis]! + lo[axis]! + at[axis]!
        target += at[axis]! * strides[axis]!
      }
      if (isFlat) piece(0, index * width + lo[last]!, inRun, address + 8 * target)
      else piece(index, lo[last]!, inRun, address + 8 * target)
      let axis = outer - 1
      while (axis >= 0 && ++at[axis]! === size[axis]) at[axis--] = 0
      if (axis < 0) break
    }
  }
  workspace.release(mark)
}

/** Elements from one place along an axis to the next. */
function rowElements(shape: readonly number[], axis: number): number {
  let elements = 1
  for (let a = axis; a < shape.length; a++) elements *= shape[a]!
  return elements
}
