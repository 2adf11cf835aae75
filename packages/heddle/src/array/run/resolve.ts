import { inOrder, memory, withInputs } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import type { NDArray } from "../ndarray/index.ts"
import { sizeOf } from "../shape/index.ts"

/** The same nodes, in which what was pending is there, and all shapes are known. `compute`: what gives the elements of one. */
export async function resolve(nodes: readonly Node[], compute: (node: Node) => Promise<NDArray>): Promise<Node[]> {
  const done = new Map<Node, Promise<Node>>()
  const close = async (node: Node): Promise<Node> => {
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
  const closed = (node: Node): Promise<Node> => done.get(node) ?? Promise.resolve(node)
  for (const node of inOrder(nodes)) {
    if (isOpen(node) || node.inputs.some((input) => done.has(input))) done.set(node, close(node))
  }
  return Promise.all(nodes.map(closed))
}

/** The first array in it whose elements are not there, or whose shape is not known, before others are computed. */
export function openIn(node: Node): Node | undefined {
  return inOrder([node]).find(isOpen)
}

function isOpen(node: Node): boolean {
  return node.kind === "pending" || node.shape.some(Number.isNaN)
}
