import { OptionError } from "heddle"
import { integer, knownKeys } from "heddle/extend"
import { aggregates, col } from "../expr/index.ts"
import { around, filter, group, select, sort } from "../plan/index.ts"
import type { Known, Node } from "../plan/index.ts"
import { column, identifier, join, literal } from "../sql/index.ts"
import type { Literal, Text } from "../sql/index.ts"
import { isNumeric, isTemporal } from "../schema/index.ts"
import { checkColumns, checkNames, checkTwice, listOf } from "./checks.ts"
import { orderedText } from "./reducing.ts"
import { numbered } from "./row-order.ts"

/** How a long table becomes a wide one. */
export interface PivotOptions {
  /** The columns whose values stay rows. */
  readonly index: string | readonly string[]
  /** The column whose values become columns. */
  readonly columns: string
  /** What is in the cells. Default: all other columns of numbers; several make names such as `v_x`. */
  readonly values?: string | readonly string[]
  /** Of the values of a cell. Default: "mean". */
  readonly aggfunc?: string
  /** In cells that have none. */
  readonly fillValue?: number | string | boolean
  /** The values that become columns. Default: all that there are, which are looked up first. */
  readonly of?: readonly (string | number | boolean)[]
}

/** Values that become columns must stay within what a table can have. */
const mostColumns = 10_000

export function pivoted(node: Node, options: PivotOptions): Node {
  knownKeys(options, ["index", "columns", "values", "aggfunc", "fillValue", "of"])
  const { index, columns: across, values, aggfunc = "mean", fillValue, of } = options
  const keys = listOf(index)
  const cells = values === undefined ? undefined : listOf(values)
  if (!Object.hasOwn(aggregates, aggfunc)) {
    throw new OptionError("aggfunc", `one of ${Object.keys(aggregates).join(", ")}`, aggfunc)
  }
  const names = [...keys, across, ...(cells ?? [])]
  return checkColumns(node, "pivotTable", names, (columns, ask) => {
    const others = columns.filter(({ name }) => !keys.includes(name) && name !== across)
    const own = cells ?? others.map(({ name }) => name)
    if (own.length === 0) throw new OptionError("values", "at least one column", values)
    const build = (found: readonly unknown[]): Node =>
      cellsOf(node, columns, { keys, across, cells: own, found, aggfunc, fillValue })
    if (of !== undefined) return build(of)
    const key = col(across)
    const all = group(
      filter(node, [...key.text, " IS NOT NULL"]),
      [{ name: across, text: key.text }],
      [],
      [{ name: across }],
    )
    return ask(sort(all, ["ORDER BY ", ...key.text])).then(build)
  })
}

/** A column for each value that was found, of each column of cells. */
function cellsOf(
  node: Node,
  columns: readonly Known[],
  how: {
    readonly keys: readonly string[]
    readonly across: string
    readonly cells: readonly string[]
    readonly found: readonly unknown[]
    readonly aggfunc: string
    readonly fillValue: Literal
  },
): Node {
  const { keys, across, cells, found, aggfunc, fillValue } = how
  integer("columns", found.length * cells.length, { max: mostColumns })
  const fn = aggregates[aggfunc]!
  const typeOf = (name: string): string | undefined => columns.find((one) => one.name === name)?.type
  const { node: rows, place } = fn.ordered === true ? numbered({ ...node, columns }) : { node, place: "" }
  const items = cells.flatMap((cell) =>
    found.map((value) => {
      const is: Text = [column(across), " = ", literal(value as Literal)]
      const only: Text = [" FILTER (WHERE ", ...is, ")"]
      const found: Text =
        fn.ordered === true
          ? orderedText(aggfunc, [column(cell)], place, only)
          : fn.text([column(cell)], only, typeOf(cell))
      // A cell without rows is null, also where a sum or a count of nothing is 0.
      const text: Text = ofNothing.has(aggfunc)
        ? ["CASE WHEN count(*)", ...only, " > 0 THEN ", ...found, " END"]
        : found
      const filled: Text = fillValue === undefined ? text : ["coalesce(", ...text, `, ${literal(fillValue)})`]
      const name = cells.length === 1 ? nameOf(value) : `${cell}_${nameOf(value)}`
      return { name, text: filled, type: fillValue === undefined ? fn.type(typeOf(cell)) : undefined }
    }),
  )
  checkTwice("pivotTable", [...keys, ...items.map(({ name }) => name)])
  const present = [...keys, across].map((name): Text => [column(name), " IS NOT NULL"])
  const made = group(
    filter(rows, join(present, " AND ")),
    keys.map((name) => ({ name, text: [column(name)] })),
    items,
    [...keys.map((name) => ({ name, type: typeOf(name) })), ...items.map(({ name, type }) => ({ name, type }))],
  )
  return sort(made, [
    "ORDER BY ",
    ...join(
      keys.map((name): Text => [column(name), " NULLS LAST"]),
      ", ",
    ),
  ])
}

/** A value as a column's name. */
function nameOf(value: unknown): string {
  return value instanceof Date ? value.toISOString().replace(/T00:00:00.000Z$/, "") : String(value)
}

/** Functions that have a value where there are no rows. */
const ofNothing: ReadonlySet<string> = new Set(["sum", "prod", "count", "size", "nunique", "any", "all"])

/** How a wide table becomes a long one. */
export interface MeltOptions {
  /** Columns that stay. Default: none. */
  readonly idVars?: string | readonly string[]
  /** Columns that become rows. Default: all others. */
  readonly valueVars?: string | readonly string[]
  /** Default: "variable". */
  readonly varName?: string
  /** Default: "value". */
  readonly valueName?: string
}

export function melted(node: Node, options: MeltOptions = {}): Node {
  knownKeys(options, ["idVars", "valueVars", "varName", "valueName"])
  const { varName = "variable", valueName = "value" } = options
  const ids = options.idVars === undefined ? [] : listOf(options.idVars)
  const given = options.valueVars === undefined ? undefined : listOf(options.valueVars)
  checkNames(node, "melt", [...ids, ...(given ?? [])])
  return checkColumns(node, "melt", [...ids, ...(given ?? [])], (columns) => {
    const vars = given ?? columns.map(({ name }) => name).filter((name) => !ids.includes(name))
    if (vars.length === 0) throw new OptionError("valueVars", "at least one column", options.valueVars)
    const kept = [...ids, ...vars]
    const input = select(
      node,
      kept.map((name) => ({ name, text: [column(name)] })),
      kept.map((name) => columns.find((one) => one.name === name)!),
    )
    checkTwice("melt", [...ids, varName, valueName])
    const types = new Set(vars.map((name) => columns.find((one) => one.name === name)!.type))
    const kinds = new Set([...types].map((type) => (isNumeric(type) ? "number" : isTemporal(type) ? "time" : type)))
    if (kinds.size > 1) {
      throw new OptionError("valueVars", `of types that go together: there are ${[...types].join(", ")}`, vars, {
        hint: 'astype({ column: "VARCHAR" }) makes them texts',
      })
    }
    const list = vars.map(identifier).join(", ")
    return around(
      input,
      "SELECT * FROM ",
      ` UNPIVOT INCLUDE NULLS (${identifier(valueName)} FOR ${identifier(varName)} IN (${list}))`,
      [
        ...ids.map((name) => columns.find((one) => one.name === name)!),
        { name: varName, type: "VARCHAR" },
        { name: valueName, type: types.size === 1 ? [...types][0] : undefined },
      ],
    )
  })
}
