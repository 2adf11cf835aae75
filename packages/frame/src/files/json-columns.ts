import fs from "node:fs"
import type { Column } from "../schema/index.ts"

export type JsonFormat = "auto" | "newline_delimited" | "array"

/** DuckDB takes the types from this many files and rows. */
const mostFiles = 32
const mostRows = 20_480
/** Objects with as many names are read as maps. */
const mostColumns = 200
const mostBytes = 1 << 20

/**
 * The columns of JSON files as DuckDB reads them with its own settings, from the whole content: one object a line, or an
 * array of objects. `undefined` where that is not certain: more than 1 MB, values within values, strings that may be
 * dates, numbers that are 15 digits long, other options than the format.
 *
 * It blocks while it reads the files.
 *
 * @example
 * ```ts skip internal
 * jsonColumns(["visits.ndjson"]) // [{ name: "page", type: "VARCHAR" }, { name: "ms", type: "BIGINT" }]
 * ```
 */
export function jsonColumns(files: readonly string[], options: { format?: JsonFormat } = {}): Column[] | undefined {
  const { format = "auto", ...others } = options
  if (files.length === 0 || files.length > mostFiles || Object.keys(others).length > 0) return undefined
  const kinds = new Map<string, Kinds>()
  let [rows, bytes] = [0, 0]
  try {
    for (const file of files) {
      bytes += fs.statSync(file).size
      if (bytes > mostBytes) return undefined
      for (const row of rowsOf(fs.readFileSync(file, "utf8"), format)) {
        if (++rows > mostRows || !note(row, kinds)) return undefined
      }
    }
  } catch {
    return undefined
  }
  return columnsOf(kinds, rows)
}

/** A number as it is written: 1.0 and 1e3 are doubles, long integers are of other types. */
class Numeral {
  readonly kind: "natural" | "negative" | "double" | "long"
  constructor(source: string) {
    if (!/^-?\d+$/.test(source)) this.kind = "double"
    else if (source.length > 16) this.kind = "long"
    else this.kind = source.startsWith("-") ? "negative" : "natural"
  }
}

function rowsOf(text: string, format: JsonFormat): unknown[] {
  const isArray = text.trimStart().startsWith("[")
  if (format !== "auto" && isArray !== (format === "array")) throw new SyntaxError("another format")
  if (isArray) return parse(text) as unknown[]
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parse)
}

function parse(text: string): unknown {
  const revive = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" ? new Numeral(context?.source ?? "") : value
  return JSON.parse(text, revive)
}

/** What a column has. */
interface Kinds {
  count: number
  natural: boolean
  negative: boolean
  double: boolean
  boolean: boolean
  string: boolean
  /** A string that is no date, time or UUID. */
  word: boolean
}

/** Notes the values of a row; false where one is beyond what is known here. */
function note(row: unknown, kinds: Map<string, Kinds>): boolean {
  if (typeof row !== "object" || row === null || Array.isArray(row) || row instanceof Numeral) return false
  for (const [name, value] of Object.entries(row)) {
    let kind = kinds.get(name)
    if (kind === undefined) {
      kind = { count: 0, natural: false, negative: false, double: false, boolean: false, string: false, word: false }
      kinds.set(name, kind)
    }
    kind.count++
    if (value instanceof Numeral) {
      if (value.kind === "long") return false
      kind[value.kind] = true
    } else if (typeof value === "boolean") kind.boolean = true
    else if (typeof value === "string") {
      kind.string = true
      kind.word ||= isWord(value)
    } else if (value !== null) return false
  }
  return true
}

function isWord(text: string): boolean {
  return /^[a-z_]/i.test(text) && !/^(infinity|epoch|[0-9a-f]{8}-)/i.test(text)
}

function columnsOf(kinds: ReadonlyMap<string, Kinds>, rows: number): Column[] | undefined {
  const columns: Column[] = []
  let filled = 0
  for (const [name, kind] of kinds) {
    const type = typeOf(kind)
    if (type === undefined || name === "") return undefined
    columns.push({ name, type })
    filled += kind.count
  }
  const isFew = columns.length > 0 && columns.length < mostColumns
  const isDistinct = new Set(columns.map(({ name }) => name.toLowerCase())).size === columns.length
  const isDense = filled >= 0.2 * rows * columns.length
  // Names that are numbers stand first in JavaScript's objects.
  return isFew && isDistinct && isDense && !columns.some(({ name }) => /^\d+$/.test(name)) ? columns : undefined
}

function typeOf({ natural, negative, double, boolean, string, word }: Kinds): string | undefined {
  if (Number(natural || negative || double) + Number(boolean) + Number(string) !== 1) return undefined
  if (string) return word ? "VARCHAR" : undefined
  if (boolean) return "BOOLEAN"
  if (double) return "DOUBLE"
  // To DuckDB the ones are UBIGINT and the others BIGINT, and what holds both is wider.
  return natural && negative ? "HUGEINT" : "BIGINT"
}
