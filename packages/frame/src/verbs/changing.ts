import { OptionError } from "heddle"
import { exprOf } from "../expr/index.ts"
import { isNumeric, isTemporal, typeName } from "../schema/index.ts"
import type { Column } from "../schema/index.ts"
import { select } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import { column } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import { checkColumns } from "./checks.ts"

/** Each column as it is, or as something else. */
function changed(
  node: Node,
  columns: readonly Column[],
  change: (one: Column) => [text: Text, type: string | undefined] | undefined,
): Node {
  const all = columns.map((one) => ({ one, made: change(one) }))
  return select(
    node,
    all.map(({ one, made }) => ({ name: one.name, text: made?.[0] ?? [column(one.name)] })),
    all.map(({ one, made }) => ({ name: one.name, type: made === undefined ? one.type : made[1] })),
  )
}

/** Values where there is null: one for all columns that can have it, or one for each of some. */
export function filledNulls(node: Node, value: unknown): Node {
  const isMap =
    typeof value === "object" && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array)
  const each = isMap ? (value as Readonly<Record<string, unknown>>) : undefined
  if (value === null || value === undefined) throw new OptionError("value", "a value, or { column: value }", value)
  return checkColumns(node, "fillna", Object.keys(each ?? {}), (columns) =>
    changed(node, columns, ({ name, type }) => {
      const own = each === undefined ? value : Object.hasOwn(each, name) ? each[name] : undefined
      if (own === undefined || (each === undefined && !canHold(type, own))) return undefined
      return [["coalesce(", column(name), ", ", ...exprOf(own).text, ")"], undefined]
    }),
  )
}

function canHold(type: string, value: unknown): boolean {
  switch (typeof value) {
    case "number":
    case "bigint":
      return isNumeric(type)
    case "string":
      return type === "VARCHAR"
    case "boolean":
      return type === "BOOLEAN"
    default:
      return value instanceof Date ? isTemporal(type) : true
  }
}

/** Columns as other types. */
export function ofTypes(node: Node, types: string | Readonly<Record<string, string>>): Node {
  const names = typeof types === "string" ? [] : Object.keys(types)
  for (const type of typeof types === "string" ? [types] : Object.values(types)) typeName(type)
  return checkColumns(node, "astype", names, (columns) =>
    changed(node, columns, ({ name }) => {
      const type = typeof types === "string" ? types : Object.hasOwn(types, name) ? types[name] : undefined
      return type === undefined ? undefined : [["CAST(", column(name), ` AS ${type})`], undefined]
    }),
  )
}
