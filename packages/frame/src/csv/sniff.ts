import { nearest } from "heddle/extend"
import { ColumnError, CsvError } from "../errors/index.ts"
import type { Column } from "../schema/index.ts"
import { columnNames, numberedNames } from "./names.ts"
import type { CsvFacts, CsvOptions } from "./options.ts"
import { beginOf, headOf, laterPieces } from "./pieces.ts"
import type { Piece } from "./pieces.ts"
import { splitRecords } from "./records.ts"
import type { Records, Splitting } from "./records.ts"
import { fits, widen } from "./value-types.ts"
import type { Guess } from "./value-types.ts"

type Rows = readonly (readonly string[])[]

const delimiters = [",", "|", ";", "\t"]
const elsewhere = /^[a-z][a-z0-9+.-]+:\/\//i
const compressed = /\.(gz|zst|bz2|xz|zip)$/i
/** Records by which delimiters are told apart, and files whose headers are compared. */
const [fewRecords, mostHeaders] = [100, 300]

/**
 * What CSV files have in them: how they are written, and the names and types of their columns, from samples of the first
 * and the last file and the headers of all. Blocks for a few milliseconds at most. undefined: nothing certain can be said.
 *
 * Throws CsvError where a file has other columns than the first one, ColumnError where `options.columns` names one that
 * there is not, and what the file system says.
 */
export function sniffCsv(files: readonly string[], options: CsvOptions = {}): CsvFacts | undefined {
  const first = files[0]
  if (first === undefined || options.unionByName === true || options.sample === "all") return undefined
  if (files.some((file) => elsewhere.test(file) || compressed.test(file))) return undefined
  const begin = beginOf(first)
  if (begin === undefined) return undefined
  const text = begin.text.slice(afterLines(begin.text, options.skipRows ?? 0))
  const newline = newlineOf(text)
  const how = splittingOf(text, options)
  if (newline === undefined || how === undefined) return undefined
  const records = splitRecords(text, how)
  const width = records.rows[0]?.length ?? 0
  if (isOdd(text, records, begin, how) || !areMost(records.rows, width)) return undefined
  // DuckDB takes the whole line for one column where some lines have too few fields. As it is, it says which.
  const whole = records.rows.filter((row) => row.length === width)

  const reading = new Reading(options)
  const types = reading.widen(Array.from<Guess>({ length: width }).fill(""), whole.slice(1))
  const hasHeader = options.header ?? reading.isHeader(whole, types)
  const names = hasHeader ? columnNames(whole[0]!) : namesWithout(width, options)
  if (names === undefined) return undefined
  if (hasHeader) compareHeaders(files, names, how, options)
  else reading.widen(types, whole.slice(0, 1))
  for (const piece of otherPieces(files, options)) {
    const rows = splitRecords(piece.text, how).rows.filter((row) => row.length === width)
    // The first record may be the rest of one, or a header.
    reading.widen(types, rows.slice(1))
  }
  if (types.includes("?")) return undefined
  return {
    dialect: {
      delimiter: how.delimiter,
      quote: how.quote,
      escape: how.escape,
      hasHeader,
      newline,
      skip: options.skipRows ?? 0,
      comment: options.comment,
    },
    columns: typed(names, types, options),
  }
}

/** How values are to be understood. */
class Reading {
  readonly #nulls: ReadonlySet<string>
  readonly #comma: boolean

  constructor({ nullValues, decimal }: CsvOptions) {
    this.#nulls = new Set(nullValues ?? [""])
    this.#comma = decimal === ","
  }

