import { DisposedError, OptionError, ShapeError } from "../../core/errors/index.ts"
import { shapeText, sizeOf } from "../shape/index.ts"
import type { Shape } from "../shape/index.ts"
import type { View } from "./strided.ts"
import type { NDArrayOptions } from "./types.ts"

/** Are the elements still there? @throws DisposedError where their memory is somebody else's now */
export function checkThere({ data, shape }: { readonly data: View["data"]; readonly shape: Shape }): void {
  if (data.length > 0 || sizeOf(shape) === 0) return
  throw new DisposedError(
    "the elements are gone: they were moved elsewhere, or are those of a block whose function has ended",
    {
      hint: "a block is there while its function runs: copy() keeps it",
    },
  )
}

/** Does every element of the view lie in its typed array? @throws OptionError, ShapeError */
export function checkReach({ data, shape, strides, offset }: View, given: NDArrayOptions): void {
  if (strides.length !== shape.length || !strides.every((step) => Number.isSafeInteger(step))) {
    throw new OptionError("strides", `an integer for each axis of ${shapeText(shape)}`, given.strides)
  }
  if (!Number.isSafeInteger(offset) || offset < 0) throw new OptionError("offset", "an integer of 0 or more", offset)
  const size = sizeOf(shape)
  if (given.strides === undefined && given.offset === undefined) {
    if (size === data.length) return
    throw new ShapeError(`${data.length} elements cannot have the shape ${shapeText(shape)}, which is of ${size}`)
  }
  if (size === 0) return
  checkThere({ data, shape })
  let [least, most] = [offset, offset]
  for (let axis = 0; axis < shape.length; axis++) {
    const end = (shape[axis]! - 1) * strides[axis]!
    if (end < 0) least += end
    else most += end
  }
  if (least >= 0 && most < data.length) return
  throw new ShapeError(
    `a view of ${shapeText(shape)} reaches from ${least} to ${most}, and there are ${data.length} elements`,
    {
      hint: "look at its strides and its offset",
    },
  )
}

/** The shape of as many elements, with the size that was -1. @throws ShapeError, OptionError */
export function filledShape(asked: unknown, shape: Shape): number[] {
  const list: unknown[] = Array.isArray(asked) ? asked : [asked]
  if (!list.every((one) => Number.isSafeInteger(one) && (one as number) >= -1)) {
    throw new OptionError("shape", "integers of 0 or more, one of which may be -1", asked)
  }
  const sizes = list as number[]
  const size = sizeOf(shape)
  const open = sizes.indexOf(-1)
  if (open !== sizes.lastIndexOf(-1)) throw new OptionError("shape", "known in all but one place", asked)
  const known = sizeOf(sizes.filter((one) => one !== -1))
  if (open === -1 ? known === size : known > 0 && size % known === 0) {
    return sizes.map((one) => (one === -1 ? size / known : one))
  }
  throw new ShapeError(`an array of ${shapeText(shape)} has ${size} elements and cannot become ${shapeText(sizes)}`)
}
