import type { GraphNode } from "./plan.ts"

/** The names from a call to what was asked for, by one of the ways that lead there. */
export function pathFrom(node: GraphNode): string[] {
  const path = [node.name]
  for (let at = node; !at.root && at.consumers.length > 0;) {
    at = at.consumers[0]!
    path.push(at.name)
  }
  return path
}
