import { bufferOf } from "../../core/heap/index.ts"
import { arrayOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { cast } from "../ndarray/index.ts"

/** What elements are in a file. */
export type ElementKind = DType | "int8" | "int16" | "uint16" | "uint32" | "float16"

/** Which byte of an element comes first. */
export type Order = "little" | "big"

/** Of this machine. */
export const ownOrder: Order = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? "little" : "big"

const wider = {
  int8: "int32",
  int16: "int32",
  uint16: "int32",
  uint32: "int64",
  float16: "float32",
} as const satisfies Record<string, DType>

/** The type in which a kind is read: the next larger one, where arrays have none of its size. */
export function widened(kind: ElementKind): DType {
  return kind in wider ? wider[kind as keyof typeof wider] : (kind as DType)
}

const bytes: Readonly<Record<ElementKind, number>> = {
  float64: 8,
  int64: 8,
  float32: 4,
  int32: 4,
  uint32: 4,
  int16: 2,
  uint16: 2,
  float16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
}

/** Bytes of an element in a file. */
export function kindSize(kind: ElementKind): number {
  return bytes[kind]
}

/** NumPy's codes. */
const codes: Readonly<Record<string, ElementKind>> = {
  f8: "float64",
  f4: "float32",
  f2: "float16",
  i8: "int64",
  i4: "int32",
  i2: "int16",
  i1: "int8",
  u4: "uint32",
  u2: "uint16",
  u1: "uint8",
  b1: "bool",
}

/** What NumPy's `"<f8"` says; undefined where arrays have nothing to read it as. */
export function parseDescr(descr: unknown): { readonly kind: ElementKind; readonly order: Order } | undefined {
  const [, order, code] = /^([<>|=]?)(\w+)$/.exec(String(descr)) ?? []
  const kind = codes[code ?? ""]
  return kind && { kind, order: order === "<" ? "little" : order === ">" ? "big" : ownOrder }
}

/** NumPy's name of what a type is in memory here. */
export function descrOf(dtype: DType): string {
  const order = bytes[dtype] === 1 ? "|" : ownOrder === "little" ? "<" : ">"
  return order + Object.keys(codes).find((code) => codes[code] === dtype)!
}

/** Must the bytes of a file be changed to be elements? */
export function isDecoded(kind: ElementKind, order: Order): boolean {
  return widened(kind) !== kind || (order !== ownOrder && bytes[kind] > 1)
}

/** The elements that bytes of a file are. The bytes begin a buffer or lie aligned in it, and are swapped in place. */
export function decode(from: Uint8Array, kind: ElementKind, order: Order): Elements {
  const size = bytes[kind]
  const [buffer, at, length] = [bufferOf(from), from.byteOffset, from.byteLength / size]
  if (order !== ownOrder && size > 1) swap(Buffer.from(buffer as ArrayBuffer, at, from.byteLength), size)
  switch (kind) {
    case "int8":
      return Int32Array.from(new Int8Array(buffer, at, length))
    case "int16":
      return new Int32Array(new Int16Array(buffer, at, length))
    case "uint16":
      return new Int32Array(new Uint16Array(buffer, at, length))
    case "uint32":
      return cast(new Float64Array(new Uint32Array(buffer, at, length)), "float64", "int64")
    case "float16":
      return Float32Array.from(new Uint16Array(buffer, at, length), fromHalf)
    default:
      return arrayOf(kind, buffer, at, length)
  }
}

/** Turns the bytes of each element round. */
function swap(bytes: Buffer, size: number): void {
  if (size === 8) bytes.swap64()
  else if (size === 4) bytes.swap32()
  else bytes.swap16()
}

/** The number of 16 bits (IEEE 754 binary16); Node has a Float16Array from 24 on only. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
