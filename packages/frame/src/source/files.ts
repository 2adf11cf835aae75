import { OptionError } from "heddle"
import { boolean, knownKeys, oneOf } from "heddle/extend"
import { filesOf, jsonColumns, parquetColumns } from "../files/index.ts"
import type { Source } from "../plan/index.ts"
import { typeName } from "../schema/index.ts"
import type { Column } from "../schema/index.ts"
import { literal } from "../sql/index.ts"

/** One path or pattern, or a list. */
export type Pattern = string | readonly string[]

/** Files as SQL: what the program said, or which files that were. */
export function filesText(pattern: Pattern): string {
  return typeof pattern === "string" ? literal(pattern) : literal([...pattern])
}

/** The call, for messages. */
export function labelOf(call: string, pattern: Pattern): string {
  const [first, ...more] = typeof pattern === "string" ? [pattern] : pattern
  return `${call}(${JSON.stringify(first)}${more.length > 0 ? `, … ${more.length} more` : ""})`
}

/** How Parquet files are read. */
export interface ReadParquetOptions {
  /** Only these columns, in this order. */
  readonly columns?: readonly string[]
  /** Folders such as `year=2024` are columns. Default: where all paths have such folders. */
  readonly hivePartitioning?: boolean
  /** Files may have other columns: those of one name are one, and what a file has not is null. */
  readonly unionByName?: boolean
  /** A column of this name, or `filename`, has the file of each row. */
  readonly filename?: boolean | string
}

export function parquetSource(pattern: Pattern, options: ReadParquetOptions = {}): Source {
  knownKeys(options, ["columns", "hivePartitioning", "unionByName", "filename"])
  const { hivePartitioning, unionByName, filename } = options
  const files = filesOf(pattern, "readParquet")
  const settings: string[] = [filesText(pattern)]
  if (hivePartitioning !== undefined)
    settings.push(`hive_partitioning=${boolean("hivePartitioning", hivePartitioning)}`)
  if (unionByName !== undefined) settings.push(`union_by_name=${boolean("unionByName", unionByName)}`)
  if (filename !== undefined && filename !== false) settings.push(`filename=${literal(filename)}`)
  const isPlain =
    filename === undefined &&
    unionByName !== true &&
    hivePartitioning !== true &&
    !files.some((one) => /\/[^/]+=/.test(one))
  const columns = isPlain && files.length > 0 ? parquetColumns(files[0]!) : undefined
  const source = { label: labelOf("readParquet", pattern), columns, from: `read_parquet(${settings.join(", ")})` }
  // What columns there are shows only where all files are together.
  if (files.length === 0 || unionByName === true) return source
  const more = settings.slice(1).map((one) => `, ${one}`)
  return {
    ...source,
    files: async () => ({ reader: "read_parquet", paths: files, settings: more.join(""), casts: [] }),
  }
}

/** How JSON files are read. */
export interface ReadJsonOptions {
  /** All columns, by name. Default: what a sample has. */
  readonly columns?: Readonly<Record<string, string>>
  /** "newline": an object a line; "array": one list of objects. Default: what the first file has. */
  readonly format?: "auto" | "newline" | "array"
  readonly compression?: "auto" | "none" | "gzip" | "zstd"
  /** Objects that cannot be read are left out. */
  readonly ignoreErrors?: boolean
  readonly unionByName?: boolean
}

export function jsonSource(pattern: Pattern, options: ReadJsonOptions = {}): Source {
  knownKeys(options, ["columns", "format", "compression", "ignoreErrors", "unionByName"], { lines: "format" })
  const { columns: given, format = "auto", compression = "auto", ignoreErrors = false, unionByName = false } = options
  oneOf("format", format, ["auto", "newline", "array"])
  oneOf("compression", compression, ["auto", "none", "gzip", "zstd"])
  boolean("ignoreErrors", ignoreErrors)
  const files = filesOf(pattern, "readJson")
  const settings: string[] = [filesText(pattern)]
  if (format !== "auto") settings.push(`format='${format === "newline" ? "newline_delimited" : "array"}'`)
  if (compression !== "auto") settings.push(`compression='${compression}'`)
  if (ignoreErrors) settings.push("ignore_errors=true")
  if (boolean("unionByName", unionByName)) settings.push("union_by_name=true")
  if (given !== undefined) settings.push(`columns=${typesText(given)}`)
  const columns =
    given === undefined
      ? files.length === 0 || ignoreErrors
        ? undefined
        : jsonColumns(files, { format: format === "newline" ? "newline_delimited" : format })
      : columnsOfTypes(given)
  const source = { label: labelOf("readJson", pattern), columns, from: `read_json(${settings.join(", ")})` }
  if (columns === undefined || files.length === 0) return source
  const more = settings.slice(1).filter((one) => !one.startsWith("columns="))
  more.push(`columns={${columns.map((one) => `${literal(one.name)}: ${literal(one.type)}`).join(", ")}}`)
  const own = more.map((one) => `, ${one}`).join("")
  return { ...source, files: async () => ({ reader: "read_json", paths: files, settings: own, casts: [] }) }
}

/** `{'a': 'BIGINT'}`. */
export function typesText(types: Readonly<Record<string, string>>): string {
  return `{${Object.entries(types)
    .map(([name, type]) => `${literal(name)}: ${literal(typeName(type))}`)
    .join(", ")}}`
}

/** Columns that are given by name and type. */
export function columnsOfTypes(types: Readonly<Record<string, string>>): Column[] {
  if (typeof types !== "object" || types === null) {
    throw new OptionError("columns", 'types by name: { a: "DOUBLE" }', types)
  }
  return Object.entries(types).map(([name, type]) => ({ name, type: standard(typeName(type)) }))
}

const others: Readonly<Record<string, string>> = {
  TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
  STRING: "VARCHAR",
  TEXT: "VARCHAR",
  INT: "INTEGER",
  INT4: "INTEGER",
  INT8: "BIGINT",
  LONG: "BIGINT",
  FLOAT4: "FLOAT",
  FLOAT8: "DOUBLE",
  REAL: "FLOAT",
  BOOL: "BOOLEAN",
  DATETIME: "TIMESTAMP",
}

/** A type's name as DuckDB writes it. Names of fields stay as they are. */
export function standard(type: string): string {
  if (!/^[\w ]+(\([\d, ]*\))?(\[\d*\])*$/.test(type)) return type.replace(/^\w+/, (word) => word.toUpperCase())
  const own = type.toUpperCase()
  return others[own] ?? own
}
