import { inRowOrder, needsRowOrder } from "../expr/index.ts"
import { around, sort } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import { column, identifier } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"

/** A name that no column has. */
export function unused(names: readonly string[]): string {
  let name = "place"
  while (names.some((one) => one.toLowerCase() === name)) name += "_"
  return name
}

/** The rows with the number of each, for what depends on their order. */
export function numbered(node: Node, avoided: readonly string[] = []): { readonly node: Node; readonly place: string } {
  const place = unused([...(node.columns ?? []).map(({ name }) => name), ...avoided])
  const known = node.columns && [...node.columns, { name: place, type: "BIGINT" }]
  return { node: around(node, `SELECT *, row_number() OVER () AS ${identifier(place)} FROM `, "", known), place }
}

/** The rows for whose number, among all, a condition holds; in their order. */
export function qualified(node: Node, names: readonly string[], condition: (place: string) => string): Node {
  const place = identifier(unused(names))
  return around(
    node,
    `SELECT * EXCLUDE (${place}) FROM (SELECT *, row_number() OVER () AS ${place} FROM `,
    `) QUALIFY ${condition(place)} ORDER BY ${place}`,
    withNames(node, names).columns,
  )
}

/** The same, of which at least the names of the columns are known. */
export function withNames(node: Node, names: readonly string[]): Node {
  return node.columns === undefined ? { ...node, columns: names.map((name) => ({ name })) } : node
}

/** Does one of them look at other rows in the order of the rows? */
export function needRowOrder(texts: readonly Text[]): boolean {
  return texts.some(needsRowOrder)
}

/** What `make` makes of numbered rows, with columns of such names, in the order of the rows and without their numbers. */
export function keepingOrder(
  node: Node,
  names: readonly string[],
  make: (own: Node, place: string, text: (text: Text) => Text) => Node,
): Node {
  const { node: own, place } = numbered(node, names)
  const made = make(own, place, (text) => inRowOrder(text, place))
  const columns = made.columns?.filter(({ name }) => name !== place)
  const back = sort(made, ["ORDER BY ", column(place), " NULLS LAST"])
  return around(back, `SELECT * EXCLUDE (${identifier(place)}) FROM `, "", columns)
}
