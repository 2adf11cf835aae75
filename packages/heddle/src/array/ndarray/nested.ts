import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { arrayOf, dtypeOf, fromScalar, promote, toScalar } from "../dtype/index.ts"
import type { DType, Elements, Scalar } from "../dtype/index.ts"
import { sizeOf } from "../shape/index.ts"
import { cast } from "./cast.ts"
import type { View } from "./strided.ts"

/** What lists in lists hold, in C order. */
export interface Listed {
  readonly data: Elements
  readonly shape: readonly number[]
  readonly dtype: DType
}

/** @throws ShapeError where lists beside each other differ in length; OptionError where an element is no number */
export function fromNested(value: unknown, asked: DType | undefined): Listed {
  const shape: number[] = []
  for (let first: unknown = value; isList(first); first = first[0]) {
    shape.push(first.length)
    if (ArrayBuffer.isView(first)) break
  }
  const dtype = asked ?? kindOf(value, shape)
  const data = arrayOf(dtype, sizeOf(shape))
  fill(value, 0, "value", { data, dtype, shape }, 0)
  return { data, shape, dtype }
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

/** As NumPy: the smallest type that holds all; a number is a float64, whatever its value. */
function kindOf(value: unknown, shape: readonly number[]): DType {
  let found: DType | undefined
  const see = (one: unknown, depth: number): void => {
    if (ArrayBuffer.isView(one)) add(elementType(one))
    else if (Array.isArray(one) && depth < shape.length) for (const each of one) see(each, depth + 1)
    else add(typeof one === "bigint" ? "int64" : typeof one === "boolean" ? "bool" : "float64")
  }
  const add = (dtype: DType): void => void (found = found === undefined ? dtype : promote(found, dtype))
  see(value, 0)
  return found ?? "float64"
}

const wider: Readonly<Record<string, DType>> = {
  Int8Array: "int32",
  Int16Array: "int32",
  Uint16Array: "int32",
  Uint32Array: "int64",
  Float16Array: "float32",
}

/** The type that holds the elements of any typed array. @throws OptionError where there is none */
export function elementType(view: ArrayBufferView): DType {
  const found = dtypeOf(view) ?? wider[(view as Uint8Array)[Symbol.toStringTag]]
  if (found !== undefined) return found
  throw new OptionError("value", "a list or a typed array of what an array can hold", view)
}

/** Any typed array as a type. */
export function castAny(view: ArrayBufferView, to: DType): Elements {
  const from = dtypeOf(view)
  if (from !== undefined) return cast(view as Elements, from, to)
  // A number holds what the small integers and halves hold.
  return cast(Float64Array.from(view as Int16Array), "float64", to)
}

function fill(value: unknown, depth: number, path: string, into: Listed, at: number): void {
  const { data, dtype, shape } = into
  if (depth === shape.length) {
    if (isList(value)) throw ragged(path, "is a list", "a number")
    const kind = typeof value
    if (kind !== "number" && kind !== "bigint" && kind !== "boolean") {
      throw new OptionError(path, "a number, a bigint or a boolean", value)
    }
    data[at] = toElement(dtype, value as Scalar) as never
    return
  }
  if (!isList(value)) throw ragged(path, "is no list", `${shape[depth]} elements`)
  if (value.length !== shape[depth]) {
    throw ragged(path, `has ${value.length} elements`, `${shape[depth]}`)
  }
  if (ArrayBuffer.isView(value)) {
    if (depth !== shape.length - 1) throw ragged(path, "is a list of numbers", "a list of lists")
    data.set(castAny(value, dtype) as never, at)
    return
  }
  const step = sizeOf(shape.slice(depth + 1))
  for (let i = 0; i < value.length; i++) fill(value[i], depth + 1, `${path}[${i}]`, into, at + i * step)
}

function ragged(path: string, what: string, rule: string): ShapeError {
  return new ShapeError(`${path} ${what}, where the lists before it have ${rule}`, {
    hint: "lists beside each other must be equally long and equally deep",
  })
}

/** What is stored for a scalar, as `astype` would have it. */
export function toElement(dtype: DType, value: Scalar): number | bigint {
  if (dtype === "int64" && typeof value === "number" && !Number.isFinite(value)) return 0n
  return fromScalar(dtype, value)
}

/** The elements of a view as plain lists in lists; a scalar where there are no axes. */
export function toNested({ data, shape, strides, offset }: View, dtype: DType): unknown {
  const list = (axis: number, at: number): unknown => {
    if (axis === shape.length) return toScalar(dtype, data[at]!)
    const [size, step] = [shape[axis]!, strides[axis]!]
    if (axis < shape.length - 1) return Array.from({ length: size }, (_, i) => list(axis + 1, at + i * step))
    if (dtype === "bool") return Array.from({ length: size }, (_, i) => data[at + i * step] !== 0)
    if (step === 1) return Array.from<number | bigint>(data.subarray(at, at + size))
    return Array.from({ length: size }, (_, i) => data[at + i * step])
  }
  return list(0, offset)
}
