/**
 * The typed tree for a GPU: each prange a compute shader in WGSL, what is around them JavaScript. Numbers are float32 and
 * int32.
 *
 * ```ts skip a fragment: the names around it are internal
 * const { host, shaders } = emitWgsl(kernel)
 * refusalByGpu(kernel) // => undefined, or "it has no prange"
 * ```
 */
export { emitWgsl, refusalByGpu } from "./program.ts"
export type { Dispatcher, GpuProgram } from "./program.ts"
export { blocksOf, groupsOf } from "./shader.ts"
export type { GivenWord, Shader, Slot } from "./shader.ts"
export type { WgslOptions } from "./body.ts"
export { storageOf } from "./operators.ts"
export { Refused } from "../refused.ts"
