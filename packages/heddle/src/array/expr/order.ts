import type { Node } from "./nodes.ts"

/**
 * Nodes and all that they are made of, each once, after its inputs. A long expression is as deep as it is long, deeper than the stack.
 * `seen`: nodes that are left out; those of the result are added.
 */
export function inOrder(roots: readonly Node[], seen: Set<Node> = new Set()): Node[] {
  const order: Node[] = []
  const open: { readonly node: Node; next: number }[] = []
  const enter = (node: Node): void => {
    if (seen.has(node)) return
    seen.add(node)
    open.push({ node, next: 0 })
  }
  for (const root of roots) {
    enter(root)
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const input = top.node.inputs[top.next++]
      if (input !== undefined) enter(input)
      else order.push(open.pop()!.node)
    }
  }
  return order
}
