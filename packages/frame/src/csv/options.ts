import { oneOf, integer, knownKeys } from "heddle/extend"
import { OptionError } from "heddle"
import type { Column } from "../schema/index.ts"

/** How CSV files are read. What is left out is found by looking at the files. */
export interface CsvOptions {
  /** Types of columns by name, as DuckDB writes them. Others are found. In files without a header all columns, in order. */
  readonly columns?: Readonly<Record<string, string>> | undefined
  /** One character. */
  readonly delimiter?: string | undefined
  /** @default '"' */
  readonly quote?: string | undefined
  /** What stands before a quote within quotes. @default '"' */
  readonly escape?: string | undefined
  /** Does the first line have the names? */
  readonly header?: boolean | undefined
  /** Texts that mean that there is no value. @default [""] */
  readonly nullValues?: readonly string[] | undefined
  /** Lines before the header, or the data, that are not read. @default 0 */
  readonly skipRows?: number | undefined
  /** Lines that begin with it are not read. */
  readonly comment?: string | undefined
  /** @default "." */
  readonly decimal?: "." | "," | undefined
  /** `"all"`: types fit all rows, which are read for it. Default: those of a sample. */
  readonly sample?: "all" | undefined
  /** Files may have other columns, or in another order: those of one name are one. @default false */
  readonly unionByName?: boolean | undefined
}

export interface Dialect {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly hasHeader: boolean
  readonly newline: "\n" | "\r\n"
  readonly skip: number
  readonly comment: string | undefined
}

/** What is known of CSV files before they are read. */
export interface CsvFacts {
  readonly dialect: Dialect
  /** In the order of the files. */
  readonly columns: readonly Column[]
}

const keys = [
  "columns",
  "delimiter",
  "quote",
  "escape",
  "header",
  "nullValues",
  "skipRows",
  "comment",
  "decimal",
  "sample",
  "unionByName",
]

/** Throws an OptionError for what is wrong in itself. `others` are options of the caller's own. */
export function checkCsvOptions(options: CsvOptions, others: readonly string[] = []): void {
  knownKeys(options, [...keys, ...others], { sep: "delimiter", naValues: "nullValues", usecols: "columns" })
  for (const name of ["delimiter", "quote", "escape", "comment"] as const) {
    const value: unknown = options[name]
    if (value !== undefined && (typeof value !== "string" || value.length !== 1))
      throw new OptionError(name, "one character", value)
  }
  if (options.skipRows !== undefined) integer("skipRows", options.skipRows, { min: 0 })
  if (options.decimal !== undefined) oneOf("decimal", options.decimal, [".", ","])
  const { nullValues } = options
  if (nullValues !== undefined && !(Array.isArray(nullValues) && nullValues.every((one) => typeof one === "string")))
    throw new OptionError("nullValues", "a list of texts", nullValues, { hint: 'nullValues: ["", "NA"]' })
  if (options.sample !== undefined) oneOf("sample", options.sample, ["all"])
}
