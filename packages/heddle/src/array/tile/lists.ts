/** The entries of some axes. */
export function pick(list: readonly number[], dims: readonly number[]): readonly number[] {
  return dims.length === list.length ? list : dims.map((axis) => list[axis]!)
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** The list with another value at one place. */
export function along(list: readonly number[], axis: number, value: number): number[] {
  const copy = [...list]
  copy[axis] = value
  return copy
}
