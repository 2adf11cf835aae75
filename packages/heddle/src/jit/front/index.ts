/**
 * From a live JavaScript function to a typed tree: its text, the values around it, and what is known of each number.
 *
 * ```ts skip a fragment: the names around it are internal
 * const source = Source.of((a: Float64Array) => a[0]! * 2)!
 * const { ir } = compile(source, [{ element: "f64" }])
 * ```
 */
export { arrayNames, elementOf } from "./captured.ts"
export { compile } from "./compile.ts"
export type { Compiled, InputType, ResultKind, Scalar } from "./compile.ts"
export type { CompileOptions } from "./compiler.ts"
export { integerParams, numberType } from "./integer-params.ts"
export type { IntegerUse } from "./integer-params.ts"
export { largest } from "./known.ts"
export { changedOf } from "./members.ts"
export type { Member } from "./members.ts"
export { originals } from "./originals.ts"
export { Source, targetError } from "./source.ts"
