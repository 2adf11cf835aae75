import { OptionError } from "../../core/errors/index.ts"

/** What elements are, by NumPy's names. `bool` is kept as bytes of 0 and 1. */
export type DType = "float64" | "float32" | "int64" | "int32" | "uint8" | "bool"

/** The elements of an array, in the memory of JavaScript. */
export type Elements = Float64Array | Float32Array | BigInt64Array | Int32Array | Uint8Array

/** One element: a bigint of an int64, a boolean of a bool. */
export type Scalar = number | bigint | boolean

export const dtypes: readonly DType[] = ["float64", "float32", "int64", "int32", "uint8", "bool"]

interface Kind {
  readonly bytes: number
  /** What kernels call them. */
  readonly element: "f64" | "f32" | "i64" | "i32" | "u8"
  readonly make: (buffer: ArrayBufferLike | number, offset?: number, length?: number) => Elements
}

const kinds: Readonly<Record<DType, Kind>> = {
  float64: kind(8, "f64", Float64Array),
  float32: kind(4, "f32", Float32Array),
  int64: kind(8, "i64", BigInt64Array),
  int32: kind(4, "i32", Int32Array),
  uint8: kind(1, "u8", Uint8Array),
  bool: kind(1, "u8", Uint8Array),
}

function kind(
  bytes: number,
  element: Kind["element"],
  array: new (buffer: ArrayBufferLike, offset?: number, length?: number) => Elements,
): Kind {
  return { bytes, element, make: (buffer, offset, length) => new array(buffer as ArrayBufferLike, offset, length) }
}

/** Bytes of an element. */
export function itemSize(dtype: DType): number {
  return kinds[dtype].bytes
}

/** What kernels call the elements. */
export function shortName(dtype: DType): "f64" | "f32" | "i64" | "i32" | "u8" {
  return kinds[dtype].element
}

/** So many zeros, or a view of a buffer. */
export function arrayOf(dtype: DType, buffer: ArrayBufferLike | number, offset?: number, length?: number): Elements {
  return kinds[dtype].make(buffer, offset, length)
}

const byTag: Readonly<Record<string, DType>> = {
  Float64Array: "float64",
  Float32Array: "float32",
  BigInt64Array: "int64",
  Int32Array: "int32",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
}

/** What a typed array holds; undefined where arrays have no such type. */
export function dtypeOf(view: ArrayBufferView): DType | undefined {
  return byTag[(view as Uint8Array)[Symbol.toStringTag]]
}

/** @throws OptionError with the names that there are */
export function checkDType(value: unknown, name: string = "dtype"): DType {
  if (dtypes.includes(value as DType)) return value as DType
  throw new OptionError(name, `one of ${dtypes.map((one) => `"${one}"`).join(", ")}`, value)
}

/** An element as a program sees it. */
export function toScalar(dtype: DType, element: number | bigint): Scalar {
  return dtype === "bool" ? element !== 0 : element
}

/** What is stored for a scalar, as an assignment to an element of that type does. */
export function fromScalar(dtype: DType, value: Scalar): number | bigint {
  if (dtype === "bool") return Number(value) === 0 ? 0 : 1
  if (dtype === "int64") return typeof value === "bigint" ? BigInt.asIntN(64, value) : BigInt(Math.trunc(Number(value)))
  return Number(value)
}
