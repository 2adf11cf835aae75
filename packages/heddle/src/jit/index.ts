/**
 * `heddle/jit`, and for the rooms above it: kernels that one thread runs by itself, and the functions that they may call.
 *
 * ```ts skip a fragment: the names around it are internal
 * const { kernel } = portable("(x) => twice(x)", { twice: (x: number) => x * 2 }, ["number"], false)
 * bindKernel(kernel).run(21, scratch) // 42, in any thread
 * ```
 */
export * from "./public.ts"
export { draw } from "./draw.ts"
export * as distributions from "./distributions/index.ts"
export { approximations, limits } from "./maths/index.ts"
export { copyRows, portable } from "./portable.ts"
export type { Portable } from "./portable.ts"
