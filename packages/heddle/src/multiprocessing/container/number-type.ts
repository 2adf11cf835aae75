import { OptionError } from "../../core/errors/index.ts"

type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
type BigInts = BigInt64Array | BigUint64Array
type NumbersConstructor = new (length: number) => Numbers
type BigIntsConstructor = new (length: number) => BigInts

const constructors: Readonly<Record<string, NumbersConstructor | BigIntsConstructor>> = {
  b: Int8Array,
  B: Uint8Array,
  h: Int16Array,
  H: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  l: Int32Array,
  L: Uint32Array,
  q: BigInt64Array,
  Q: BigUint64Array,
  f: Float32Array,
  d: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bigint64: BigInt64Array,
  biguint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
}

/** A type of numbers: Python's letters, or the typed array's name. `q`, `Q` and the bigint names hold bigints. */
export type NumberType =
  | "b"
  | "B"
  | "h"
  | "H"
  | "i"
  | "I"
  | "l"
  | "L"
  | "f"
  | "d"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "float32"
  | "float64"
  | BigIntType
export type BigIntType = "q" | "Q" | "bigint64" | "biguint64"

/** What values of a type are in TypeScript. */
export type NumberOf<N extends NumberType> = N extends BigIntType ? bigint : number

/** An array of `length` zeros. @throws OptionError for an unknown type */
export function zeros(type: NumberType, length: number): (Numbers | BigInts) & ArrayLike<number | bigint> {
  const Kind = Object.hasOwn(constructors, type) ? constructors[type] : undefined
  if (Kind === undefined) throw new OptionError("type", `one of ${Object.keys(constructors).join(", ")}`, type)
  return new Kind(length)
}

/** Writes one number. @throws OptionError unless it is one that the type can hold exactly, or, for floats, nearly */
export function write(array: Numbers | BigInts, index: number, value: number | bigint): void {
  const isBig = array instanceof BigInt64Array || array instanceof BigUint64Array
  if (typeof value !== (isBig ? "bigint" : "number")) {
    throw new OptionError("value", isBig ? "a bigint" : "a number", value)
  }
  const before = array[index]!
  array[index] = value as never
  const isFloat = array instanceof Float32Array || array instanceof Float64Array
  if (isFloat || array[index] === value) return
  array[index] = before as never
  throw new OptionError("value", `a value that fits into ${array.constructor.name.replace("Array", "")}`, value)
}
