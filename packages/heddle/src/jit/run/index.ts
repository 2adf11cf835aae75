/**
 * Where kernels run: the memory that they see, the copies of arrays that lie elsewhere, the call itself.
 *
 * ```ts skip a fragment: the names around it are internal
 * const variant = new Variant(Source.of((x: number) => x * 2)!, ["number"])
 * variant.call([21]) // 42
 * ```
 */
export { refuseDetached } from "./detached.ts"
export { begin, ownStream } from "./random.ts"
export { mostThreads } from "./arena.ts"
export { compileModule, compiling, isWideInUse } from "./modules.ts"
export { team, Variant } from "./variant.ts"
