/**
 * What is computed of single elements: each operation with its types and its text in a kernel.
 *
 * ```ts skip a fragment: the names around it are internal
 * const add = operation("add")
 * const { as, result } = add.types(["int32", "float64"]) // both as float64
 * add.text(["a", "b"], as, result) // "(a + b)"
 * ```
 */
export { cast, literal } from "./casts.ts"
export * as functions from "./functions.ts"
export { casting, custom, isOperation, operation, rounding } from "./operations.ts"
export type { Operation } from "./operations.ts"
