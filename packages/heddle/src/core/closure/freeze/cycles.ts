import type { GraphNode, NodeRef } from "../../wire/index.ts"
import type { Draft } from "./draft.ts"

/** Tells whether a row and a value that it names lie in one cycle of the table. Tarjan's strongly connected components. */
export function cyclesOf(
  nodes: readonly (GraphNode | undefined)[],
  drafts: readonly Draft[],
): (id: number, value: NodeRef) => boolean {
  const draftOf = new Map(drafts.map((draft) => [draft.id, draft]))
  const index = new Int32Array(nodes.length).fill(-1)
  const low = new Int32Array(nodes.length)
  const component = new Int32Array(nodes.length).fill(-1)
  const stack: number[] = []
  let count = 0

  const visit = (id: number): void => {
    index[id] = low[id] = count++
    stack.push(id)
    const follow = (next: number): void => {
      if (next >= nodes.length) return
      if (index[next] === -1) {
        visit(next)
        low[id] = Math.min(low[id]!, low[next]!)
      } else if (component[next] === -1) low[id] = Math.min(low[id]!, index[next]!)
    }
    const draft = draftOf.get(id)
    if (draft !== undefined) {
      for (const { value } of draft.variables) eachRef(value, follow)
      for (const { value } of draft.parameters) eachRef(value, follow)
    }
    const node = nodes[id]
    if (node !== undefined && node.t !== "clone") eachRef(node, follow)
    if (low[id] !== index[id]) return
    let member: number
    do {
      member = stack.pop()!
      component[member] = id
    } while (member !== id)
  }

  for (const { id } of drafts) if (index[id] === -1) visit(id)
  return (id, value) => typeof value === "object" && value !== null && component[value[0]] === component[id]
}

/** Every `[number]` in a row is a ref, but for numbers in lists of one: taking those for refs only costs a little speed. */
function eachRef(value: unknown, visit: (id: number) => void): void {
  if (typeof value !== "object" || value === null) return
  if (Array.isArray(value)) {
    if (value.length === 1 && typeof value[0] === "number") visit(value[0])
    else for (const item of value) eachRef(item, visit)
  } else for (const item of Object.values(value)) eachRef(item, visit)
}