  /** Changes `types` to what also fits these rows. */
  widen(types: Guess[], rows: Rows): Guess[] {
    for (let column = 0; column < types.length; column++) {
      let type = types[column]!
      for (let i = 0; i < rows.length && type !== "VARCHAR"; i++) {
        const text = rows[i]![column]!
        if (!this.#nulls.has(text)) type = widen(type, this.#comma ? this.#point(text) : text)
      }
      types[column] = type
    }
    return types
  }

  /** As DuckDB decides it: a line that fits the types below it is one of them, if they say something. */
  isHeader(rows: Rows, types: readonly Guess[]): boolean {
    const [first, ...others] = rows as [readonly string[], ...Rows]
    if (others.length === 0)
      return this.widen(
        types.map(() => ""),
        [first],
      ).every((type) => type === "VARCHAR" || type === "")
    if (first.every((text) => this.#nulls.has(text))) return true
    if (types.every((type) => type === "VARCHAR" || type === "")) return true
    return types.some(
      (type, i) => !this.#nulls.has(first[i]!) && !fits(type, this.#comma ? this.#point(first[i]!) : first[i]!),
    )
  }

  /** A number as others write it; with a point it is none. */
  #point(text: string): string {
    return text.includes(".") ? `${text}?` : text.replace(",", ".")
  }
}

function afterLines(text: string, count: number): number {
  let at = 0
  for (let i = 0; i < count; i++) {
    const end = text.indexOf("\n", at)
    if (end === -1) return text.length
    at = end + 1
  }
  return at
}

/** undefined: both, or carriage returns alone. */
function newlineOf(text: string): "\n" | "\r\n" | undefined {
  const end = text.indexOf("\n")
  if (!text.includes("\r")) return "\n"
  if (end < 1 || text[end - 1] !== "\r") return undefined
  return oddEnd.test(outsideQuotes(text)) ? undefined : "\r\n"
}

const oddEnd = /[^\r]\n|\r[^\n]/

function outsideQuotes(text: string): string {
  return text.replaceAll(/"[^"]*"/g, '""')
}

/** Do some lines end as on Windows, and others not? DuckDB takes such files only if it is told to be lenient. */
export function hasMixedLines(file: string | undefined): boolean {
  if (file === undefined || elsewhere.test(file) || compressed.test(file)) return false
  const text = outsideQuotes(beginOf(file)?.text ?? "")
  return text.includes("\r\n") && /[^\r]\n/.test(text)
}

/** undefined: more than one way to split the first records, or none. */
function splittingOf(text: string, options: CsvOptions): Splitting | undefined {
  const rest = { quote: options.quote ?? '"', escape: options.escape ?? options.quote ?? '"', comment: options.comment }
  if (options.delimiter !== undefined) return { ...rest, delimiter: options.delimiter }
  const present = delimiters.filter((delimiter) => text.includes(delimiter))
  let best: Splitting | undefined
  let nearly: Splitting | undefined
  let most = 1
  for (const delimiter of present) {
    const { rows } = splitRecords(text, { ...rest, delimiter }, fewRecords)
    const width = rows[0]?.length ?? 0
    if (width > 1 && areMost(rows, width)) nearly ??= { ...rest, delimiter }
    if (width <= most || rows.some((row) => row.length !== width)) continue
    most = width
    best = { ...rest, delimiter }
  }
  return best ?? nearly ?? (present.length === 0 ? { ...rest, delimiter: "," } : undefined)
}

/** Are more than half of the records so wide? */
function areMost(rows: Rows, width: number): boolean {
  return 2 * rows.filter((row) => row.length === width).length > rows.length
}

/** Where DuckDB would look for other quotes, comments or lines before the header. */
function isOdd(
  text: string,
  { rows, odd, cut }: Records,
  { toEnd }: Piece,
  { quote, escape, comment }: Splitting,
): boolean {
  if (rows.length === 0 || odd || (cut && toEnd) || text.startsWith("\n") || text.startsWith("\r\n")) return true
  if (comment === undefined && /^#/m.test(text)) return true
  if (quote !== '"' || escape !== '"') return false
  return (
    text.includes(String.raw`\"`) ||
    (text.includes("'") && rows.some((row) => row.some((field) => field.startsWith("'"))))
  )
}

/** Names of files that have none. */
function namesWithout(width: number, { columns, header }: CsvOptions): string[] | undefined {
  const given = Object.keys(columns ?? {})
  if (given.length === 0) return numberedNames(width)
  if (given.length === width) return given
  if (header !== false) return undefined
  throw new CsvError(`\`columns\` names ${given.length} columns, the files have ${width}`, {
    hint: "without a header, `columns` must name all columns in order",
  })
}

function typed(names: readonly string[], types: readonly Guess[], { columns = {} }: CsvOptions): Column[] {
  for (const name of Object.keys(columns)) {
    if (names.includes(name)) continue
    throw new ColumnError(`\`columns\` gives a type to ${name}, which the files do not have`, {
      column: name,
      columns: names,
      nearest: nearest(name, names),
    })
  }
  const given = (name: string): string | undefined => (Object.hasOwn(columns, name) ? columns[name] : undefined)
  return names.map((name, i) => ({ name, type: given(name) ?? (types[i] || "VARCHAR") }))
}

function compareHeaders(files: readonly string[], names: readonly string[], how: Splitting, options: CsvOptions): void {
  for (const file of files.slice(1, mostHeaders)) {
    const text = headOf(file)?.text
    const header = text && splitRecords(text.slice(afterLines(text, options.skipRows ?? 0)), how, 1).rows[0]
    if (!header) continue
    const others = columnNames(header)
    if (others.length === names.length && others.every((name, i) => name === names[i])) continue
    throw new CsvError(`${file} has the columns ${others.join(", ")}, but ${files[0]} has ${names.join(", ")}`, {
      file,
      line: 1 + (options.skipRows ?? 0),
      hint: "`unionByName: true` takes columns of one name together, wherever they stand",
    })
  }
}

/** The begin of the last file, and the middles and ends of both. */
function* otherPieces(files: readonly string[], { skipRows = 0 }: CsvOptions): Generator<Piece> {
  yield* laterPieces(files[0]!)
  if (files.length === 1) return
  const begin = headOf(files.at(-1)!)
  if (begin !== undefined) yield { ...begin, text: begin.text.slice(afterLines(begin.text, skipRows)) }
  yield* laterPieces(files.at(-1)!)
}
