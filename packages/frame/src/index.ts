/**
 * Dataframes larger than memory: typed verbs with pandas' names, which become one SQL text for DuckDB.
 *
 * ```ts skip not yet
 * ```
 */
export { ColumnError, CsvError, FrameMemoryError, NoFilesError, QueryError } from "./errors/index.ts"
export type { AnyRow, Column, ColumnType, RowOf, ValueOf } from "./schema/index.ts"
