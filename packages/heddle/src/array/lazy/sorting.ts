import { axisOf, indexing, nodeOf, shaping, sorting } from "../ops/index.ts"
import type { AxisLike, Operand } from "../ops/index.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

/**
 * Sorted along an axis, the last one by default; `null`: all elements. -0 comes before 0, NaN last.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.sort([[3, 1, 2], [9, 8, 7]]).compute()).toArray() // => [[1, 2, 3], [7, 8, 9]]
 * ```
 */
export function sort(x: Operand, axis?: AxisLike): LazyArray {
  return lazy(sorting.sort(nodeOf(x), nullable(axis)))
}

/** Which element comes first, second, …: equal ones stay in their order. */
export function argsort(x: Operand, axis?: AxisLike): LazyArray {
  return lazy(sorting.argsort(nodeOf(x), nullable(axis)))
}

function nullable(axis: AxisLike | undefined): number | null {
  const isAll = axis === null || (typeof axis === "object" && axis.axis === null)
  return isAll ? null : axisOf(axis, -1)
}

/** What is at `kth` is what a sort puts there, and none before it is greater. Here it is a sort. */
export function partition(x: Operand, kth: number | readonly number[], axis?: AxisLike): LazyArray {
  void kth
  return sort(x, axis)
}
/** The indices of a partition. */
export function argpartition(x: Operand, kth: number | readonly number[], axis?: AxisLike): LazyArray {
  void kth
  return argsort(x, axis)
}

/** Indices that sort by several keys, the last of which counts most. */
export function lexsort(keys: readonly Operand[]): LazyArray {
  return lazy(
    sorting.lexsort(
      shaping.stack(
        keys.map((key) => nodeOf(key)),
        0,
      ),
    ),
  )
}

/**
 * The `k` greatest elements along an axis, the greatest first; of a `k` below 0 the least, the least first. Dask's.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.topk([5, 1, 3, 6], 2).compute()).toArray() // => [6, 5]
 * ```
 */
export function topk(x: Operand, k: number, axis?: AxisLike): LazyArray {
  return lazy(sorting.topk(nodeOf(x), k, axisOf(axis, -1)))
}
/** Where those are. */
export function argtopk(x: Operand, k: number, axis?: AxisLike): LazyArray {
  return lazy(sorting.argtopk(nodeOf(x), k, axisOf(axis, -1)))
}

/** Where each value would have to be put into a sorted list: before equal ones, or with `side: "right"` after them. */
export function searchsorted(
  list: Operand,
  values: Operand,
  options: { readonly side?: "left" | "right"; readonly sorter?: Operand } = {},
): LazyArray {
  const own = nodeOf(list)
  const sorted = options.sorter === undefined ? own : indexing.gather(own, nodeOf(options.sorter))
  return lazy(sorting.searchsorted(sorted, nodeOf(values, own.dtype), options.side ?? "left"))
}

/** In which of the bins that ascending or descending edges make each element lies. */
export function digitize(x: Operand, bins: Operand, options: { readonly right?: boolean } = {}): LazyArray {
  return lazy(sorting.digitize(nodeOf(x), nodeOf(bins), options.right ?? false))
}
