/**
 * Kernels on a GPU, by way of the package webgpu: the third target, for where there is one. Numbers are float32 there, and
 * calls give promises.
 *
 * ```ts skip a fragment: the names around it are internal
 * await gpuProblem() // => undefined, or "the package webgpu is not installed: npm install webgpu"
 * const variant = new GpuVariant(source, [{ element: "f32" }])
 * await variant.call([Float32Array.of(1, 2, 3)])
 * ```
 */
export { gpuProblem } from "./device.ts"
export { GpuVariant } from "./variant.ts"
export type { GpuVariantOptions } from "./variant.ts"
