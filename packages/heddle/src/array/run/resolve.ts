import { memory, withInputs } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import type { NDArray } from "../ndarray/index.ts"
import { sizeOf } from "../shape/index.ts"

/** The same nodes, in which what was pending is there, and all shapes are known. `compute`: what gives the elements of one. */
export async function resolve(nodes: readonly Node[], compute: (node: Node) => Promise<NDArray>): Promise<Node[]> {
  const open = new Map<Node, boolean>()
  const isOpen = (node: Node): boolean => {
    let found = open.get(node)
    if (found === undefined) {
      found = node.kind === "pending" || node.shape.some(Number.isNaN) || node.inputs.some(isOpen)
      open.set(node, found)
    }
    return found
  }
  const done = new Map<Node, Promise<Node>>()
  const closed = (node: Node): Promise<Node> => {
    let found = done.get(node)
    if (found === undefined) done.set(node, (found = close(node)))
    return found
  }
  const close = async (node: Node): Promise<Node> => {
    if (!isOpen(node)) return node
    if (node.kind === "pending") {
      const elements = await node.elements
      // Of one size that was not known, it is what the others leave.
      const rest = sizeOf(node.shape.filter((size) => !Number.isNaN(size)))
      const shape = node.shape.map((size) => (Number.isNaN(size) ? elements.length / Math.max(1, rest) : size))
      return memory(elements, shape, node.dtype)
    }
    const same = withInputs(node, await Promise.all(node.inputs.map(closed)))
    if (same.kind !== "later" || !same.shape.some(Number.isNaN)) return same
    const result = await compute(same)
    return memory(result.data, result.shape, result.dtype)
  }
  return Promise.all(nodes.map(closed))
}

/** The first array in it whose elements are not there, or whose shape is not known, before others are computed. */
export function openIn(node: Node): Node | undefined {
  const seen = new Set<Node>()
  const visit = (one: Node): Node | undefined => {
    if (seen.has(one)) return undefined
    seen.add(one)
    for (const input of one.inputs) {
      const found = visit(input)
      if (found !== undefined) return found
    }
    return one.kind === "pending" || one.shape.some(Number.isNaN) ? one : undefined
  }
  return visit(node)
}
