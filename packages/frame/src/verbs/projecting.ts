import { OptionError } from "heddle"
import type { Expr } from "../expr/index.ts"
import { group, knownTypes, select } from "../plan/index.ts"
import type { Item, Known, Node } from "../plan/index.ts"
import { column, columnsOf } from "../sql/index.ts"
import { checkedNames, checkText, checkTwice } from "./checks.ts"
import { keepingOrder, needRowOrder, withNames } from "./row-order.ts"

/** An expression, and what it is called. */
export type Named = readonly [name: string, expr: Expr]

function itemOf([name, { text }]: Named): Item {
  return { name, text }
}

function knownOf(node: Node, [name, expr]: Named): Known {
  return { name, type: expr.typeIn(knownTypes(node)) }
}

/** Some columns, and what is computed of them. Aggregates make one row. */
export function selected(node: Node, exprs: readonly Named[]): Node {
  checkTwice(
    "select",
    exprs.map(([name]) => name),
  )
  for (const [, { text }] of exprs) checkText(node, "select", text)
  const items = exprs.map(itemOf)
  const columns = exprs.map((one) => knownOf(node, one))
  const areAggregates = exprs.some(([, { kind }]) => kind === "aggregate")
  if (!areAggregates) {
    const texts = items.map(({ text }) => text)
    if (!needRowOrder(texts)) return select(node, items, columns)
    const names = texts.flatMap((text) => columnsOf(text))
    return checkedNames(node, "select", names, (own) => selectedRows(withNames(node, own), items, columns))
  }
  const other = exprs.find(([, { kind, text }]) => kind !== "aggregate" && columnsOf(text).length > 0)
  if (other !== undefined) {
    throw new OptionError("columns", `all aggregates, or none: \`${other[0]}\` has a value in each row`, undefined, {
      hint: "groupby() gives aggregates for each key; .over() gives them in each row",
    })
  }
  return group(node, [], items, columns)
}

/** All columns, and more; one may be made of one before it. */
export function assigned(node: Node, exprs: readonly Named[]): Node {
  let made = node
  let batch: Named[] = []
  for (const one of exprs) {
    const [, { kind, text }] = one
    if (kind === "aggregate") {
      throw new OptionError(one[0], "a value in each row: an aggregate needs .over()", undefined)
    }
    // Windows of windows, and what is made of a column that is made here, need a relation of their own.
    const names = columnsOf(text)
    const isAfter = batch.some(([name]) => names.includes(name))
    if (isAfter) {
      made = assignedAtOnce(made, batch)
      batch = []
    }
    batch.push(one)
  }
  return batch.length === 0 ? made : assignedAtOnce(made, batch)
}

function assignedAtOnce(node: Node, exprs: readonly Named[]): Node {
  const names = [...new Set(exprs.flatMap(([, { text }]) => columnsOf(text)))]
  return checkedNames(node, "assign", names, (own) => {
    const given = new Map(exprs)
    const kept = own.map((name): Named | string => (given.has(name) ? [name, given.get(name)!] : name))
    const added = exprs.filter(([name]) => !own.includes(name))
    const all = [...kept, ...added]
    checkTwice(
      "assign",
      all.map((one) => (typeof one === "string" ? one : one[0])),
    )
    return selectedRows(
      withNames(node, own),
      all.map((one) => (typeof one === "string" ? { name: one, text: [column(one)] } : itemOf(one))),
      all.map((one) =>
        typeof one === "string"
          ? (node.columns?.find(({ name }) => name === one) ?? { name: one })
          : knownOf(node, one),
      ),
    )
  })
}

/** What is computed of each row, also in the order of the rows. */
function selectedRows(node: Node, items: readonly Item[], columns: readonly Known[]): Node {
  if (!needRowOrder(items.map(({ text }) => text))) return select(node, items, columns)
  const names = items.map(({ name }) => name)
  return keepingOrder(node, names, (rows, place, text) =>
    select(
      rows,
      [...items.map((one) => ({ name: one.name, text: text(one.text) })), { name: place, text: [column(place)] }],
      [...columns, { name: place, type: "BIGINT" }],
    ),
  )
}

/** The columns by name, in this order. */
function kept(node: Node, names: readonly (readonly [name: string, as: string])[]): Node {
  return select(
    node,
    names.map(([name, as]) => ({ name: as, text: [column(name)] })),
    names.map(([name, as]) => ({ name: as, type: node.columns?.find((one) => one.name === name)?.type })),
  )
}

export function dropped(node: Node, names: readonly string[]): Node {
  return checkedNames(node, "drop", names, (own) => {
    const left = own.filter((name) => !names.includes(name))
    if (left.length === 0) throw new OptionError("columns", "fewer than all: nothing would be left", undefined)
    return kept(
      node,
      left.map((name) => [name, name]),
    )
  })
}

export function renamed(node: Node, change: Readonly<Record<string, string>> | ((name: string) => string)): Node {
  const names = typeof change === "function" ? [] : Object.keys(change)
  return checkedNames(node, "rename", names, (own) => {
    const pairs = own.map((name) => {
      const to = typeof change === "function" ? change(name) : Object.hasOwn(change, name) ? change[name]! : name
      if (typeof to !== "string" || to === "") throw new OptionError("columns", "new names that are texts", to)
      return [name, to] as const
    })
    checkTwice(
      "rename",
      pairs.map(([, to]) => to),
    )
    return kept(node, pairs)
  })
}
