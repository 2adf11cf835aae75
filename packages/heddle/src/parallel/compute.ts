import { computeGraph, drawGraph } from "./graph/index.ts"
import type { VisualizeOptions } from "./graph/index.ts"
import type { Computed } from "./delayed-types.ts"

/**
 * The values of several delayed calls, computed together: what they share is made once. Arguments may be containers
 * with calls in them, which come back with results in their places. Rejects as `Delayed.compute` does. Options come
 * from `parallelConfig`.
 *
 * @example
 * ```ts
 * import { compute, delayed } from "heddle"
 * const load = delayed((n: number) => n * 10)
 * const inc = delayed((x: number) => x + 1)
 * const data = load(1)
 * await compute(inc(data), { twice: [data, data] }) // => [11, { twice: [10, 10] }]
 * ```
 */
export async function compute<A extends readonly unknown[]>(
  ...values: A
): Promise<{ -readonly [K in keyof A]: Computed<A[K]> }> {
  return (await computeGraph(values, {})) as { -readonly [K in keyof A]: Computed<A[K]> }
}

/** The graph of several delayed calls as a picture: the text of an SVG, which is also written to `file`. */
export function visualize(values: unknown, options: VisualizeOptions = {}): string {
  return drawGraph(Array.isArray(values) ? values : [values], options)
}
