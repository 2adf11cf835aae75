/**
 * What is computed of a row's columns, of a group's rows, or of a window of rows, as SQL.
 *
 * ```ts
 * import { col, fromRows } from "@heddle/frame"
 * const frame = fromRows([{ a: 1, b: 2 }, { a: 3, b: 4 }])
 * const more = await frame.assign({ sum: col("a").add(col("b")) }).compute()
 * console.log(more.map(({ sum }) => sum)) // => [3, 7]
 * ```
 */
export { Expr, exprOf } from "./expr.ts"
export type { Kind, Operand, Operated, Value } from "./expr.ts"
export { col, coalesce, concat, fn, greatest, least, lit, rowNumber, when } from "./functions.ts"
export type { When } from "./functions.ts"
export { columnsProxy } from "./columns.ts"
export type { Columns } from "./columns.ts"
export { aggregates } from "./aggregates.ts"
export type { Aggregate } from "./aggregates.ts"
export { DateParts } from "./dates.ts"
export type { DatePart } from "./dates.ts"
export { StringFunctions } from "./strings.ts"
export type { Over, SortKey } from "./windows.ts"
export { inRowOrder, needsRowOrder, orderText } from "./windows.ts"
