import { Op } from "./opcodes.ts"
import { Vector } from "./vector/codes.ts"
import { Cursor } from "./wat-cursor.ts"
import { bytesOf, plain, saturating, vector } from "./wat-names.ts"

const valueTypes: Readonly<Record<number, string>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
}
/** So many locals stand in a line. */
const localsInLine = 12
/** Of a memory: 1 that it ends, 2 that it is shared, 4 that its addresses have 64 bits. */
const allFlags = 7

interface FunctionType {
  readonly params: readonly string[]
  readonly results: readonly string[]
}

interface Parts {
  readonly types: FunctionType[]
  /** The identifiers of functions, imported ones first. */
  readonly functions: string[]
  /** Of functions that are its own: their types. */
  readonly own: number[]
  readonly lines: string[]
}

/**
 * A module as WebAssembly text: one instruction a line, what is inside a block indented. It knows what our emitter writes:
 * types, imports, functions, exports and code.
 *
 * Functions are called what they are imported or exported as; `names.functions` has other names for the module's own, in
 * their order.
 *
 * @throws TypeError for a section or an instruction that it does not know, with its code and the offset
 */
export function wat(bytes: Uint8Array, names: { readonly functions?: readonly string[] } = {}): string {
  const module = new Cursor(bytes)
  module.take(8)
  const sections = new Map<number, Cursor>()
  while (!module.isDone) {
    const { at } = module
    const id = module.byte()
    if (![1, 2, 3, 7, 10].includes(id)) throw new TypeError(`no section ${id} is known (offset ${at})`)
    sections.set(id, module.sized())
  }
  const parts: Parts = { types: [], functions: [], own: [], lines: [] }
  sections.get(1)?.list((i) => functionType(sections.get(1)!, parts, i))
  sections.get(2)?.list(() => imported(sections.get(2)!, parts))
  sections.get(3)?.list(() => parts.own.push(sections.get(3)!.unsigned()))
  const first = parts.functions.length
  const exports = sections.get(7)?.list(() => exported(sections.get(7)!)) ?? []
  for (const i of parts.own.keys()) {
    const name = names.functions?.[i] ?? exports.find(({ index }) => index === first + i)?.name ?? `f${i}`
    parts.functions.push(identifier(name, parts.functions))
  }
  for (const { name, index } of exports) {
    parts.lines.push(`  (export ${quoted(name)} (func ${parts.functions[index]}))`)
  }
  sections.get(10)?.list((i) => functionText(sections.get(10)!.sized(), parts, i, parts.functions[first + i]!))
  return ["(module", ...parts.lines, ")", ""].join("\n")
}

function valueType(cursor: Cursor): string {
  const { at } = cursor
  const code = cursor.byte()
  return valueTypes[code] ?? unknown("type", code, at)
}

function unknown(what: string, code: number, at: number): never {
  throw new TypeError(`no ${what} 0x${code.toString(16).padStart(2, "0")} is known (offset ${at})`)
}

function functionType(cursor: Cursor, { types, lines }: Parts, index: number): void {
  const { at } = cursor
  const form = cursor.byte()
  if (form !== 0x60) unknown("form of a type", form, at)
  const type = { params: cursor.list(() => valueType(cursor)), results: cursor.list(() => valueType(cursor)) }
  types.push(type)
  lines.push(`  (type (;${index};) (func${signature(type)}))`)
}

function signature({ params, results }: FunctionType): string {
  const list = (keyword: string, of: readonly string[]): string =>
    of.length === 0 ? "" : ` (${[keyword, ...of].join(" ")})`
  return list("param", params) + list("result", results)
}

function imported(cursor: Cursor, { functions, lines }: Parts): void {
  const [module, name] = [cursor.name(), cursor.name()]
  const { at } = cursor
  const kind = cursor.byte()
  let what: string
  if (kind === 0x00) {
    const called = identifier(name, functions)
    functions.push(called)
    what = `func ${called} (type ${cursor.unsigned()})`
  } else if (kind === 0x02) {
    const flags = cursor.byte()
    if (flags > allFlags) unknown("kind of memory", flags, at + 1)
    const pages = [cursor.unsigned(), ...(flags & 1 ? [cursor.unsigned()] : [])]
    what = ["memory", ...(flags & 4 ? ["i64"] : []), ...pages, ...(flags & 2 ? ["shared"] : [])].join(" ")
  } else return unknown("kind of import", kind, at)
  lines.push(`  (import ${quoted(module)} ${quoted(name)} (${what}))`)
}

function exported(cursor: Cursor): { name: string; index: number } {
  const name = cursor.name()
  const { at } = cursor
  const kind = cursor.byte()
  if (kind !== 0x00) unknown("kind of export", kind, at)
  return { name, index: cursor.unsigned() }
}

