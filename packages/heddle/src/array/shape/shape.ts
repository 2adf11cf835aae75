import { OptionError } from "../../core/errors/index.ts"

/** How many elements lie along each axis. */
export type Shape = readonly number[]
/** A number is a shape of one axis. */
export type ShapeLike = number | readonly number[]

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, one) => size * one, 1)
}

/** Elements from one place to the next along each axis, where the last axis is next to each other (C order). */
export function contiguous(shape: Shape): number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!
  return strides
}

/** `(3, 4)`, `(3,)`, `()`. */
export function shapeText(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`
}

/** @throws OptionError where it is no list of integers of 0 or more */
export function checkShape(value: unknown, name: string = "shape"): Shape {
  const list: unknown = typeof value === "number" ? [value] : value
  if (Array.isArray(list) && list.every((one) => Number.isSafeInteger(one) && one >= 0)) {
    if (Number.isSafeInteger(sizeOf(list))) return [...(list as number[])]
  }
  throw new OptionError(name, "an integer of 0 or more, or a list of them", value)
}
