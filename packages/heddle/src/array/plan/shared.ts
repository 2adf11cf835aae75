import { sizeOf } from "../shape/index.ts"
import type { Node } from "../expr/index.ts"

/** Nanoseconds for an element from which on it is better read again than computed again. */
const worthKeeping = 4
/** An element of a distribution takes so long; of equally likely numbers as below. */
const drawn = 9

/**
 * What several stages need and takes long to compute: it is computed once and kept. Whether it is changes no bit of any result.
 */
export function worthSharing(roots: readonly Node[]): Set<Node> {
  const uses = new Map<Node, number>()
  const stages = new Set<Node>()
  const costs = new Map<Node, number>()
  const costOf = (node: Node): number => {
    const known = costs.get(node)
    if (known !== undefined) return known
    costs.set(node, 0)
    const own =
      node.kind === "map"
        ? node.op.cost
        : node.kind === "random"
          ? node.name === "random"
            ? 0.5
            : drawn
          : node.kind === "reader"
            ? 2
            : 0
    const cost = isFused(node) ? node.inputs.reduce((sum, input) => sum + share(input, node) * costOf(input), own) : own
    costs.set(node, cost)
    return cost
  }
  const enter = (top: Node): void => {
    if (stages.has(top)) return
    stages.add(top)
    const seen = new Set<Node>()
    const visit = (node: Node): void => {
      if (seen.has(node)) return
      seen.add(node)
      uses.set(node, (uses.get(node) ?? 0) + 1)
      if (isFused(node)) node.inputs.forEach(visit)
      else if (node.kind === "part") node.inputs[0]!.inputs.forEach(enter)
      else node.inputs.forEach(enter)
    }
    visit(top)
  }
  roots.forEach(enter)
  const kept = new Set<Node>()
  const looked = new Set<Node>()
  const choose = (node: Node): void => {
    if (looked.has(node)) return
    looked.add(node)
    const isShared = (uses.get(node) ?? 0) > 1 && (node.kind === "map" || node.kind === "random")
    if (isShared && costOf(node) >= worthKeeping) kept.add(node)
    else node.inputs.forEach(choose)
  }
  roots.forEach(choose)
  return kept
}

/** Is it computed with what uses it? */
function isFused({ kind }: Node): boolean {
  return ["map", "view", "concat", "take", "reshape", "const", "iota", "random", "reader", "memory"].includes(kind)
}

/** Of an input that is broadcast, little is computed for each element. */
function share(input: Node, node: Node): number {
  const [own, whole] = [sizeOf(input.shape), sizeOf(node.shape)]
  return whole === 0 ? 0 : Math.min(1, own / whole)
}
