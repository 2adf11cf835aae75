/**
 * What crosses a boundary: values, errors, and the protocol's version. `encode` takes a snapshot: plain data as it is,
 * or a table of rows (a graph) for what structured clone alone would refuse or flatten: class instances, functions,
 * symbols, views of a part of a buffer, Buffers, locked objects, errors with everything on them. Upper rooms add how
 * functions travel (`registerFunctionCodec`) and how their handles do (`registerHandle`).
 *
 * ```ts skip a fragment: the names around it are internal
 * const { data, graph, transfer } = encode(value, { role: "argument", label: "args[0]", shared: true, functions: true })
 * port.postMessage({ data, graph }, transfer)
 * // and there
 * if (graph) await prepare(data)
 * const value = graph ? decode(data) : data
 * ```
 */
export { constructorOf, isForeignPlain } from "./cloneable.ts"
export { ByteReader, ByteWriter } from "./bytes.ts"
export { builtinExport, resolveBuiltin } from "./builtin-modules.ts"
export { isClass } from "./is-class.ts"
export { isError } from "./error-rows.ts"
export { decodeError, encodeError } from "./errors.ts"
export type { EncodedError, ErrorOptions } from "./errors.ts"
export { registerErrorClass } from "./error-classes.ts"
export { encodeGraph } from "./graph-encoder.ts"
export { functionCodec, registerFunctionCodec } from "./graph-types.ts"
export type {
  CodecNode,
  CodeUnit,
  Encoded,
  EncodeOptions,
  FunctionCodec,
  Graph,
  GraphDecoder,
  GraphEncoder,
  GraphNode,
  NodeRef,
  PrivateField,
  Properties,
  PropertyEntry,
  Transferable,
  ValuePath,
} from "./graph-types.ts"
export { registerHandle } from "./handles.ts"
export type { HandleCodec } from "./handles.ts"
export { addKnownClass, classKeyOf, giveClassKey, knownClass } from "./known-classes.ts"
export { copying } from "./copying.ts"
export type { LentRow } from "./lent-rows.ts"
export { isLendable, lendBytes, Moment } from "./loans.ts"
export { PROTOCOL_VERSION } from "./protocol.ts"
export { poison, reduce } from "./symbols.ts"
export { copyFlat, copyFlatList } from "./flat.ts"
export { compact, numberArray } from "./number.ts"
export { roughBytes } from "./rough-bytes.ts"
export { takeApart } from "./rebuilt.ts"
export { transfer } from "./transfer.ts"
export { decode, prepare } from "./decode.ts"
export { encode, encodeArguments, encodeShared, isPrimitive, largeBytes } from "./value.ts"
export type { EncodedArguments } from "./value.ts"
export { printPath, propertyPath, reasonOf, stepPath, unsendable } from "./value-path.ts"
export { pristineGlobals, resolveWellKnown, wellKnownPath } from "./well-known.ts"
