import { IndexError, OptionError, ShapeError } from "../../core/errors/index.ts"
import { dtypeOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { checkShape, shapeText, sizeOf } from "../shape/index.ts"
import type { Shape } from "../shape/index.ts"

/** The shape of a box that lies in a stored array, and whose elements are there. @throws IndexError, ShapeError, OptionError */
export function checkBox(
  array: { readonly shape: Shape; readonly dtype: DType },
  from: readonly number[],
  asked: unknown,
  elements: Elements,
): Shape {
  const { shape, dtype } = array
  const box = checkShape(asked)
  const isInside = shape.every((size, i) => Number.isInteger(from[i]) && from[i]! >= 0 && from[i]! + box[i]! <= size)
  if (!isInside || from.length !== shape.length || box.length !== shape.length) {
    throw new IndexError(`a box of ${shapeText(box)} from ${shapeText(from)} on is not inside of ${shapeText(shape)}`)
  }
  checkKind(dtype, elements)
  if (elements.length >= sizeOf(box)) return box
  throw new ShapeError(
    `a box of ${shapeText(box)} has ${sizeOf(box)} elements, and there is room for ${elements.length}`,
  )
}

/** @throws OptionError where elements are of another type than a stored array */
export function checkKind(dtype: DType, elements: Elements): void {
  const own = ArrayBuffer.isView(elements) ? dtypeOf(elements) : undefined
  if (own === dtype || (own === "uint8" && dtype === "bool")) return
  throw new OptionError("elements", `of ${dtype}, as what is stored`, elements)
}
