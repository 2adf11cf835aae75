import { ShapeError } from "../../core/errors/index.ts"
import type { Node } from "../expr/index.ts"
import { shapeText } from "../shape/index.ts"

/** @throws ShapeError where the shape depends on elements that are not computed yet */
export function known(node: Node, what: string): Node {
  if (!node.shape.some(Number.isNaN)) return node
  throw new ShapeError(`${what} needs a shape, and that of ${shapeText(node.shape)} depends on its elements`, {
    hint: "compute it first: da.array(await x.compute()) has a shape",
  })
}
