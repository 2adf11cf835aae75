import { OptionError } from "../../core/errors/index.ts"
import { castTo, concat, constant } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { slice } from "./shaping.ts"

/** What stands beyond the ends of an axis: mirrored, from the other end, the last element again, a number, or nothing. */
export type Boundary = "none" | "reflect" | "periodic" | "nearest" | number

/** The array with so many elements more in front of an axis and behind it. */
export function padded(node: Node, axis: number, [front, back]: readonly [number, number], boundary: Boundary): Node {
  if (boundary === "none" || (front === 0 && back === 0)) return node
  const size = node.shape[axis]!
  const part = (start: number, stop: number, step: number): Node =>
    slice(
      node,
      node.shape.map((_, a) => (a === axis ? { start, stop: stop < 0 ? undefined : stop, step } : {})),
    )
  const filled = (count: number): Node => {
    const shape = node.shape.map((one, a) => (a === axis ? count : one))
    return castTo(constant(boundary as number, "float64", shape), node.dtype)
  }
  const repeated = (at: number, count: number): Node => {
    const one = part(at, at + 1, 1)
    return concat(
      Array.from({ length: count }, () => one),
      axis,
    )
  }
  const [before, behind] = ((): readonly [Node, Node] => {
    switch (boundary) {
      case "reflect":
        return [part(front - 1, -1, -1), part(size - 1, size - 1 - back, -1)]
      case "periodic":
        return [part(size - front, size, 1), part(0, back, 1)]
      case "nearest":
        return [repeated(0, front), repeated(size - 1, back)]
      default:
        if (typeof boundary === "number") return [filled(front), filled(back)]
        throw new OptionError("boundary", '"reflect", "periodic", "nearest", "none", or a number', boundary)
    }
  })()
  return concat([...(front > 0 ? [before] : []), node, ...(back > 0 ? [behind] : [])], axis)
}
