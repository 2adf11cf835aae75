/**
 * Kernels that the system's C compiler compiled: the second target, for where there is such a compiler. The results are
 * those of the WebAssembly, to the last bit.
 *
 * ```ts skip a fragment: the names around it are internal
 * nativeProblem() // => undefined, or "there is no C compiler (CC, cc, gcc, clang): apt install gcc"
 * const variant = new NativeVariant(Source.of((x: number) => x * 2)!, ["number"])
 * variant.call([21]) // 42
 * ```
 */
export { compiled } from "./compiler.ts"
export { native, nativeProblem } from "./problem.ts"
export { NativeVariant, nativeVariants } from "./variant.ts"
export type { NativeSource } from "./variant.ts"
