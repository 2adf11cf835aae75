import { ShapeError } from "../../core/errors/index.ts"
import { shapeText } from "./shape.ts"
import type { Shape } from "./shape.ts"

/** What several shapes become together, as in NumPy: from the last axis on, and a size of 1 goes with any. @throws ShapeError */
export function broadcastShapes(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    let size = 1
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1
      if (own === 1 || Object.is(own, size)) continue
      if (size !== 1) {
        throw new ShapeError(`shapes ${shapes.map(shapeText).join(" and ")} do not go together`, {
          hint: `along axis ${axis - rank}, counted from the end, they have ${size} and ${own}: sizes must be equal, or 1`,
        })
      }
      size = own
    }
    return size
  })
}
