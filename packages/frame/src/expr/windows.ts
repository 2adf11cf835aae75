import { OptionError } from "heddle"
import { integer, knownKeys, oneOf } from "heddle/extend"
import { column, join } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import type { Expr } from "./expr.ts"

/** A column or an expression to sort by; `-` before a column's name turns the order around. */
export type SortKey = string | Expr

/** The rows that a window function sees for each row. */
export interface Over {
  /** Rows with equal values here go together. Default: all. */
  readonly partitionBy?: SortKey | readonly SortKey[]
  /** Their order. `"-a"` is descending. Default: that of the rows. */
  readonly orderBy?: SortKey | readonly SortKey[]
  /** Rows from so many before the row to so many behind it; null: to the end. `[-2, 0]`: the row and two before it. */
  readonly rows?: readonly [from: number | null, to: number | null]
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T]
}

function keyText(key: SortKey): Text {
  return typeof key === "string" ? [column(key)] : key.text
}

/** `ORDER BY` of keys. Nulls come last, as in pandas. */
export function orderText(keys: readonly SortKey[]): Text {
  const parts = keys.map((key): Text => {
    if (typeof key === "string" && key.startsWith("-")) return [...keyText(key.slice(1)), " DESC NULLS LAST"]
    return [...keyText(key), " NULLS LAST"]
  })
  return parts.length === 0 ? [] : ["ORDER BY ", ...join(parts, ", ")]
}

function bound(at: number | null, isFrom: boolean): string {
  if (at === null) return isFrom ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING"
  integer("rows", at)
  return at === 0 ? "CURRENT ROW" : at < 0 ? `${-at} PRECEDING` : `${at} FOLLOWING`
}

/** Where windows have no order but that of the rows: a comment, in whose place verbs put an order where they can. */
export const rowOrder = "/* rows as they come */"

/** The same behind another order, for rows that are equal in it. */
export const rowOrderOfTies = "/* then rows as they come */"

/** The text of windows, ordered by the numbers of the rows where nothing else is said. */
export function inRowOrder(text: Text, place: string): Text {
  return text.flatMap((piece): Text => {
    if (piece === rowOrder) return ["ORDER BY ", column(place)]
    return piece === rowOrderOfTies ? [", ", column(place)] : [piece]
  })
}

/** Does it look at other rows in the order of the rows? */
export function needsRowOrder(text: Text): boolean {
  return text.includes(rowOrder) || text.includes(rowOrderOfTies)
}

/** `OVER (…)`. `dependsOnOrder`: without `orderBy` it is the order of the rows that counts. */
export function overText(over: Over, dependsOnOrder = false): Text {
  knownKeys(over, ["partitionBy", "orderBy", "rows"], { by: "partitionBy", order: "orderBy", frame: "rows" })
  const partition = listOf(over.partitionBy)
  const order = listOf(over.orderBy)
  const parts: Text[] = []
  if (partition.length > 0) parts.push(["PARTITION BY ", ...join(partition.map(keyText), ", ")])
  if (order.length > 0) parts.push(orderText(order))
  else if (dependsOnOrder) parts.push([rowOrder])
  if (over.rows !== undefined) {
    if (!Array.isArray(over.rows) || over.rows.length !== 2) {
      throw new OptionError("rows", "two numbers of rows, or null: [from, to]", over.rows)
    }
    parts.push([`ROWS BETWEEN ${bound(over.rows[0], true)} AND ${bound(over.rows[1], false)}`])
  }
  return ["OVER (", ...join(parts, " "), ")"]
}

const ranks = { min: "rank", dense: "dense_rank", first: "row_number" } as const

/** The function of a way to rank. */
export function rankFunction(method: unknown): string {
  return ranks[oneOf("method", method, ["min", "dense", "first"] as const)]
}
