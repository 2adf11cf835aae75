/** A part of an array: from where, and how many along each axis. */
export interface Box {
  readonly lo: readonly number[]
  readonly size: readonly number[]
  /** How many elements of the range come before it. */
  readonly at: number
}

/** A range of elements in C order as boxes, each of which is a range itself. */
export function boxesOfRange(shape: readonly number[], from: number, count: number): Box[] {
  const boxes: Box[] = []
  const rank = shape.length
  if (count === 0) return boxes
  if (rank === 0) return [{ lo: [], size: [], at: 0 }]
  const inner = [...shape, 1].map(() => 1)
  for (let axis = rank - 1; axis >= 0; axis--) inner[axis] = inner[axis + 1]! * shape[axis]!
  let at = from
  const end = from + count
  while (at < end) {
    // The largest piece that begins here: whole sub-arrays along one axis.
    let axis = rank - 1
    const isWhole = (a: number): boolean => {
      const size = inner[a]!
      return at % size === 0 && end - at >= size
    }
    while (axis > 0 && isWhole(axis)) axis--
    const unit = inner[axis + 1]!
    const lo: number[] = []
    let rest = at
    for (let a = 0; a < rank; a++) {
      lo.push(Math.floor(rest / inner[a + 1]!))
      rest %= inner[a + 1]!
    }
    const many = Math.min(shape[axis]! - lo[axis]!, Math.floor((end - at) / unit))
    const size = shape.map((one, a) => (a < axis ? 1 : a === axis ? many : one))
    boxes.push({ lo, size, at: at - from })
    at += many * unit
  }
  return boxes
}

/** Calls `visit` for each index of a box in C order; the list is used again. */
export function eachIndex(size: readonly number[], visit: (at: readonly number[]) => void): void {
  const at = size.map(() => 0)
  if (size.includes(0)) return
  for (;;) {
    visit(at)
    let axis = size.length - 1
    while (axis >= 0 && ++at[axis]! === size[axis]) at[axis--] = 0
    if (axis < 0) return
  }
}
