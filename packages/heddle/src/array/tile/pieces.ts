import { contiguous } from "../shape/index.ts"
import { square } from "./program.ts"
import type { Program } from "./program.ts"

/** The parts of a range: where each begins in itself, how many, and how many come before. */
export function partsIn(
  bounds: readonly number[],
  from: number,
  count: number,
): { readonly part: number; readonly from: number; readonly count: number; readonly at: number }[] {
  const parts = []
  for (let part = 0; part + 1 < bounds.length; part++) {
    const [first, last] = [Math.max(from, bounds[part]!), Math.min(from + count, bounds[part + 1]!)]
    if (first < last) parts.push({ part, from: first - bounds[part]!, count: last - first, at: first - from })
  }
  return parts
}

/** Indices of a range that follow each other, as one. */
export function runsIn(
  indices: Int32Array,
  first: number,
  count: number,
): { readonly from: number; readonly count: number; readonly at: number }[] {
  const runs: { from: number; count: number; at: number }[] = []
  for (let i = 0; i < count; i++) {
    const index = indices[first + i]!
    const last = runs.at(-1)
    if (last !== undefined && index === last.from + last.count) last.count++
    else runs.push({ from: index, count: 1, at: i })
  }
  return runs
}

/** The runs of a box that are next to each other in C order, also where they go: from which element, how many, and where in the box. */
export function eachRun(
  shape: readonly number[],
  lo: readonly number[],
  size: readonly number[],
  target: readonly number[] | undefined,
  visit: (from: number, count: number, at: readonly number[]) => void,
): void {
  const strides = contiguous(shape)
  const rank = shape.length
  if (rank === 0) return visit(0, 1, [])
  let split = rank - 1
  let count = size[split]!
  const isNext = (axis: number): boolean => target === undefined || target[axis - 1] === count
  while (split > 0 && size[split] === shape[split] && isNext(split)) count *= size[--split]!
  const at = size.map(() => 0)
  for (;;) {
    let from = 0
    for (let a = 0; a < rank; a++) from += strides[a]! * (lo[a]! + at[a]!)
    visit(from, count, at)
    let axis = split - 1
    while (axis >= 0 && ++at[axis]! === size[axis]) at[axis--] = 0
    if (axis < 0) return
  }
}

/** A box in squares, where a program goes through arrays across; undefined: it is one. */
export function squaresOf(
  { across }: Program,
  lo: readonly number[],
  size: readonly number[],
): { readonly lo: readonly number[]; readonly size: readonly number[] }[] | undefined {
  if (across === undefined) return undefined
  const last = size.length - 1
  const [rows, columns] = [size[across]!, size[last]!]
  if (rows <= square && columns <= square) return undefined
  const parts = []
  for (let x = 0; x < columns; x += square) {
    for (let y = 0; y < rows; y += square) {
      const [from, count] = [[...lo], [...size]]
      from[across]! += y
      from[last]! += x
      count[across] = Math.min(square, rows - y)
      count[last] = Math.min(square, columns - x)
      parts.push({ lo: from, size: count })
    }
  }
  return parts
}