/** An identifier of its own for a name. */
function identifier(name: string, taken: readonly string[]): string {
  const base = `$${name.replaceAll(/[^\w!#$%&'*+./:<=>?@\\^`|~-]/g, "_")}`
  let called = base
  for (let i = 1; called === "$" || taken.includes(called); i++) called = `${base}.${i}`
  return called
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

function functionText(code: Cursor, parts: Parts, index: number, name: string): void {
  const { types, own, lines } = parts
  const type = types[own[index]!]!
  lines.push(`  (func ${name} (type ${own[index]!})${signature(type)}`)
  const locals = code
    .list(() => {
      const count = code.unsigned()
      return Array<string>(count).fill(valueType(code))
    })
    .flat()
  for (let i = 0; i < locals.length; i += localsInLine) {
    const first = type.params.length + i
    lines.push(`    (local (;${first};) ${locals.slice(i, i + localsInLine).join(" ")})`)
  }
  instructions(code, parts)
  lines.push("  )")
}

/** A block that is open, and the line that it began with. */
interface Block {
  readonly line: number
  readonly name: string
  /** Does anything branch to it? */
  isNamed: boolean
}

function instructions(code: Cursor, { functions, lines }: Parts): void {
  const blocks: Block[] = []
  let made = 0
  const put = (text: string, out = 0): void => {
    lines.push(`${"  ".repeat(2 + blocks.length - out)}${text}`)
  }
  for (;;) {
    const { at } = code
    const opcode = code.byte()
    const name = nameOf(code, opcode, at)
    switch (opcode) {
      case Op.block:
      case Op.loop:
      case Op.if:
        put(name + blockType(code))
        blocks.push({ line: lines.length - 1, name: `$${name}${++made}`, isNamed: false })
        break
      case Op.else:
        put(name, 1)
        break
      case Op.end:
        if (blocks.length === 0) return
        put(name, 1)
        blocks.pop()
        break
      case Op.br:
      case Op.brIf:
        put(`${name} ${labelOf(blocks, code.unsigned(), lines)}`)
        break
      case Op.call:
        put(`${name} ${functions[code.unsigned()]}`)
        break
      default:
        put([name, ...immediates(code, name)].join(" "))
    }
  }
}

function nameOf(code: Cursor, opcode: number, at: number): string {
  const further = opcode === Op.saturating ? saturating : opcode === Vector.prefix ? vector : undefined
  if (further === undefined) return plain.get(opcode) ?? unknown("instruction", opcode, at)
  const second = code.unsigned()
  return further.get(second) ?? unknown(`instruction 0x${opcode.toString(16)}`, second, at)
}

function blockType(code: Cursor): string {
  const type = code.signed()
  if (type === -64n) return ""
  return type >= 0n ? ` (type ${type})` : ` (result ${valueTypes[Number(type) + 128]})`
}

/** Where a branch goes: the name of the block, which it has from then on. */
function labelOf(blocks: readonly Block[], depth: number, lines: string[]): string {
  const block = blocks[blocks.length - 1 - depth]
  // Out of the function.
  if (block === undefined) return String(depth)
  if (!block.isNamed) lines[block.line] = lines[block.line]!.replace(/(?<=block|loop|if)/, ` ${block.name}`)
  block.isNamed = true
  return block.name
}

/** What follows an instruction's code. */
function immediates(code: Cursor, name: string): string[] {
  if (name.startsWith("local.")) return [String(code.unsigned())]
  if (name === "i32.const" || name === "i64.const") return [String(code.signed())]
  if (name === "f64.const") return [float64(new DataView(code.take(8).buffer), 0)]
  if (name === "v128.const") return vector128(new DataView(code.take(16).buffer))
  if (name === "i8x16.shuffle") return Array.from(code.take(16), String)
  const accesses = /\.(?:load|store)/.test(name) ? memory(code, name) : []
  return name.includes("_lane") ? [...accesses, String(code.byte())] : accesses
}

function memory(code: Cursor, name: string): string[] {
  const align = 2 ** code.unsigned()
  const offset = code.unsigned()
  return [...(offset === 0 ? [] : [`offset=${offset}`]), ...(align === bytesOf(name) ? [] : [`align=${align}`])]
}

/** As numbers, unless one of them is NaN: masks are. */
function vector128(view: DataView): string[] {
  const places = [0, 8]
  if (places.some((at) => Number.isNaN(view.getFloat64(at, true)))) {
    return ["i64x2", ...places.map((at) => String(view.getBigInt64(at, true)))]
  }
  return ["f64x2", ...places.map((at) => float64(view, at))]
}

/** What reads as the same bits. */
function float64(view: DataView, at: number): string {
  const value = view.getFloat64(at, true)
  const sign = view.getBigInt64(at, true) < 0n ? "-" : ""
  if (value === Infinity || value === -Infinity) return `${sign}inf`
  if (!Number.isNaN(value)) return sign + String(Math.abs(value))
  const payload = view.getBigUint64(at, true) & 0xf_ffff_ffff_ffffn
  return `${sign}nan${payload === 2n ** 51n ? "" : `:0x${payload.toString(16)}`}`
}
