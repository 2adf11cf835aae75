import type { Shape } from "../shape/index.ts"

/**
 * Where elements of an array lie in another one: along axis `a` of that at `start[a]` plus the sum of `steps[a][d]` times the
 * index along axis `d` of this one. Slices, transposes, new axes, broadcasting, diagonals and sliding windows are all of this kind.
 */
export interface Access {
  readonly start: readonly number[]
  readonly steps: readonly (readonly number[])[]
}

/** Each element at its own place. */
export function identity(rank: number): Access {
  return {
    start: Array.from({ length: rank }, () => 0),
    steps: Array.from({ length: rank }, (_, a) => Array.from({ length: rank }, (_, d) => (a === d ? 1 : 0))),
  }
}

/** All of an array of `shape`, each element at its own place? */
export function isIdentity({ start, steps }: Access, own: Shape, shape: Shape): boolean {
  if (own.length !== shape.length) return false
  return own.every((size, a) => {
    if (!Object.is(size, shape[a]) || start[a] !== 0) return false
    return steps[a]!.every((step, d) => shape[d] === 1 || step === (a === d ? 1 : 0))
  })
}

/** `inner` says where elements lie in an array, of which `outer` says where others lie in it. */
export function compose(inner: Access, outer: Access, rank: number): Access {
  const start = inner.start.map((from, a) => inner.steps[a]!.reduce((at, step, m) => at + step * outer.start[m]!, from))
  const steps = inner.steps.map((row) =>
    Array.from({ length: rank }, (_, d) => row.reduce((sum, step, m) => sum + step * outer.steps[m]![d]!, 0)),
  )
  return { start, steps }
}
