import { OptionError } from "../../core/errors/index.ts"
import { arrayOf, checkDType, isFloat, itemSize, promote, promoteAll, scalarType } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { Holder, nodeOf } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"

export const pi: number = Math.PI
export const e: number = Math.E
export const inf: number = Infinity
export const nan: number = Number.NaN
export const eulerGamma: number = 0.5772156649015329
/** Of a slice: an axis of size 1. */
export const newaxis = "newaxis"

export const float64: DType = "float64"
export const float32: DType = "float32"
export const int64: DType = "int64"
export const int32: DType = "int32"
export const uint8: DType = "uint8"
export const bool: DType = "bool"
export const double: DType = float64
export const single: DType = float32
export const intp: DType = int64

/** How many axes there are. */
export function ndim(x: Operand): number {
  return nodeOf(x).shape.length
}
export function shape(x: Operand): readonly number[] {
  return nodeOf(x).shape
}
/** How many elements there are, or along an axis. */
export function size(x: Operand, axis?: number): number {
  const sizes = nodeOf(x).shape
  if (axis === undefined) return sizes.reduce((a, b) => a * b, 1)
  const found = sizes.at(axis)
  if (found === undefined) throw new OptionError("axis", `one of ${sizes.length} axes`, axis)
  return found
}

/** Is it a number, a bigint or a boolean? */
export function isscalar(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
}
/** Can it be gone through? */
export function iterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.iterator in value
}
export function isrealobj(x: unknown): boolean {
  void x
  return true
}
export function iscomplexobj(x: unknown): boolean {
  void x
  return false
}

/** What two types become together. */
export function promoteTypes(a: DType, b: DType): DType {
  return promote(checkDType(a), checkDType(b))
}

/** What arrays, types and numbers become together: numbers are of the type of what is beside them. */
export function resultType(...values: (Operand | DType)[]): DType {
  const numbers = values.filter((value) => isscalar(value)) as (number | bigint | boolean)[]
  const types = values.flatMap((value): DType[] => {
    if (isscalar(value)) return []
    return [typeof value === "string" ? checkDType(value) : nodeOf(value).dtype]
  })
  if (types.length === 0) return promoteAll(numbers.map((value) => nodeOf(value).dtype))
  return numbers.reduce((type: DType, value) => promote(type, scalarType(value, type)), promoteAll(types))
}

/** The float type that holds all. */
export function commonType(...arrays: Operand[]): DType {
  const all = arrays.map((one) => nodeOf(one).dtype)
  if (all.includes("bool")) throw new OptionError("arrays", "of numbers", "bool")
  return all.every((dtype) => dtype === "float32") ? "float32" : "float64"
}

const kinds: Readonly<Record<DType, number>> = { bool: 0, uint8: 1, int32: 2, int64: 2, float32: 3, float64: 3 }

/** Can a type be converted: "safe", so that no value changes; "same_kind", also to a smaller one; "unsafe", always; "no". */
export function canCast(
  from: DType | Holder | NDArray,
  to: DType,
  casting: "no" | "equiv" | "safe" | "same_kind" | "unsafe" = "safe",
): boolean {
  const own = typeof from === "string" ? checkDType(from) : from instanceof Holder ? from.node.dtype : from.dtype
  const target = checkDType(to)
  switch (casting) {
    case "no":
    case "equiv":
      return own === target
    case "safe":
      return promote(own, target) === target
    case "same_kind":
      return promote(own, target) === target || kinds[own] <= kinds[target]
    case "unsafe":
      return true
    default:
      throw new OptionError("casting", '"no", "equiv", "safe", "same_kind" or "unsafe"', casting)
  }
}

/** The smallest type that holds a number, or the type of an array. */
export function minScalarType(value: Operand): DType {
  if (typeof value === "boolean") return "bool"
  if (typeof value === "number" && !Number.isInteger(value)) {
    return Number.isNaN(value) || Math.fround(value) === value || Math.abs(value) < 3.4028234663852886e38
      ? "float32"
      : "float64"
  }
  if (typeof value === "number" || typeof value === "bigint") {
    if (value >= 0 && value < 256) return "uint8"
    return value >= -(2 ** 31) && value < 2 ** 31 ? "int32" : "int64"
  }
  return nodeOf(value).dtype
}

/** What integers of a type are. */
export function iinfo(dtype: DType | Holder): {
  readonly bits: number
  readonly min: number | bigint
  readonly max: number | bigint
} {
  const own = typeof dtype === "string" ? checkDType(dtype) : dtype.node.dtype
  if (own === "int64") return { bits: 64, min: -(2n ** 63n), max: 2n ** 63n - 1n }
  if (own === "int32") return { bits: 32, min: -(2 ** 31), max: 2 ** 31 - 1 }
  if (own === "uint8") return { bits: 8, min: 0, max: 255 }
  throw new OptionError("dtype", "a type of integers", own)
}

