/**
 * Columns: their names, and their types as DuckDB writes them.
 *
 * ```ts skip a fragment: the names around it are internal
 * isNumeric("DECIMAL(18,3)") // true
 * ```
 */
export { isFloating, isInteger, isNumeric, isTemporal } from "./column-types.ts"
export { typeIdentifier } from "./keywords.ts"
export { typeName } from "./type-name.ts"
export type { AnyRow, Column, ColumnType, RowOf, ValueOf } from "./types.ts"
