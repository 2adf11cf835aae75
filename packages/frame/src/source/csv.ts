import { statSync } from "node:fs"
import { defaultPool, isMainThread, OptionError } from "heddle"
import { boolean, budget, oneOf } from "heddle/extend"
import { checkCsvOptions, csvToParquet, hasMixedLines, sniffCsv, toReadCsv } from "../csv/index.ts"
import type { CsvFacts, CsvOptions } from "../csv/index.ts"
import { filesOf } from "../files/index.ts"
import type { Context, Source } from "../plan/index.ts"
import { literal } from "../sql/index.ts"
import { columnsOfTypes, filesText, labelOf, standard, typesText } from "./files.ts"
import type { Pattern } from "./files.ts"

/** How CSV files are read. What is left out is found by looking at them. */
export interface ReadCsvOptions extends CsvOptions {
  /** Only these columns, with their types. In files without a header all, in their order. */
  readonly columns?: Readonly<Record<string, string>> | undefined
  /** Types of some columns; the others are found. */
  readonly types?: Readonly<Record<string, string>>
  /** Lines that are not what the columns say are left out. Default: false, they are a CsvError. */
  readonly ignoreErrors?: boolean
  /** Dates that are not written as 2024-12-31: as C's `strftime` has it. */
  readonly dateFormat?: string
  readonly timestampFormat?: string
  /** Default: what the files' names say. */
  readonly compression?: "auto" | "none" | "gzip" | "zstd"
  /** Default: "utf-8". */
  readonly encoding?: "utf-8" | "utf-16" | "latin-1"
  /** A column of this name, or `filename`, has the file of each row. */
  readonly filename?: boolean | string
  /** Folders such as `year=2024` are columns. */
  readonly hivePartitioning?: boolean
}

const ofReaders = [
  "types",
  "ignoreErrors",
  "dateFormat",
  "timestampFormat",
  "compression",
  "encoding",
  "filename",
  "hivePartitioning",
]

/** Smaller files are read by DuckDB before the workers of a pool would have begun. */
const fewBytes = 16e6

export function csvSource(pattern: Pattern, options: ReadCsvOptions = {}): Source {
  const {
    types,
    ignoreErrors,
    dateFormat,
    timestampFormat,
    compression,
    encoding,
    filename,
    hivePartitioning,
    ...own
  } = options
  if (ignoreErrors !== undefined) boolean("ignoreErrors", ignoreErrors)
  if (compression !== undefined) oneOf("compression", compression, ["auto", "none", "gzip", "zstd"])
  if (encoding !== undefined) oneOf("encoding", encoding, ["utf-8", "utf-16", "latin-1"])
  if (types !== undefined && options.columns !== undefined)
    throw new OptionError("types", "absent where `columns` has all types", types)
  const given = standardTypes(options.columns ?? types)
  const csv: CsvOptions = { ...own, columns: given }
  checkCsvOptions(csv, ofReaders)
  const files = filesOf(pattern, "readCsv")
  const more = [
    ...(ignoreErrors === true ? ["ignore_errors=true"] : []),
    ...(dateFormat === undefined ? [] : [`dateformat=${literal(dateFormat)}`]),
    ...(timestampFormat === undefined ? [] : [`timestampformat=${literal(timestampFormat)}`]),
    ...(compression === undefined ? [] : [`compression='${compression}'`]),
    ...(encoding === undefined ? [] : [`encoding='${encoding}'`]),
    ...(filename === undefined || filename === false ? [] : [`filename=${literal(filename)}`]),
    ...(hivePartitioning === undefined ? [] : [`hive_partitioning=${boolean("hivePartitioning", hivePartitioning)}`]),
  ]
  const label = labelOf("readCsv", pattern)
  const isPlain =
    filename === undefined &&
    hivePartitioning === undefined &&
    (compression ?? "auto") === "auto" &&
    (encoding ?? "utf-8") === "utf-8"
  const facts = isPlain && files.length > 0 ? sniffCsv(files, csv) : undefined
  if (facts === undefined) {
    const columns = options.columns === undefined ? undefined : columnsOfTypes(options.columns)
    const lenient = isPlain && hasMixedLines(files[0]) ? ["strict_mode=false"] : []
    return { label, columns, from: sniffedByDuckDB(filesText(pattern), csv, [...more, ...lenient]) }
  }
  const from = withMore(toReadCsv(filesText(pattern), facts, csv), more)
  const settings = withMore(toReadCsv("", facts, csv), more).slice("read_csv(".length, -1)
  const source: Source = {
    label,
    columns: facts.columns,
    from,
    files: async () => ({ reader: "read_csv", paths: files, settings, casts: [] }),
  }
  if (more.length > 0) return source
  return { ...source, prepare: async (context) => (await parsed(files, facts, csv, context)) ?? from }
}

function standardTypes(types: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  if (types === undefined) return undefined
  return Object.fromEntries(columnsOfTypes(types).map(({ name, type }) => [name, standard(type)]))
}

function withMore(call: string, more: readonly string[]): string {
  return more.length === 0 ? call : `${call.slice(0, -1)}, ${more.join(", ")})`
}

/** The call that leaves to DuckDB what is not said. */
function sniffedByDuckDB(files: string, options: CsvOptions, more: readonly string[]): string {
  const { columns, delimiter, quote, escape, header, nullValues, skipRows, comment, decimal, sample, unionByName } =
    options
  const settings = [
    files,
    ...(delimiter === undefined ? [] : [`delim=${literal(delimiter)}`]),
    ...(quote === undefined ? [] : [`quote=${literal(quote)}`]),
    ...(escape === undefined ? [] : [`escape=${literal(escape)}`]),
    ...(header === undefined ? [] : [`header=${boolean("header", header)}`]),
    ...(nullValues === undefined ? [] : [`nullstr=${literal([...nullValues])}`]),
    ...(skipRows === undefined ? [] : [`skip=${skipRows}`]),
    ...(comment === undefined ? [] : [`comment=${literal(comment)}`]),
    ...(decimal === undefined ? [] : [`decimal_separator=${literal(decimal)}`]),
    ...(sample === undefined ? [] : ["sample_size=-1"]),
    ...(unionByName === undefined ? [] : [`union_by_name=${boolean("unionByName", unionByName)}`]),
    ...(columns === undefined ? [] : [`types=${typesText(columns)}`]),
    ...more,
  ]
  return `read_csv(${settings.join(", ")})`
}

/** Read by the workers of the default pool, if that pays and is certain. undefined: DuckDB is to read. */
async function parsed(
  files: readonly string[],
  facts: CsvFacts,
  options: CsvOptions,
  { needed, isWhole, folder, signal }: Context,
): Promise<string | undefined> {
  if (!isWhole || !isMainThread) return undefined
  // A file may be gone since: DuckDB says so.
  const sizes = files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? Number.NaN)
  const bytes = sizes.reduce((a, b) => a + b, 0)
  if (!(bytes >= fewBytes && bytes <= budget.memoryLimit / 2)) return undefined
  const names = facts.columns.map(({ name }) => name).filter((name) => needed?.has(name) !== false)
  // Rows are counted by any column.
  const columns = names.length > 0 ? names : [facts.columns[0]!.name]
  const made = await csvToParquet(files, facts, { columns, options, folder: folder(), pool: defaultPool(), signal })
  return made && `read_parquet(${literal(made)})`
}