type Kind =
  | DType
  | "bool"
  | "signed integer"
  | "unsigned integer"
  | "integral"
  | "real floating"
  | "complex floating"
  | "numeric"

/** Is a type of a kind, or of one of several? The array API's kinds. */
export function isdtype(dtype: DType, kind: Kind | readonly Kind[]): boolean {
  checkDType(dtype)
  if (typeof kind !== "string") return kind.some((one) => isdtype(dtype, one))
  const isSigned = dtype === "int32" || dtype === "int64"
  switch (kind) {
    case "signed integer":
      return isSigned
    case "unsigned integer":
      return dtype === "uint8"
    case "integral":
      return isSigned || dtype === "uint8"
    case "real floating":
      return isFloat(dtype)
    case "complex floating":
      return false
    case "numeric":
      return dtype !== "bool"
    default:
      return dtype === checkDType(kind)
  }
}

/** Is a type below another in NumPy's tree: "integer", "signedinteger", "unsignedinteger", "floating", "inexact", "number"? */
export function issubdtype(dtype: DType, above: string): boolean {
  const own = checkDType(dtype)
  const isSigned = own === "int32" || own === "int64"
  const holds: Readonly<Record<string, boolean>> = {
    generic: true,
    number: own !== "bool",
    integer: isSigned || own === "uint8",
    signedinteger: isSigned,
    unsignedinteger: own === "uint8",
    inexact: isFloat(own),
    floating: isFloat(own),
    complexfloating: false,
  }
  return holds[above] ?? own === checkDType(above)
}

/** Elements out of bytes, which are not copied: the lines of a file, a message. */
export function frombuffer(
  buffer: ArrayBufferLike | ArrayBufferView,
  options: { readonly dtype?: DType; readonly count?: number; readonly offset?: number } = {},
): NDArray {
  const dtype = checkDType(options.dtype ?? "float64")
  const whole = ArrayBuffer.isView(buffer) ? buffer : new Uint8Array(buffer)
  const from = whole.byteOffset + (options.offset ?? 0)
  const bytes = whole.byteLength - (options.offset ?? 0)
  const each = itemSize(dtype)
  const count = options.count ?? -1
  if (count < 0 && bytes % each !== 0) throw new OptionError("buffer", `a multiple of ${each} bytes`, bytes)
  const length = count < 0 ? bytes / each : count
  if (length * each > bytes) throw new OptionError("count", `at most ${Math.floor(bytes / each)}`, count)
  return new NDArray(viewOf(dtype, whole.buffer, from, length), [length], { dtype })
}

function viewOf(dtype: DType, buffer: ArrayBufferLike, from: number, length: number): NDArray["data"] {
  const isAligned = from % itemSize(dtype) === 0
  const [own, at] = isAligned ? [buffer, from] : [buffer.slice(from, from + length * itemSize(dtype)), 0]
  return arrayOf(dtype, own, at, length)
}

/** Numbers out of text, between separators. */
export function fromstring(text: string, options: { readonly dtype?: DType; readonly sep?: string } = {}): NDArray {
  const { dtype = "float64", sep = " " } = options
  const parts = text.split(sep.trim() === "" ? /\s+/ : sep).map((part) => part.trim())
  const numbers = parts.filter((part) => part !== "").map(Number)
  if (numbers.some((value, i) => Number.isNaN(value) && !/^nan$/i.test(parts[i]!)))
    throw new OptionError("text", `numbers with "${sep}" between them`, text)
  return NDArray.from(numbers, dtype)
}

/** As NumPy prints it. */
export function array2string(x: NDArray): string {
  return String(x)
}
export const arrayStr: typeof array2string = array2string

/** The indices of all elements in C order. */
export function* ndindex(...shape: number[]): Generator<number[], void, undefined> {
  const index = shape.map(() => 0)
  if (shape.includes(0)) return
  for (;;) {
    yield [...index]
    let axis = shape.length - 1
    while (axis >= 0 && ++index[axis]! === shape[axis]) index[axis--] = 0
    if (axis < 0) return
  }
}
/** The indices of all elements in C order, with the elements. */
export function* ndenumerate(
  x: NDArray,
): Generator<[index: number[], value: number | bigint | boolean], void, undefined> {
  for (const index of ndindex(...x.shape)) yield [index, x.get(...index)]
}
