import { OptionError } from "heddle"
import { knownKeys, nearest } from "heddle/extend"
import { aggregates, col, columnsProxy, Expr, exprOf } from "../expr/index.ts"
import { around, filter, group, knownTypes, later, namesOf, sort, typesOf } from "../plan/index.ts"
import type { Item, Known, Node } from "../plan/index.ts"
import { isNumeric } from "../schema/index.ts"
import type { Column } from "../schema/index.ts"
import { column, identifier, join } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import { checkColumns, checkedNames, checkNames, checkText, checkTwice, listOf } from "./checks.ts"
import { numbered, withNames } from "./row-order.ts"
import type { Named } from "./projecting.ts"

/** What is computed of each column: a name, several, or all under names of their own as expressions. */
export type AggSpec = Readonly<Record<string, string | readonly string[] | Expr | ((columns: never) => unknown)>>

/** How groups are made. */
export interface GroupOptions {
  /** Are groups sorted by their keys? Default: true. */
  readonly sort?: boolean
  /** Are rows left out that have no key? Default: true. */
  readonly dropna?: boolean
}

export type Keys = readonly Named[]

/** Is a column one that `mean` and the like are for? */
function isReducible({ type }: Column): boolean {
  return isNumeric(type) || type === "BOOLEAN"
}

function functionOf(name: unknown): (typeof aggregates)[string] {
  if (typeof name === "string" && Object.hasOwn(aggregates, name)) return aggregates[name]!
  const names = Object.keys(aggregates)
  const meant = typeof name === "string" ? nearest(name, names) : undefined
  throw new OptionError("function", `one of ${names.join(", ")}, or an expression`, name, {
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  })
}

/** Groups, and what is computed of them. */
export function grouped(node: Node, keys: Keys, options: GroupOptions, items: readonly Reduced[]): Node {
  const isOrdered = items.some(({ ordered }) => ordered !== undefined)
  if (isOrdered) {
    return checkedNames(node, "groupby", [], (names) => inOrder(withNames(node, names), keys, options, items))
  }
  const { dropna = true, sort: isSorted = true } = options
  const present = keys.map(([, { text }]): Text => [...text, " IS NOT NULL"])
  const input = dropna && keys.length > 0 ? filter(node, join(present, " AND ")) : node
  const keyItems = keys.map(([name, { text }]): Item => ({ name, text }))
  const types = knownTypes(node)
  const columns: Known[] = [
    ...keys.map(([name, expr]) => ({ name, type: expr.typeIn(types) })),
    ...items.map(({ name, type }) => ({ name, type })),
  ]
  checkTwice(
    "agg",
    columns.map(({ name }) => name),
  )
  const made = group(input, keyItems, items, columns)
  if (!isSorted || keys.length === 0) return made
  return sort(made, [
    "ORDER BY ",
    ...join(
      keys.map(([name]): Text => [column(name), " NULLS LAST"]),
      ", ",
    ),
  ])
}

/** Something that is computed of a group. */
export interface Reduced extends Item {
  readonly type: string | undefined
  /** It depends on the order of the rows. */
  readonly ordered?: { readonly fn: string; readonly value: Text }
}

/** `first` and `last` are those of the rows as they come, without nulls. */
export function orderedText(fn: string, value: Text, place: string, after: Text = []): Text {
  return [`${fn === "last" ? "arg_max" : "arg_min"}(`, ...value, ", ", column(place), ")", ...after]
}

function inOrder(node: Node, keys: Keys, options: GroupOptions, items: readonly Reduced[]): Node {
  const { node: own, place } = numbered(node)
  return grouped(
    own,
    keys,
    options,
    items.map(({ name, type, text, ordered }) => ({
      name,
      type,
      text: ordered === undefined ? text : orderedText(ordered.fn, ordered.value, place),
    })),
  )
}

function reducedBy(name: string, fn: string, columns: readonly Known[], as: string): Reduced {
  const found = functionOf(fn)
  const type = columns.find((one) => one.name === name)?.type
  return {
    name: as,
    text: found.text([column(name)], [], type),
    type: found.type(type),
    ...(found.ordered === true && { ordered: { fn, value: [column(name)] } }),
  }
}

/** One function of all columns that have it, but the keys. */
export function reduced(node: Node, keys: Keys, options: GroupOptions, fn: string, names?: readonly string[]): Node {
  const found = functionOf(fn)
  if (names !== undefined) {
    checkNames(node, fn, names)
    const items = names.map((name) => reducedBy(name, fn, node.columns ?? [], name))
    return grouped(node, keys, options, items)
  }
  return checkColumns(node, fn, [], (columns) => {
    const keyNames = keys.map(([name]) => name)
    const own = columns.filter((one) => !keyNames.includes(one.name) && (found.numeric !== true || isReducible(one)))
    if (own.length === 0) throw new OptionError(fn, "of at least one column of numbers: there is none", undefined)
    return grouped(
      { ...node, columns },
      keys,
      options,
      own.map(({ name }) => reducedBy(name, fn, columns, name)),
    )
  })
}

