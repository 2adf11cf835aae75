/**
 * Where rows come from: files, and data in memory, which becomes a file that DuckDB reads.
 *
 * ```ts skip a fragment: the names around it are internal
 * readCsv("sales/*.csv").groupby("shop").sum()
 * ```
 */
export { arraySource } from "./array.ts"
export type { ArrayLike2D } from "./array.ts"
export { arrowSource } from "./arrow.ts"
export type { ArrowSource } from "./arrow.ts"
export { csvSource } from "./csv.ts"
export type { ReadCsvOptions } from "./csv.ts"
export { columnsOfTypes, jsonSource, parquetSource } from "./files.ts"
export type { Pattern, ReadJsonOptions, ReadParquetOptions } from "./files.ts"
export { columnsSource, givenColumns, rowsSource, storedColumns } from "./memory.ts"
export type { ColumnValues, MemoryOptions } from "./memory.ts"
