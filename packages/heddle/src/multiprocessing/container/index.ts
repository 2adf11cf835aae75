/**
 * Containers and numbers that live in one thread and are read and written from any. Each method is one step that nothing
 * comes between; `update` makes a step of your own.
 *
 * ```ts
 * import { Value } from "heddle/multiprocessing"
 * const hits = new Value("i", 0)
 * await hits.update((n) => n + 1) // => 1
 * await hits.get() // => 1
 * ```
 */
export { DictProxy } from "./dict.ts"
export { ListProxy } from "./list.ts"
export { NamespaceProxy } from "./namespace.ts"
export { SetProxy } from "./set.ts"
export { SharedArray } from "./shared-array.ts"
export type { NumberOf, NumberType } from "./number-type.ts"
export { Value } from "./value.ts"