/** What `agg` says: `{ a: ["mean", "max"] }` makes `a_mean` and `a_max`, `{ total: col("a").sum() }` makes `total`. */
export function aggregated(
  node: Node,
  keys: Keys,
  options: GroupOptions,
  spec: AggSpec | string | readonly string[],
  only?: readonly string[],
): Node {
  if (typeof spec === "string") return reduced(node, keys, options, spec, only)
  if (Array.isArray(spec)) {
    if (only !== undefined) {
      const each = Object.fromEntries(only.map((name) => [name, spec as readonly string[]]))
      return aggregated(node, keys, options, each)
    }
    return checkColumns(node, "agg", [], (columns) => {
      const keyNames = keys.map(([name]) => name)
      const all = Object.fromEntries(
        columns
          .filter((one) => !keyNames.includes(one.name) && isReducible(one))
          .map(({ name }) => [name, spec as readonly string[]]),
      )
      return aggregated({ ...node, columns }, keys, options, all)
    })
  }
  const entries = Object.entries(spec as AggSpec)
  if (entries.length === 0) throw new OptionError("agg", "of at least one column", spec)
  const types = knownTypes(node)
  const proxy = columnsProxy(
    (name) => checkNames(node, "agg", [name]),
    (name) => types.find((one) => one.name === name)?.type,
  )
  const items = entries.flatMap(([name, given]): Reduced[] => {
    const what = typeof given === "function" ? exprOf(given(proxy as never)) : given
    if (what instanceof Expr) {
      checkText(node, "agg", what.text)
      if (what.kind !== "aggregate") {
        throw new OptionError(name, 'an aggregate of the group\'s rows, such as col("a").mean()', undefined)
      }
      return [{ name, text: what.text, type: what.typeIn(types) }]
    }
    checkColumnOf(node, name, what)
    return listOf(what).map((fn) => reducedBy(name, fn, node.columns ?? [], `${name}_${fn}`))
  })
  return grouped(node, keys, options, items)
}

/** pandas has `total=("v", "sum")` too. */
function checkColumnOf(node: Node, name: string, what: string | readonly string[]): void {
  const own = namesOf(node)
  const [column, fn] = listOf(what)
  if (own !== undefined && !own.includes(name) && own.includes(column!) && Object.hasOwn(aggregates, fn!)) {
    throw new OptionError(name, "an expression, as there is no such column", what, {
      hint: `{ ${name}: (c) => c.${column}.${fn}() }`,
    })
  }
  checkNames(node, "agg", [name])
}

/** How often each value is there. */
export function valueCounts(
  node: Node,
  names: readonly string[] | undefined,
  options: {
    readonly normalize?: boolean
    readonly sort?: boolean
    readonly ascending?: boolean
    readonly dropna?: boolean
  },
): Node {
  knownKeys(options, ["normalize", "sort", "ascending", "dropna"])
  const { normalize = false, sort: isSorted = true, ascending = false, dropna = true } = options
  const build = (keys: readonly string[]): Node => {
    const [as, type] = normalize ? ["proportion", "DOUBLE"] : ["count", "BIGINT"]
    const text: Text = normalize ? ["count(*) / sum(count(*)) OVER ()"] : ["count(*)"]
    const made = grouped(
      node,
      keys.map((name) => [name, col(name)]),
      { sort: false, dropna },
      [{ name: as, text, type }],
    )
    if (!isSorted) return made
    // Equal counts come in the order of the values, so that the result is one.
    const order = keys.map((name): Text => [column(name), " NULLS LAST"])
    return sort(made, ["ORDER BY ", ...join([[column(as), `${ascending ? "" : " DESC"} NULLS LAST`], ...order], ", ")])
  }
  if (names !== undefined) {
    checkNames(node, "valueCounts", names)
    return build(names)
  }
  const own = typesOf(node)
  if (own !== undefined) return build(own.map(({ name }) => name))
  return later(node, "valueCounts", (columns) =>
    valueCounts(
      { ...node, columns },
      columns.map(({ name }) => name),
      options,
    ),
  )
}

const statistics = [
  ["count", (x: string) => `count(${x})::DOUBLE`],
  ["mean", (x: string) => `avg(${x})`],
  ["std", (x: string) => `stddev_samp(${x})`],
  ["min", (x: string) => `min(${x})::DOUBLE`],
  ["25%", (x: string) => `quantile_cont(${x}, 0.25)::DOUBLE`],
  ["50%", (x: string) => `quantile_cont(${x}, 0.5)::DOUBLE`],
  ["75%", (x: string) => `quantile_cont(${x}, 0.75)::DOUBLE`],
  ["max", (x: string) => `max(${x})::DOUBLE`],
] as const

/** Count, mean, deviation, least, quartiles and greatest of each column of numbers. */
export function described(node: Node): Node {
  return checkColumns(node, "describe", [], (columns) => {
    const own = columns.filter(({ type }) => isNumeric(type))
    if (own.length === 0)
      throw new OptionError("describe", "of at least one column of numbers: there is none", undefined)
    const lists = own.map(({ name }) => {
      const values = statistics.map(([, of]) => of(identifier(name)))
      return `unnest([${values.join(", ")}]) AS ${identifier(name)}`
    })
    const names = `unnest([${statistics.map(([name]) => `'${name}'`).join(", ")}]) AS "statistic"`
    return around(
      node,
      `SELECT ${[names, ...lists].join(", ")} FROM `,
      "",
      [{ name: "statistic", type: "VARCHAR" }, ...own.map(({ name }) => ({ name, type: "DOUBLE" }))],
      new Set(own.map(({ name }) => name)),
    )
  })
}
