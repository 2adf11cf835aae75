import { OptionError } from "../errors/index.ts"
import { newArray } from "./arrays.ts"
import type { HeapHandle, TypedArray } from "./arrays.ts"

type Shared<T> = T & HeapHandle

/** Makes arrays of one kind: of so many zeros, or of what an iterable gives. */
export interface Maker<T, N> {
  /**
   * @param values how many zeros, or the elements
   * @throws OptionError where the length is no integer of 0 or more
   * @throws HeapExhaustedError where there is no room
   */
  (values: number | Iterable<N> | ArrayLike<N>): Shared<T>
}

function maker<T, N>(kind: string): Maker<T, N> {
  return (values) => {
    if (typeof values === "number") {
      if (!Number.isInteger(values) || values < 0) throw new OptionError("length", "an integer of 0 or more", values)
      return newArray(kind, values) as unknown as Shared<T>
    }
    if (typeof values !== "object" || values === null) {
      throw new OptionError("values", "a length or an iterable of numbers", values)
    }
    const list = ArrayBuffer.isView(values) || Array.isArray(values) ? values : Array.from(values)
    const array = newArray(kind, (list as ArrayLike<N>).length)
    array.set(list as never)
    return array as unknown as Shared<T>
  }
}

/**
 * Numbers in the memory that kernels and all worker threads share: an ordinary Float64Array for everything else. Kernels
 * take it without a copy, and so do tasks. Its memory is given back at the end of a `using` block, or once nobody has it.
 * All such arrays together have 4 GB; 16 GB with `HEDDLE_HEAP_BITS=64` in the environment, from Node 24 on.
 *
 * @example
 * ```ts
 * import { float64, jit } from "heddle/jit"
 * using a = float64(3)
 * const double = jit((a: Float64Array) => { for (let i = 0; i < a.length; i++) a[i]! = i * 2 })
 * double(a)
 * Array.from(a) // => [0, 2, 4]
 * ```
 */
export const float64: Maker<Float64Array<SharedArrayBuffer>, number> = maker("Float64Array")
export const float32: Maker<Float32Array<SharedArrayBuffer>, number> = maker("Float32Array")
export const int32: Maker<Int32Array<SharedArrayBuffer>, number> = maker("Int32Array")
export const uint32: Maker<Uint32Array<SharedArrayBuffer>, number> = maker("Uint32Array")
export const int16: Maker<Int16Array<SharedArrayBuffer>, number> = maker("Int16Array")
export const uint16: Maker<Uint16Array<SharedArrayBuffer>, number> = maker("Uint16Array")
export const int8: Maker<Int8Array<SharedArrayBuffer>, number> = maker("Int8Array")
export const uint8: Maker<Uint8Array<SharedArrayBuffer>, number> = maker("Uint8Array")
export const uint8Clamped: Maker<Uint8ClampedArray<SharedArrayBuffer>, number> = maker("Uint8ClampedArray")
export const int64: Maker<BigInt64Array<SharedArrayBuffer>, bigint> = maker("BigInt64Array")
export const uint64: Maker<BigUint64Array<SharedArrayBuffer>, bigint> = maker("BigUint64Array")

/**
 * The array with its elements on the shared heap: kernels and tasks take it from there without a copy.
 *
 * @throws OptionError where it is no typed array
 */
export function copyToShared<T extends TypedArray>(view: T): Shared<T> {
  if (!ArrayBuffer.isView(view) || (view as unknown) instanceof DataView) {
    throw new OptionError("view", "a typed array", view)
  }
  const array = newArray(view[Symbol.toStringTag], view.length)
  array.set(view as never)
  return array as unknown as Shared<T>
}
