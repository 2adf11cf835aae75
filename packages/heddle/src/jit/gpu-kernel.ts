import type { KernelReport } from "./explain.ts"

/** A function whose pranges run on a GPU. It is called as it was before, and gives a promise. */
export interface GpuKernel<A extends unknown[], R> {
  /**
   * What the function gives, computed in float32 and int32. Calls run one after the other; the arrays of a call must be left
   * alone until its promise settles.
   *
   * Rejects with KernelCompileError where it cannot be compiled, or there is no GPU; with RangeError for an index that is outside
   * of its array.
   */
  (...args: A): Promise<R>
  /** The original, run by JavaScript. */
  readonly js: (...args: A) => R
  /** The function in float64, a prange added up as the kernels of WebAssembly do. Slow. */
  readonly reference: (...args: A) => R
  /** The lists of argument types that it has been compiled for, e.g. `(Float32Array, int)`. */
  readonly signatures: readonly string[]
  /** What runs on which GPU, and what does not. */
  explain(): string
  /** The same as data: a report for each prange. */
  parallelDiagnostics(): readonly KernelReport[]
  /** The shaders, as WGSL: of one of the signatures, else of the last one. */
  wgsl(signature?: string): string
}
