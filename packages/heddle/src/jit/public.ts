/**
 * Plain numeric functions as WebAssembly, with no build step: what Numba's `@njit` does for Python.
 *
 * ```ts
 * import { jit, prange } from "heddle/jit"
 * const sumOfSquares = jit((a: Float64Array) => {
 *   let s = 0
 *   for (const i of prange(a)) s += a[i]! ** 2
 *   return s
 * })
 * console.log(sumOfSquares(Float64Array.of(1, 2, 3))) // => 14
 * ```
 */
export { DisposedError, HeapExhaustedError, KernelCompileError } from "../core/errors/index.ts"
export {
  copyToShared,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  uint16,
  uint32,
  uint64,
  uint8,
  uint8Clamped,
} from "../core/heap/index.ts"
export type { HeapHandle, Maker } from "../core/heap/index.ts"
export { jit, njit } from "./kernel.ts"
export type { Explained, KernelReport } from "./explain.ts"
export { guvectorize } from "./guvectorize.ts"
export type { GuArgument, GuVectorized, GuVectorizeOptions } from "./guvectorize.ts"
export type { GpuKernel } from "./gpu-kernel.ts"
export type { Kernel } from "./kernel.ts"
export type { LoopReport } from "./emit/index.ts"
export { arange, linspace, zeros } from "./makers.ts"
export type { HeapFloat64Array, LinspaceOptions } from "./makers.ts"
export type { Neighborhood } from "./neighborhood.ts"
export type { GpuOptions, JitOptions } from "./options.ts"
export { prange } from "./prange.ts"
export { random } from "./random.ts"
export type { Random } from "./random.ts"
export { reduce } from "./reduce.ts"
export type { Reducer } from "./reduce.ts"
export type { Sampler, Size } from "./sampler.ts"
export type { NumberArray, Shaped } from "./shaped.ts"
export { stencil } from "./stencil.ts"
export type { Grid, Neighbor, Stencil, StencilArguments, StencilOptions } from "./stencil.ts"
export { getNumThreads, setNumThreads } from "./threads.ts"
export { vectorize } from "./vectorize.ts"
export type { VectorArguments, Vectorized, VectorizeOptions } from "./vectorize.ts"
