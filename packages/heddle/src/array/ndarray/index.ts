/**
 * What `compute()` gives: numbers in memory with a shape. An NDArray is a view of a typed array, as NumPy's ndarray is of a
 * buffer: slices, transposes and most reshapes share its elements.
 *
 * ```ts skip a fragment: the names around it are internal
 * const a = NDArray.from([[1, 2, 3], [4, 5, 6]])
 * a.T.slice("1:, 0").toArray() // [2, 3]
 * ```
 */
export { cast } from "./cast.ts"
export { castAny } from "./nested.ts"
export { NDArray } from "./ndarray.ts"
export { checkAxisOptions, checkNotEmpty } from "./reductions.ts"
export type {
  AxisOptions,
  Closeness,
  ElementsOf,
  NDArrayOptions,
  NestedList,
  ReduceOptions,
  ScalarOf,
  SumOf,
  VarOptions,
} from "./types.ts"
export { copyStrided, isContiguous } from "./strided.ts"
