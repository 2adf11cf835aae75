import { columnsOf } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import type { Node, Source } from "./nodes.ts"

/** The columns that are asked of each source; undefined: all. */
export type Needed = Map<Source, Set<string> | undefined>

/**
 * Which columns of its sources a relation needs, if `wanted` of its own are: all that stand in its SQL text, which names
 * also what nobody asks for behind it.
 */
export function neededOf(node: Node, wanted?: ReadonlySet<string>, found: Needed = new Map()): Needed {
  const go = (input: Node, own: ReadonlySet<string> | undefined): Needed => neededOf(input, own, found)
  const names = (...texts: readonly Text[]): Set<string> => new Set(texts.flatMap((text) => columnsOf(text)))
  const more = (text: Text): ReadonlySet<string> | undefined => wanted && new Set([...wanted, ...columnsOf(text)])
  switch (node.k) {
    case "scan": {
      const before = found.get(node.source)
      if (!found.has(node.source)) found.set(node.source, wanted && new Set(wanted))
      else if (before === undefined || wanted === undefined) found.set(node.source, undefined)
      else for (const name of wanted) before.add(name)
      return found
    }
    case "select":
      return go(node.input, names(...node.items.map(({ text }) => text)))
    case "group":
      return go(node.input, names(...[...node.keys, ...node.items].map(({ text }) => text)))
    case "filter":
      return go(node.input, more(node.where))
    case "sort":
      return go(node.input, more(node.by))
    case "limit":
      return go(node.input, wanted)
    case "around":
      return go(node.input, node.uses)
    case "later":
    case "made":
      return go(node.input, undefined)
    case "join":
      go(node.left, undefined)
      return go(node.right, undefined)
    case "union":
      for (const input of node.inputs) go(input, node.byName ? wanted : undefined)
      return found
    default:
      for (const part of node.parts) if (typeof part !== "string") go(part, undefined)
      return found
  }
}

/** The sources all of whose rows are needed. `isWhole`: of the relation itself all rows are. */
export function readWhole(node: Node, isWhole: boolean, found: Set<Source> = new Set()): Set<Source> {
  switch (node.k) {
    case "scan":
      if (isWhole) found.add(node.source)
      return found
    case "limit":
      return readWhole(node.input, false, found)
    case "group":
    case "sort":
    case "made":
      return readWhole(node.input, true, found)
    case "join":
      readWhole(node.left, isWhole, found)
      return readWhole(node.right, true, found)
    case "union":
      for (const input of node.inputs) readWhole(input, isWhole, found)
      return found
    case "raw":
      for (const part of node.parts) if (typeof part !== "string") readWhole(part, isWhole, found)
      return found
    default:
      return readWhole(node.input, isWhole, found)
  }
}
