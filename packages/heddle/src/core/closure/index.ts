/**
 * Functions as values: captured where they are written, revived where they are to run. Functions that a module exports
 * travel by reference, all others by value with the variables around them; nothing is registered and the program's entry
 * is never run again. Importing this room teaches the wire how functions travel.
 *
 * ```ts skip a fragment: the names around it are internal
 * const k = 3
 * const { data, codes } = freeze((x: number) => x * k)
 * // and there
 * for (const code of codes) addCode(code)
 * await prepare(data)
 * const triple = decode(data) as (x: number) => number
 * triple(2) // 6
 * ```
 */
import { addCode, registerClosures } from "./codec.ts"

registerClosures()

export {
  allowGlobals,
  encodeItem,
  explain,
  freeze,
  isModule,
  isOnlyRead,
  isNoise,
  onHint,
  staticPrivateFields,
  warmUp,
} from "./freeze/index.ts"
export type { ArgumentOptions, CaptureHint, FreezeOptions, Frozen } from "./freeze/index.ts"
export { addCode }
export { captureFunction, readFunction, readText, withoutTypes } from "./capture/index.ts"
export type { ReadFunction, Reading } from "./capture/index.ts"
export { eachChild, freeVariables, isFunction, parseScript, usedMembers } from "./static/index.ts"
export type { Declaration, FreeVariable, FunctionNode, Located, Reference, Unit } from "./static/index.ts"
export { originalLine, placeOf, remapStack } from "./trace/index.ts"
export type { CodeUnit } from "../wire/index.ts"
