/**
 * Arrays of several dimensions, lazy, fused and larger than memory: what dask.array is, with NumPy's names.
 *
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.random.random([1000, 1000], { chunks: [100, 100], seed: 1 })
 * const z = await x.add(x.T).mean({ axis: 0 }).compute()
 * z.shape // => [1000]
 * ```
 */
export { IndexError, LinAlgError, MemoryBudgetError, ShapeError } from "../core/errors/index.ts"
export type { BudgetRow } from "../core/errors/index.ts"
export type { DType, Elements, Scalar } from "./dtype/index.ts"
export { NDArray } from "./ndarray/index.ts"
export type { Closeness, ElementsOf, NDArrayOptions, NestedList, ScalarOf } from "./ndarray/index.ts"
export * from "./lazy/index.ts"
export { variance as var } from "./lazy/functions.ts"
export type { ArrayOptions, AxisOptions, Operand, RandomOptions, ReduceOptions, VarOptions } from "./ops/index.ts"
export type { Compressor } from "./zarr/index.ts"
export { config, on } from "./run/index.ts"
export type {
  ArrayConfig,
  ArrayEvents,
  ComputeOptions,
  SpillEvent,
  StageEndEvent,
  StageEvent,
  VisualizeOptions,
} from "./run/index.ts"
export type { Chunks, ChunkSpec, ShapeLike, Slice, SliceSpec } from "./shape/index.ts"
export type { BlockInfo } from "./tile/index.ts"
