import { inspect } from "node:util"
import { registerClosures } from "../codec.ts"
import type { CodecNode, Encoded, GraphEncoder, GraphNode, NodeRef } from "../../wire/index.ts"
import { encodeGraph } from "../../wire/index.ts"
import type { ClosureRow } from "../thaw/index.ts"
import { placeOf } from "../trace/index.ts"
import { draftsOf } from "./draft.ts"
import type { Draft } from "./draft.ts"
import type { Load } from "./loads.ts"
import { allowCopyWrites, taskLabel } from "./function-rows.ts"

/**
 * What would travel if the function were sent now, as text: the function and each variable that it captures, by value or
 * by reference, and the same of the functions that those hold. Sends nothing; where it could not be sent the text says why.
 *
 *     the function (file:///app/main.ts:7:31), by value
 *       factor  3
 *       scale   imported: scale of "./shapes.ts"
 *       helper  the function helper (file:///app/main.ts:3:1), by value
 *         offset  10
 */
export function explain(fn: Function): string {
  registerClosures()
  let lines: string[] = []
  const describe = (ctx: GraphEncoder): NodeRef => {
    ctx.memo.set(allowCopyWrites, true)
    const root = ctx.encode(fn, { parent: undefined, label: taskLabel })
    lines = new Explanation(ctx).lines(root, "", fn.name === "" ? "the function" : `the function ${fn.name}`)
    return root
  }
  try {
    const { codes, data }: Encoded = encodeGraph(
      { role: "captured variable", label: taskLabel, shared: true, functions: true },
      describe,
    )
    const bytes = codes.reduce((sum, { src }) => sum + src.length, 0)
    const rows = (data as { readonly nodes: readonly unknown[] }).nodes.length
    return [
      ...lines,
      `code: ${codes.length} ${codes.length === 1 ? "piece" : "pieces"}, ${bytes} characters; table: ${rows} rows`,
    ].join("\n")
  } catch (error) {
    return `it cannot be sent: ${error instanceof Error ? error.message : String(error)}`
  }
}

class Explanation {
  readonly #ctx: GraphEncoder
  readonly #drafts: ReadonlyMap<number, Draft>
  readonly #shown = new Set<number>()

  constructor(ctx: GraphEncoder) {
    this.#ctx = ctx
    this.#drafts = new Map(draftsOf(ctx).map((draft) => [draft.id, draft]))
  }

  lines(ref: NodeRef, indent: string, name?: string): string[] {
    if (typeof ref !== "object" || ref === null) return [indent + inspect(ref)]
    const [id] = ref
    const draft = this.#drafts.get(id)
    if (draft === undefined) return this.#row(this.#ctx.nodes[id], indent)
    const { url, line, column } = placeOf(draft.located.analysis, draft.located.unit.start)
    const what = draft.located.unit.kind === "class" ? "class" : "function"
    const head = `${indent}${name ?? `the ${what} ${draft.row.name}`.trimEnd()} (${url}:${line}:${column}), by value`
    if (this.#shown.has(id)) return [`${head}, see above`]
    this.#shown.add(id)
    const width = Math.max(0, ...draft.variables.map(({ free }) => free.name.length))
    const below = draft.variables.flatMap(({ free, value, load }) => {
      const [first, ...rest] = load?.isArray ? [describeLoad(load)] : this.lines(value, `${indent}  `)
      return [`${indent}  ${free.name.padEnd(width)}  ${first!.trimStart()}`, ...rest]
    })
    return [head, ...below]
  }

  #row(node: GraphNode | undefined, indent: string): string[] {
    if (node === undefined) return [`${indent}a view of memory`]
    const text = describeRow(node)
    const held = new Set<number>()
    if (text === undefined) eachRef(node, (id) => this.#drafts.has(id) && held.add(id))
    const functions = [...held].flatMap((id) => this.lines([id], `${indent}  `))
    return [indent + (text ?? describeContainer(node)), ...functions]
  }
}

function describeLoad({ value, misuse }: Load): string {
  const bytes = (value as ArrayBufferView).byteLength
  const size = `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
  return misuse === undefined ? `${size} that are only read: shared` : `${size}, copied: it ${misuse.what}`
}

function describeRow(node: GraphNode): string | undefined {
  const row = node as Exclude<GraphNode, CodecNode> | ClosureRow
  switch (row.t) {
    case "clone":
      return `a copy of ${inspect(row.v, { depth: 1, breakLength: Infinity, maxArrayLength: 6, maxStringLength: 60 })}`
    case "global":
      return `the built-in ${row.path.join(".")}`
    case "builtin":
      return `node:${row.path.join(" ")}`
    case "poison":
      return `not sent: ${row.message.split("\n")[0]}`
    case "handle":
      return `a handle: ${row.tag}`
    case "fn:import":
      return `imported: ${row.name === "*" ? "all" : row.name} of "${row.specifier}"`
    case "fn:export":
      return `imported: ${row.name} of ${row.url}`
    case "fn:common":
      return `required: ${row.name || "module.exports"} of ${row.file}`
    case "fn:require":
      return row.specifier === undefined
        ? "require"
        : `required: ${row.name === "*" ? "all" : row.name} of "${row.specifier}"`
    case "fn:noise":
      return "what a tool put there, replaced"
    case "fn:meta":
      return "import.meta"
    default:
      return undefined
  }
}

function describeContainer(node: GraphNode): string {
  const names: Readonly<Record<string, string>> = {
    obj: "an object",
    arr: "an array",
    map: "a Map",
    set: "a Set",
    inst: "an instance",
    view: "a view of memory",
    err: "an Error",
    sym: "a symbol",
    bound: "a bound function",
  }
  return names[node.t] === undefined ? `a copy (${node.t})` : `${names[node.t]}, as it is now`
}

function eachRef(value: unknown, visit: (id: number) => void): void {
  if (typeof value !== "object" || value === null) return
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === "number") visit(value[0])
  else for (const item of Object.values(value)) eachRef(item, visit)
}
