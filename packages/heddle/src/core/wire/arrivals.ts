/**
 * The receiver's half of this room, for workers: they load only what makes values of what arrives, and the other half
 * when a result or an error first needs it. A worker is 1 MB smaller for it.
 */
export { ByteReader, ByteWriter } from "./bytes.ts"
export { decode, prepare } from "./decode.ts"
export { functionCodec, registerFunctionCodec } from "./graph-types.ts"
export { addKnownClass, classKeyOf, knownClass } from "./known-classes.ts"
export { compact, numberArray } from "./number.ts"
