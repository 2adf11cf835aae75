import { identifier, indent, render } from "../sql/index.ts"
import type { Item, Node, Source } from "./nodes.ts"

/** What stands behind FROM for a source; default: what it says itself. */
export type FromItems = ReadonlyMap<Source, string>

/** A SELECT that is not closed yet: verbs fill its clauses as long as that keeps their order. */
interface Block {
  list?: string
  from: string
  where: string[]
  qualify?: string
  group?: string
  order?: string
  limit?: string
  /** A whole statement. */
  whole?: string
}

/** The SQL text of a relation. */
export function sqlOf(node: Node, froms: FromItems = new Map()): string {
  return textOf(emit(node, froms))
}

export function emit(node: Node, froms: FromItems): Block {
  const block = (input: Node): Block => emit(input, froms)
  switch (node.k) {
    case "scan":
      return bare(froms.get(node.source) ?? node.source.from)
    case "select": {
      const inner = block(node.input)
      // Windows of the list would see rows that QUALIFY leaves out.
      const isBare = inner.list === undefined && inner.order === undefined && inner.qualify === undefined
      const own = isBare && isOpen(inner) ? inner : nested(inner)
      return { ...own, list: listOf(node.items) }
    }
    case "filter": {
      const inner = block(node.input)
      const isBare = inner.list === undefined && inner.qualify === undefined && isOpen(inner)
      const own = isBare ? inner : nested(inner)
      const where = render(node.where)
      return node.isWindow === true ? { ...own, qualify: where } : { ...own, where: [...own.where, where] }
    }
    case "group": {
      const inner = unordered(block(node.input))
      const isBare = inner.list === undefined && inner.qualify === undefined && isOpen(inner)
      const own = isBare ? inner : nested(inner)
      const list = listOf([...node.keys, ...node.items])
      return { ...own, list, group: node.keys.map(({ text }) => render(text)).join(", ") }
    }
    case "sort": {
      const inner = unordered(block(node.input))
      const own = inner.limit === undefined && inner.whole === undefined ? inner : nested(inner)
      // Names mean what is selected, so expressions of anything else need it as a relation.
      const plain =
        own.list === undefined || /^ORDER BY ("([^"]|"")*"( DESC)? NULLS (LAST|FIRST)(, )?)+$/.test(render(node.by))
      return { ...(plain ? own : nested(own)), order: render(node.by) }
    }
    case "limit": {
      const inner = block(node.input)
      const own = inner.limit === undefined && inner.whole === undefined ? inner : nested(inner)
      const count = node.count === undefined ? "" : `LIMIT ${node.count}`
      const offset = node.offset === 0 ? "" : `OFFSET ${node.offset}`
      return { ...own, limit: [count, offset].filter(Boolean).join(" ") }
    }
    case "join": {
      const words = {
        inner: "JOIN",
        left: "LEFT JOIN",
        right: "RIGHT JOIN",
        outer: "FULL JOIN",
        cross: "CROSS JOIN",
        semi: "SEMI JOIN",
        anti: "ANTI JOIN",
      }
      const side = (input: Node, name: string): string => `${fromOf(block(input))} AS ${name}`
      const on = node.how === "cross" ? "" : ` ON ${node.on}`
      const from = `${side(node.left, "l")}\n${words[node.how]} ${side(node.right, "r")}${on}`
      const list = node.items?.map(({ name, sql }) => `${sql} AS ${identifier(name)}`).join(", ")
      return { ...bare(from), list: list ?? (node.how === "semi" || node.how === "anti" ? "l.*" : "*") }
    }
    case "union": {
      const word = node.byName ? "\nUNION ALL BY NAME\n" : "\nUNION ALL\n"
      return whole(node.inputs.map((input) => `(${textOf(block(input))})`).join(word))
    }
    case "around":
      return whole(`${node.before}${fromOf(block(node.input))}${node.after}`)
    case "raw":
      return whole(
        node.parts.map((part) => (typeof part === "string" ? part : `(\n${indent(textOf(block(part)))}\n)`)).join(""),
      )
    default:
      throw new Error(`${node.k === "later" ? node.verb : node.label} has not run yet`)
  }
}

function bare(from: string): Block {
  return { from, where: [] }
}

function whole(text: string): Block {
  return { ...bare(""), whole: text }
}

/** Without an order that nobody sees: of what is limited it says which rows there are. */
function unordered(block: Block): Block {
  if (block.limit !== undefined) return block
  const { order: _, ...rest } = block
  return rest
}

/** Can a condition be added to it? */
function isOpen({ group, limit, whole }: Block): boolean {
  return group === undefined && limit === undefined && whole === undefined
}

/** The relation as one that is selected from. */
function nested(block: Block): Block {
  return bare(fromOf(block))
}

function fromOf(block: Block): string {
  const isBare =
    block.whole === undefined &&
    block.list === undefined &&
    block.where.length === 0 &&
    block.qualify === undefined &&
    block.group === undefined &&
    block.order === undefined &&
    block.limit === undefined
  // A join is no single item.
  if (isBare && !block.from.includes("\n")) return block.from
  return `(\n${indent(textOf(block))}\n)`
}

function listOf(items: readonly Item[]): string {
  const texts = items.map(({ name, text }) => {
    const sql = render(text)
    const own = identifier(name)
    return sql === own ? own : `${sql} AS ${own}`
  })
  return texts.join(", ")
}

function textOf(block: Block): string {
  if (block.whole !== undefined) {
    const tail = [block.order, block.limit].filter((part) => part !== undefined)
    if (tail.length === 0) return block.whole
    return ["SELECT *", `FROM (\n${indent(block.whole)}\n)`, ...tail].join("\n")
  }
  const lines = [`SELECT ${block.list ?? "*"}`, `FROM ${block.from}`]
  if (block.where.length > 0) lines.push(`WHERE ${block.where.join(" AND ")}`)
  if (block.group !== undefined && block.group !== "") lines.push(`GROUP BY ${block.group}`)
  if (block.qualify !== undefined) lines.push(`QUALIFY ${block.qualify}`)
  if (block.order !== undefined) lines.push(block.order)
  if (block.limit !== undefined) lines.push(block.limit)
  return lines.join("\n")
}
