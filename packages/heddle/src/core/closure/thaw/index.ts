/**
 * From what was posted to a live function: code compiled once, at the line and column it was written at.
 *
 * ```ts
 * for (const code of frozen.codes) addCode(code)
 * await prepare(frozen.data)
 * const fn = decode(frozen.data)
 * ```
 */
export { addCode } from "./code.ts"
