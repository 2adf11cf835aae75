/**
 * What a live function holds: where it was written, the variables around it, private fields, what it is bound to. Two
 * back-ends: V8's inspector, and the notes that the load-time transform (`node --import heddle/register`) leaves.
 *
 * ```ts
 * const k = 2
 * const captured = captureFunction((x: number) => x * k)
 * if (captured.kind === "function") captured.read("k") // { state: "value", value: 2, scope: … }
 * ```
 */
export { captureFunction, useRegistrations } from "./captured.ts"
export type { Captured, CapturedBound, CapturedFunction, CapturedNative, CapturedUnknown, Reading } from "./captured.ts"
export type { CapturedScope, PrivateEntry } from "./inspect.ts"
export { privateEntries } from "./private-fields.ts"
export { classNoteOf, register, registerClass, registrationOf, watchBind } from "./registration.ts"
export type { PrivateReader, RegisteredModule, Registration } from "./registration.ts"
export { functionsOf, propertyFunctions } from "../thaw/index.ts"
export { readFunction } from "./read-function.ts"
export type { ReadFunction } from "./read-function.ts"
export { readText } from "./read-text.ts"
export { adoptScript, debuggerEnables, fetchedScripts, listScripts, scriptByUrl } from "./scripts.ts"
export { withoutTypes } from "./script-on-stack.ts"
export { isInspectorAllowed, post } from "./session.ts"
