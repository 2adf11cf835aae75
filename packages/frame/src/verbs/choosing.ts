import { OptionError } from "heddle"
import { integer, knownKeys, number, oneOf } from "heddle/extend"
import { col, exprOf } from "../expr/index.ts"
import type { Expr } from "../expr/index.ts"
import { around, filter, limit, raw } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import { column, columnsOf, identifier, join } from "../sql/index.ts"
import { checkColumns, checkedNames, checkNames, checkText } from "./checks.ts"
import { keepingOrder, needRowOrder, qualified, withNames } from "./row-order.ts"

/** Rows for which a condition holds. */
export function filtered(node: Node, condition: Expr): Node {
  if (needRowOrder([condition.text])) {
    return checkedNames(node, "filter", columnsOf(condition.text), (own) =>
      keepingOrder(withNames(node, own), own, (rows, _place, text) => filter(rows, text(condition.text), true)),
    )
  }
  checkText(node, "filter", condition.text)
  if (condition.kind === "aggregate") {
    throw new OptionError("condition", "of each row: an aggregate needs .over(), or groupby() before it", undefined)
  }
  return filter(node, condition.text, condition.kind === "window")
}

/** `{ a: 1, b: [2, 3] }` as a condition: equal, or one of a list. */
export function conditionOf(values: Readonly<Record<string, unknown>>): Expr {
  const parts = Object.entries(values).map(([name, value]) => {
    if (value === undefined) throw new OptionError(name, "a value, a list of values, or null", value)
    return Array.isArray(value) ? col(name).isin(value) : value === null ? col(name).isna() : col(name).eq(value)
  })
  return parts.length === 0 ? exprOf(true) : parts.reduce((all, one) => all.and(one as never))
}

/** The last rows. They are counted first. */
export function tailed(node: Node, count: number): Node {
  integer("n", count, { min: 0 })
  if (count === 0) return limit(node, 0)
  return raw(
    ["SELECT * FROM ", node, " AS t OFFSET (SELECT greatest(count(*) - ", String(count), ", 0) FROM ", node, " AS n)"],
    node.columns,
  )
}

export function sampled(
  node: Node,
  options: { readonly n?: number; readonly frac?: number; readonly seed?: number },
): Node {
  knownKeys(options, ["n", "frac", "seed"], { randomState: "seed", fraction: "frac" })
  const { n, frac, seed } = options
  if ((n === undefined) === (frac === undefined)) throw new OptionError("sample", "{ n } or { frac }", options)
  const size =
    n === undefined
      ? `bernoulli(${number("frac", frac, { min: 0, max: 1 }) * 100}%)`
      : `reservoir(${integer("n", n, { min: 0 })} ROWS)`
  const again = seed === undefined ? "" : ` REPEATABLE (${integer("seed", seed, { min: 0, max: 2 ** 31 - 1 })})`
  return around(node, "SELECT * FROM ", ` USING SAMPLE ${size}${again}`, node.columns)
}

/** Rows whose columns have values. */
export function withoutNulls(
  node: Node,
  options: { readonly subset?: readonly string[]; readonly how?: "any" | "all"; readonly thresh?: number },
): Node {
  knownKeys(options, ["subset", "how", "thresh"])
  const { subset, how = "any", thresh } = options
  oneOf("how", how, ["any", "all"])
  const build = (own: readonly string[]): Node => {
    const names = subset ?? own
    if (names.length === 0) return node
    if (thresh !== undefined) {
      integer("thresh", thresh, { min: 0 })
      const counts = names.map((name) => ["(", column(name), " IS NOT NULL)::INTEGER"])
      return filter(node, ["(", ...join(counts, " + "), `) >= ${thresh}`])
    }
    const parts = names.map((name) => [column(name), " IS NOT NULL"])
    return filter(node, how === "any" ? join(parts, " AND ") : ["(", ...join(parts, " OR "), ")"])
  }
  if (subset !== undefined) {
    checkNames(node, "dropna", subset)
    return build(subset)
  }
  return checkedNames(node, "dropna", [], build)
}

/** One row of those that are equal in some columns, or in all. */
export function withoutDuplicates(
  node: Node,
  subset: readonly string[] | undefined,
  keep: "first" | "last" | false,
): Node {
  oneOf("keep", keep, ["first", "last", false])
  if (subset === undefined && keep !== false) return around(node, "SELECT DISTINCT * FROM ", "", node.columns)
  return checkedNames(node, "dropDuplicates", subset ?? [], (own) => {
    const names = subset ?? own
    const keys = names.map(identifier).join(", ")
    const way = keep === "last" ? " DESC" : ""
    return qualified(node, own, (place) =>
      keep === false
        ? `count(*) OVER (PARTITION BY ${keys}) = 1`
        : `row_number() OVER (PARTITION BY ${keys} ORDER BY ${place}${way}) = 1`,
    )
  })
}

/** A row for each item of a list. */
export function exploded(node: Node, name: string): Node {
  return checkColumns(node, "explode", [name], (columns) => {
    const own = identifier(name)
    const type = columns.find((one) => one.name === name)!.type
    if (!type.endsWith("]")) throw new OptionError("column", `a list: \`${name}\` is ${type}`, undefined)
    const items = `unnest(CASE WHEN len(${own}) > 0 THEN ${own} ELSE [NULL] END)`
    return around(
      node,
      `SELECT * REPLACE (${items} AS ${own}) FROM `,
      "",
      columns.map((one) => (one.name === name ? { name, type: type.replace(/\[\d*\]$/, "") } : one)),
    )
  })
}
