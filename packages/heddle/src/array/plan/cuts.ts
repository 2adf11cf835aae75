import { inOrder } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { Places } from "./places.ts"
import { isNested } from "./shared.ts"

/** Arrays that one kernel reads; what more there are comes by way of a buffer. A kernel has at most 1000 parameters. */
const mostLeaves = 12
/** A kernel of so many takes 60 ms to be compiled. */
const mostLines = 300
/** Programs inside of each other: each has a buffer and a few frames of the stack. */
const mostNested = 32

/** Where expressions are cut that are too long for one kernel, or for one stage. No bit depends on it. */
export interface Cuts {
  /** Programs of their own, whose elements another program reads from a buffer. */
  readonly apart: ReadonlySet<Node>
  /** Stages of their own, whose elements are kept. */
  readonly whole: ReadonlySet<Node>
}

/** What a node would take of the program that computes it. */
interface Extent {
  /** Arrays, each as it is read; where there are few some may be there twice. */
  readonly leaves: readonly string[]
  readonly lines: number
  /** Programs inside of each other. */
  readonly depth: number
}

/** `kept`: nodes that are stages anyway. */
export function cutsIn(roots: readonly Node[], kept: ReadonlySet<Node>): Cuts {
  const order = inOrder(roots)
  // So few need no cut.
  if (order.length <= mostLeaves) return { apart: new Set(), whole: new Set() }
  const { apart, whole } = new Cutter(order, kept)
  if (apart.size === 0) return { apart, whole }
  // What is read at many places, each of which would compute it, is computed once.
  const places = new Places()
  for (const root of roots) places.add(root, [`${root.id}`])
  for (const node of order.toReversed()) {
    const isCut = apart.has(node)
    if (isCut && places.areMany(node)) {
      apart.delete(node)
      whole.add(node)
    }
    const isPart = node.kind === "map" && !isCut && !whole.has(node) && !kept.has(node)
    for (const input of node.inputs) {
      if (isPart) places.add(input, places.of(node))
      else if (node.kind === "view")
        places.add(
          input,
          Array.from(places.of(node), (place) => `${place} ${node.id}`),
        )
      // Reductions of one array are one pass.
      else places.add(input, [`${node.kind === "reduce" ? input.id : node.id}`])
    }
  }
  return { apart, whole }
}

class Cutter {
  readonly apart = new Set<Node>()
  readonly whole = new Set<Node>()
  readonly #extents = new Map<Node, Extent>()

  constructor(order: readonly Node[], kept: ReadonlySet<Node>) {
    for (const node of order) {
      // Of what it is a view of, which may yet be cut off.
      if (node.kind === "view") continue
      const extent = this.#extentOf(node)
      this.#extents.set(node, kept.has(node) ? leafOf(node, 0) : extent)
    }
  }

  #extentOf(node: Node): Extent {
    if (node.kind === "const") return { leaves: [], lines: 0, depth: 0 }
    if (node.kind === "map") return this.#mapped(node)
    if (!isNested(node)) return leafOf(node, 0)
    for (const input of node.inputs) if (this.#of(input).depth >= mostNested) this.#cut(input)
    return leafOf(node, 1 + this.#deepest(node))
  }

  #of(node: Node): Extent {
    if (node.kind !== "view") return this.#extents.get(node)!
    const { leaves, lines, depth } = this.#of(node.inputs[0]!)
    return { leaves: leaves.map((leaf) => `${node.id} ${leaf}`), lines, depth }
  }

  #deepest(node: Node): number {
    return node.inputs.reduce((most, input) => Math.max(most, this.#of(input).depth), 0)
  }

  /** Together with its inputs, of which the largest ones are cut off until it fits. */
  #mapped(node: Node): Extent {
    const inputs = node.inputs.filter((input, i) => node.inputs.indexOf(input) === i)
    for (;;) {
      const read = inputs.flatMap((input) => this.#of(input).leaves)
      const leaves = read.length > mostLeaves ? [...new Set(read)] : read
      const sum = inputs.reduce((sum, input) => sum + this.#of(input).lines, 1)
      const lines = sum > mostLines ? this.#linesOf(node) : sum
      const isWide = leaves.length > mostLeaves
      const size = (input: Node): number => (isWide ? this.#of(input).leaves.length - 1 : this.#of(input).lines)
      const parts = inputs.filter((input) => this.#of(input).lines > 0 && size(input) > 0)
      if ((!isWide && lines <= mostLines) || parts.length === 0) {
        return { leaves, lines, depth: this.#deepest(node) }
      }
      this.#cut(parts.reduce((most, input) => (size(input) > size(most) ? input : most)))
    }
  }

  /** Lines of a map, those that are needed twice counted once. */
  #linesOf(node: Node): number {
    const seen = new Set<string>()
    const open: { readonly one: Node; readonly as: string }[] = [{ one: node, as: "" }]
    let lines = 0
    for (let top = open.pop(); top !== undefined; top = open.pop()) {
      const { one, as } = top
      const key = `${as}${one.id}`
      if (seen.has(key) || (one !== node && this.#of(one).lines === 0)) continue
      seen.add(key)
      if (one.kind === "map") lines++
      for (const input of one.inputs) open.push({ one: input, as: one.kind === "view" ? `${key} ` : as })
    }
    return lines
  }

  #cut(input: Node): void {
    const node = input.kind === "view" ? input.inputs[0]! : input
    const { depth } = this.#of(node)
    const isDeep = depth >= mostNested
    if (isDeep) this.whole.add(node)
    else this.apart.add(node)
    this.#extents.set(node, leafOf(node, isDeep ? 0 : depth + 1))
  }
}

function leafOf(node: Node, depth: number): Extent {
  return { leaves: [`${node.id}`], lines: 0, depth }
}
