import { OptionError } from "heddle"
import { knownKeys, oneOf } from "heddle/extend"
import type { Expr } from "../expr/index.ts"
import { namesOf, sort } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import { column, join } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import { checkText, listOf } from "./checks.ts"

/** How rows are sorted. */
export interface SortOptions {
  /** false: the greatest first; a list: one for each column. Default: true. */
  readonly ascending?: boolean | readonly boolean[]
  /** Where rows go without a value. Default: "last", in either order. */
  readonly naPosition?: "first" | "last"
}

export function sorted(node: Node, by: string | Expr | readonly (string | Expr)[], options: SortOptions = {}): Node {
  knownKeys(options, ["ascending", "naPosition"], { descending: "ascending", nulls: "naPosition" })
  const keys = listOf(by)
  if (keys.length === 0) throw new OptionError("by", "at least one column", by)
  const { ascending = true, naPosition = "last" } = options
  oneOf("naPosition", naPosition, ["first", "last"])
  const ways = typeof ascending === "boolean" ? keys.map(() => ascending) : ascending
  if (!Array.isArray(ways) || ways.length !== keys.length || !ways.every((one) => typeof one === "boolean")) {
    throw new OptionError("ascending", `true, false, or a list of ${keys.length}`, ascending)
  }
  const texts = keys.map((key, i): Text => {
    checkSign(node, key)
    const text = typeof key === "string" ? [column(key)] : key.text
    checkText(node, "sortValues", text)
    return [...text, `${ways[i] ? "" : " DESC"} NULLS ${naPosition === "last" ? "LAST" : "FIRST"}`]
  })
  return sort(node, ["ORDER BY ", ...join(texts, ", ")])
}

/** Windows take `"-a"`. */
function checkSign(node: Node, key: string | Expr): void {
  if (typeof key !== "string" || !key.startsWith("-")) return
  const names = namesOf(node)
  if (names === undefined || names.includes(key) || !names.includes(key.slice(1))) return
  throw new OptionError("by", "the name of a column", key, {
    hint: `sortValues(${JSON.stringify(key.slice(1))}, { ascending: false })`,
  })
}
