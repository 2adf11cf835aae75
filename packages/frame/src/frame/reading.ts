import { scan } from "../plan/index.ts"
import type { AnyRow, RowOf } from "../schema/index.ts"
import {
  arraySource,
  arrowSource,
  columnsSource,
  csvSource,
  jsonSource,
  parquetSource,
  rowsSource,
} from "../source/index.ts"
import type {
  ArrayLike2D,
  ArrowSource,
  ColumnValues,
  MemoryOptions,
  Pattern,
  ReadCsvOptions,
  ReadJsonOptions,
  ReadParquetOptions,
} from "../source/index.ts"
import { Frame } from "./frame.ts"
import type { Shown } from "./types.ts"

/**
 * The rows of CSV files: one path, a pattern (`*`, `**`, `?`, `[abc]`), or a list. Names and types are found in a sample, at
 * once; `columns` says them, for TypeScript too. The files are read when something is computed, and only the columns that
 * it needs.
 *
 * @throws NoFilesError where no file has such a name
 * @throws CsvError where files have different columns
 *
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs"
 * import { readCsv } from "@heddle/frame"
 * writeFileSync("shop.csv", "item,price\ntea,3.5\ncake,\n")
 * const shop = readCsv("shop.csv", { columns: { item: "VARCHAR", price: "DOUBLE" } })
 * console.log([...(await shop.compute())]) // => [{ item: "tea", price: 3.5 }, { item: "cake", price: null }]
 * ```
 */
export function readCsv<const C extends Readonly<Record<string, string>>>(
  pattern: Pattern,
  options: ReadCsvOptions & { readonly columns: C },
): Frame<Shown<RowOf<C>>>
export function readCsv(pattern: Pattern, options?: ReadCsvOptions): Frame
export function readCsv(pattern: Pattern, options: ReadCsvOptions = {}): Frame {
  const frame = new Frame(scan(csvSource(pattern, options)))
  return options.columns === undefined ? frame : frame.select(...Object.keys(options.columns))
}

/** The rows of Parquet files: one path, a pattern, or a list. What a query does not need is not read. */
export function readParquet(pattern: Pattern, options: ReadParquetOptions = {}): Frame {
  const frame = new Frame(scan(parquetSource(pattern, options)))
  return options.columns === undefined ? frame : frame.select(...options.columns)
}

/** The objects of JSON files: a list of objects, or one in each line. */
export function readJson<const C extends Readonly<Record<string, string>>>(
  pattern: Pattern,
  options: ReadJsonOptions & { readonly columns: C },
): Frame<Shown<RowOf<C>>>
export function readJson(pattern: Pattern, options?: ReadJsonOptions): Frame
export function readJson(pattern: Pattern, options: ReadJsonOptions = {}): Frame {
  return new Frame(scan(jsonSource(pattern, options)))
}

/** One type of objects of several: what all have, with the values of any. */
type Together<T> = { [K in Extract<keyof T, string>]: T[K] }

/** Rows in memory: objects. What an object has not is null. */
export function fromRows<T extends object>(rows: Iterable<T>, options: MemoryOptions = {}): Frame<Together<T>> {
  return new Frame(scan(rowsSource(rows as Iterable<Readonly<Record<string, unknown>>>, options)))
}

/** The values of a column's list, or array. */
type ItemOf<V> = V extends Float64Array | Float32Array
  ? number | null
  : V extends BigInt64Array | BigUint64Array
    ? number | bigint
    : V extends readonly (infer T)[]
      ? T
      : number

/**
 * Columns in memory, by name: typed arrays, of which NaN is no value, and lists, of which null is none. They must not change
 * before the frame is computed for the first time.
 */
export function fromColumns<C extends Readonly<Record<string, ColumnValues>>>(
  columns: C,
  options: MemoryOptions = {},
): Frame<{ -readonly [K in keyof C]: ItemOf<C[K]> }> {
  return new Frame(scan(columnsSource(columns, options)))
}

/** The columns of an array of heddle's, or the values of one with one dimension; it is computed when the frame is. */
export function fromArray(
  array: ArrayLike2D,
  options: { readonly columns?: readonly string[] } = {},
): Frame<Record<string, number | null>> {
  return new Frame(scan(arraySource(array, options)))
}

/** The rows of an Arrow table, or of Arrow's IPC bytes. Needs the package `apache-arrow`. */
export function fromArrow<R extends AnyRow = AnyRow>(table: ArrowSource): Frame<R> {
  return new Frame(scan(arrowSource(table)))
}
