/**
 * The typed tree as C: what the system's compiler makes of it has the bits of the WebAssembly, and vectors as wide as the
 * processor has them.
 *
 * ```ts skip a fragment: the names around it are internal
 * const { text, entries } = emitC([kernel])
 * refusalOf(kernel) // => undefined, or "it calls Math.sin, whose last bits are others in the C library than in JavaScript"
 * ```
 */
export { emitC, refusalOf } from "./library.ts"
export type { CEntry, CLibrary } from "./library.ts"
export { Refused } from "../refused.ts"
export type { COptions } from "./operators.ts"
export { Status, Word } from "./prelude.ts"
