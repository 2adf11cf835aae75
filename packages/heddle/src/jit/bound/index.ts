/**
 * Compiled kernels in the thread that runs them, without the compiler: a worker loads no more than this.
 *
 * ```ts skip a fragment: the names around it are internal
 * const { run } = bindKernel(kernel)
 * run(address, length, scratch)
 * ```
 */
export { bindKernel, clearUpperHalves, keyAt, scratchBytes } from "./bound.ts"
export type { BoundKernel, PortableKernel } from "./bound.ts"
