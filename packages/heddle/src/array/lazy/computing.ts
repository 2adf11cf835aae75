import { nodeOf } from "../ops/index.ts"
import { compute as run } from "../run/index.ts"
import type { ComputeOptions } from "../run/index.ts"
import { LazyArray } from "./lazy-array.ts"
import type { Computed } from "./lazy-array.ts"

/**
 * Several arrays at once: what they have in common is computed once.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.arange(5)
 * await da.compute(x.min(), x.max()) // => [0, 4]
 * ```
 */
export async function compute(
  ...given: readonly (LazyArray | readonly LazyArray[] | ComputeOptions)[]
): Promise<Computed[]> {
  const arrays = given.flat()
  const last = arrays.at(-1)
  const isOptions = last !== undefined && !(last instanceof LazyArray)
  const list = (isOptions ? arrays.slice(0, -1) : arrays) as readonly LazyArray[]
  const results = await run(
    list.map((one) => nodeOf(one)),
    isOptions ? last : {},
  )
  return results.map((result) => (result.ndim === 0 ? result.item() : result) as Computed)
}

/** Each of them, computed from now on and kept. */
export function persist(...arrays: readonly LazyArray[]): LazyArray[] {
  return arrays.map((one) => one.persist())
}
