import type { Elements } from "../dtype/index.ts"
import { contiguous, sizeOf } from "../shape/index.ts"
import type { Shape } from "../shape/index.ts"

/** Elements of a typed array by their strides. */
export interface View {
  readonly data: Elements
  readonly shape: Shape
  readonly strides: readonly number[]
  readonly offset: number
}

/** Do the elements lie one after the other, in C order? */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  if (sizeOf(shape) === 0) return true
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false
    step *= shape[axis]!
  }
  return true
}

/** Rows shorter than this are faster in a loop than as a view. */
const shortRow = 48
/** A side of the square that is turned at once, so that its cache lines stay. */
const tile = 32

/** Writes the elements of a view into another of the same shape and kind. */
export function copyStrided(from: View, to: View): void {
  if (sizeOf(from.shape) === 0) return
  const { shape, a, b } = joined(from, to)
  const rank = shape.length
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
  const [aRow, aStep, bRow, bStep] = [a.at(-2) ?? 0, a.at(-1) ?? 1, b.at(-2) ?? 0, b.at(-1) ?? 1]
  const at = shape.slice(0, -2).map(() => 0)
  let [x, y] = [from.offset, to.offset]
  for (;;) {
    if (aStep === 1 && bStep === 1 && columns >= shortRow) {
      for (let i = 0; i < rows; i++) {
        const row = x + i * aRow
        to.data.set(from.data.subarray(row, row + columns) as never, y + i * bRow)
      }
    } else copyPlane(from.data, to.data, rows, columns, x, aRow, aStep, y, bRow, bStep)
    let axis = rank - 3
    for (; axis >= 0; axis--) {
      x += a[axis]!
      y += b[axis]!
      if (++at[axis]! < shape[axis]!) break
      x -= a[axis]! * shape[axis]!
      y -= b[axis]! * shape[axis]!
      at[axis] = 0
    }
    if (axis < 0) return
  }
}

function copyPlane(
  from: Elements,
  to: Elements,
  rows: number,
  columns: number,
  x: number,
  aRow: number,
  aStep: number,
  y: number,
  bRow: number,
  bStep: number,
): void {
  // Squares only where one side strides along rows and the other across them.
  const width = rows > 1 && Math.abs(aStep) > Math.abs(aRow) ? tile : columns
  for (let left = 0; left < columns; left += width) {
    const right = Math.min(columns, left + width)
    for (let i = 0; i < rows; i++) {
      let p = x + i * aRow + left * aStep
      let q = y + i * bRow + left * bStep
      for (let j = left; j < right; j++, p += aStep, q += bStep) to[q] = from[p]!
    }
  }
}

/** Both without axes of one element, and with axes that follow each other in both as one. */
function joined(from: View, to: View): { shape: number[]; a: number[]; b: number[] } {
  const [shape, a, b]: [number[], number[], number[]] = [[], [], []]
  from.shape.forEach((size, axis) => {
    if (size === 1) return
    const [p, q] = [from.strides[axis]!, to.strides[axis]!]
    const last = shape.length - 1
    if (last >= 0 && a[last] === p * size && b[last] === q * size) {
      shape[last]! *= size
      a[last] = p
      b[last] = q
    } else {
      shape.push(size)
      a.push(p)
      b.push(q)
    }
  })
  return { shape, a, b }
}

/**
 * The strides by which a view has another shape of as many elements; undefined where its elements must be copied.
 * Source: `_attempt_nocopy_reshape` of NumPy.
 */
export function reshapedStrides(view: View, shape: Shape): number[] | undefined {
  if (sizeOf(shape) === 0) return contiguous(shape)
  const sizes = view.shape.flatMap((size, axis) => (size === 1 ? [] : [[size, view.strides[axis]!] as const]))
  const strides = shape.map(() => 0)
  let [old, now] = [0, 0]
  while (now < shape.length && old < sizes.length) {
    let [oldEnd, nowEnd] = [old + 1, now + 1]
    let [had, has] = [sizes[old]![0], shape[now]!]
    while (had !== has) {
      if (had < has) had *= sizes[oldEnd++]![0]
      else has *= shape[nowEnd++]!
    }
    for (let axis = old; axis < oldEnd - 1; axis++) {
      if (sizes[axis]![1] !== sizes[axis + 1]![0] * sizes[axis + 1]![1]) return undefined
    }
    strides[nowEnd - 1] = sizes[oldEnd - 1]![1]
    for (let axis = nowEnd - 1; axis > now; axis--) strides[axis - 1] = strides[axis]! * shape[axis]!
    ;[old, now] = [oldEnd, nowEnd]
  }
  // What is left are axes of one element.
  for (; now < shape.length; now++) strides[now] = 1
  return strides
}
