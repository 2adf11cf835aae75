/**
 * From DuckDB's chunks to JavaScript: rows, columns, typed arrays, Arrow, text. Chunks are first collected as columns,
 * numbers as they lie in memory; all else is made of those when it is asked for.
 *
 * ```ts skip a fragment: the names around it are internal
 * const columns = await collectColumns(result, resultColumns(result))
 * columns.toTypedArrays() // { v: Float64Array }: no row was made
 * const table = tableOf(columns) // [{ v: 1.5 }, …]
 * ```
 */
export { arrowColumns } from "./from-arrow.ts"
export type { MemoryColumn } from "./from-arrow.ts"
export { collectColumns, Columns, resultColumns } from "./columns.ts"
export type { ResultColumn } from "./columns.ts"
export { rowBuilder } from "./rows.ts"
export type { RowBuilder } from "./rows.ts"
export { tableOf } from "./table.ts"
export type { Table, TableMethods } from "./table.ts"
export type { ColumnArray } from "./typed-arrays.ts"
export { typeText } from "./type-text.ts"
