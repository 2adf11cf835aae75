import { inOrder } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { sizeOf } from "../shape/index.ts"
import { Places } from "./places.ts"

/** Nanoseconds for an element from which on it is better read again than computed again. */
const worthKeeping = 4
/** An element of a distribution takes so long; of equally likely numbers as below. */
const drawn = 9

/**
 * What several programs need and takes long to compute: it is computed once and kept. Whether it is changes no bit of any result.
 */
export function worthSharing(roots: readonly Node[]): Set<Node> {
  const order = inOrder(roots)
  const costs = costsOf(order)
  const places = new Places()
  for (const root of roots) places.add(root, [`${root.id}`])
  const kept = new Set<Node>()
  // What is kept is read at one place less than what it is made of.
  for (const node of order.toReversed()) {
    const mayBeKept = node.kind === "map" || node.kind === "random"
    if (mayBeKept && places.areMany(node) && costs.get(node)! >= worthKeeping) kept.add(node)
    for (const input of node.inputs) {
      if (!isFused(node)) places.add(input, [`${input.id}`])
      else if (kept.has(node) || isNested(node)) places.add(input, [`${node.id}`])
      else places.add(input, places.of(node))
    }
  }
  return kept
}

/** Nanoseconds for an element, if nothing is kept. */
function costsOf(order: readonly Node[]): Map<Node, number> {
  const costs = new Map<Node, number>()
  for (const node of order) {
    const cost = isFused(node)
      ? node.inputs.reduce((sum, input) => sum + share(input, node) * costs.get(input)!, ownCost(node))
      : 0
    costs.set(node, cost)
  }
  return costs
}

function ownCost(node: Node): number {
  switch (node.kind) {
    case "map":
      return node.op.cost
    case "random":
      return node.name === "random" ? 0.5 : drawn
    case "reader":
      return 2
    default:
      return 0
  }
}

/** Is it computed with what uses it? */
function isFused({ kind }: Node): boolean {
  return ["map", "view", "concat", "take", "reshape", "const", "iota", "random", "reader", "memory"].includes(kind)
}

/** Are its inputs programs of their own, which run for this one alone? */
export function isNested({ kind }: Node): boolean {
  return ["concat", "take", "reshape", "blocks"].includes(kind)
}

/** Of an input that is broadcast, little is computed for each element. */
function share(input: Node, node: Node): number {
  const [own, whole] = [sizeOf(input.shape), sizeOf(node.shape)]
  return whole === 0 ? 0 : Math.min(1, own / whole)
}
