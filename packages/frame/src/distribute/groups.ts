import { group } from "../plan/index.ts"
import type { Item, Node } from "../plan/index.ts"
import { column, identifier, render } from "../sql/index.ts"
import { inTwoPhases } from "./aggregates.ts"
import type { TwoPhases } from "./aggregates.ts"
import { masked } from "./scan.ts"

export type Group = Extract<Node, { readonly k: "group" }>

/** A group as two: the first of each partition, the second of what those give. */
export interface Phased {
  readonly first: (input: Node) => Node
  readonly second: (input: Node) => Node
  /** The second looks at all groups. */
  readonly isWindow: boolean
}

/** undefined: it needs all rows of a group. */
export function phasedGroup({ keys, items, columns }: Group): Phased | undefined {
  const partials: Item[] = []
  let prefix = "partial"
  while (keys.some(({ name }) => name.toLowerCase().startsWith(prefix))) prefix += "_"
  const name = (sql: string): string => {
    const found = partials.find(({ text }) => text[0] === sql)
    if (found !== undefined) return identifier(found.name)
    const own = `${prefix} ${partials.length}`
    partials.push({ name: own, text: [sql] })
    return identifier(own)
  }
  const made: TwoPhases[] = []
  for (const { text } of items) {
    const one = inTwoPhases(render(text), name)
    if (one === undefined) return undefined
    made.push(one)
  }
  const known = columns ?? []
  const ownKeys = keys.map((key): Item => ({ name: key.name, text: [column(key.name)] }))
  const wholes = items.map((item, i): Item => ({ name: item.name, text: [made[i]!.whole] }))
  return {
    first: (input) =>
      group(
        input,
        keys,
        partials,
        [...keys, ...partials].map((one) => ({ name: one.name })),
      ),
    second: (input) => group(input, ownKeys, wholes, known),
    isWindow: made.some(({ isWindow }) => isWindow),
  }
}

/** Does an aggregate look at other groups too? */
export function hasWindow({ items }: Group): boolean {
  return items.some(({ text }) => /\bOVER\b/i.test(masked(render(text))))
}

/** The columns that keys are, by the name of the column; keys that are computed are none. */
export function plainKeys({ keys }: Group): Map<string, string> {
  const found = new Map<string, string>()
  for (const { name, text } of keys) {
    const [first] = text
    if (text.length === 1 && typeof first === "object") found.set(first.column, name)
  }
  return found
}
