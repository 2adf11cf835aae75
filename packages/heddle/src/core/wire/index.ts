/**
 * What crosses a boundary: values, errors, and the protocol's version.
 */
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
export { addKnownClass, classKeyOf, giveClassKey, knownClass } from "./known-classes.ts"
