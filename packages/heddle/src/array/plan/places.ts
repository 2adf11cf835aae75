import type { Node } from "../expr/index.ts"

/** Where elements of nodes are read. Whether that is at one place or at more is all that is asked: no more than two are noted. */
export class Places {
  readonly #of = new Map<Node, Set<string>>()

  add(node: Node, places: Iterable<string>): void {
    const found = this.#of.get(node)
    const own = found ?? new Set()
    if (found === undefined) this.#of.set(node, own)
    for (const place of places) if (own.size < 2) own.add(place)
  }

  of(node: Node): ReadonlySet<string> {
    return this.#of.get(node) ?? new Set()
  }

  areMany(node: Node): boolean {
    return this.of(node).size > 1
  }
}
