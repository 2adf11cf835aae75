import { OptionError } from "../core/errors/index.ts"
import { bufferOf } from "../core/heap/index.ts"
import type { TypedArray } from "../core/heap/index.ts"
import { elementOf } from "./front/index.ts"
import { refuseDetached } from "./run/index.ts"

/** The typed arrays that kernels know. */
export type NumberArray = Exclude<TypedArray, BigInt64Array | BigUint64Array>

/** An array of any number of dimensions, its elements in C order: the last index changes fastest. */
export interface Shaped<T extends NumberArray = NumberArray> {
  readonly data: T
  readonly shape: readonly number[]
}

/** What a shaped array, or a typed one, holds; `shape` is undefined for the latter. */
export interface Elements {
  readonly data: NumberArray
  readonly shape: readonly number[] | undefined
}

/**
 * The elements of an argument; undefined if it is neither a typed array nor one with `data` and `shape`.
 *
 * @throws OptionError where shape and length differ, or the elements are not in C order
 */
export function elementsOf(name: string, value: unknown): Elements | undefined {
  refuseDetached(name, value)
  if (elementOf(value) !== undefined) return { data: value as NumberArray, shape: undefined }
  if (typeof value !== "object" || value === null || !("data" in value) || !("shape" in value)) return undefined
  const { data, shape } = value as Shaped
  refuseDetached(`${name}.data`, data)
  if (elementOf(data) === undefined) throw new OptionError(`${name}.data`, "a typed array of numbers", data)
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new OptionError(`${name}.shape`, "a list of integers of 0 or more", shape)
  }
  const { strides } = value as { readonly strides?: unknown }
  if (Array.isArray(strides) && !isInOrder(shape as number[], strides as number[])) {
    throw new OptionError(name, "in C order", value, { hint: "copy it first" })
  }
  const count = sizeOf(shape as number[])
  if (data.length === count) return { data, shape: shape as number[] }
  throw new OptionError(`${name}.data`, `of ${count} elements, as its shape (${shape.join(", ")}) says`, data.length)
}

/** How many elements there are in a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, one) => size * one, 1)
}

export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i])
}

/** Have they bytes in common? */
export function overlap(a: NumberArray, b: NumberArray): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
}

/** Strides count elements; those along an axis of one element mean nothing. */
function isInOrder(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i]! > 1 && strides[i] !== expected) return false
    expected *= shape[i]!
  }
  return true
}
