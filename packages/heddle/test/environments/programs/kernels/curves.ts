/** What kernels import. */
export const turn = Math.PI * 2
export const weights = Float64Array.of(0.25, 0.5, 1, 2)
export const settings = { scale: 3, nested: { offset: 0.5 } }

export function cube(x: number): number {
  return x * x * x
}

/** It has a helper and a constant of its own. */
export const ramp = (x: number, from: number = 0, to: number = from + 1): number => {
  if (x <= from) return 0
  return x >= to ? limit : inside(x, from, to)
}

const limit = 1
const inside = (x: number, from: number, to: number): number => (x - from) / (to - from)

/** Two results. */
export function polar(x: number, y: number): readonly [number, number] {
  return [Math.hypot(x, y), Math.atan2(y, x)]
}
