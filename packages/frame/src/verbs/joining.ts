import { OptionError } from "heddle"
import { knownKeys, oneOf } from "heddle/extend"
import { join, later, union } from "../plan/index.ts"
import type { JoinHow, Known, Node } from "../plan/index.ts"
import { isNumeric } from "../schema/index.ts"
import { identifier } from "../sql/index.ts"
import { checkNames, checkTwice, listOf } from "./checks.ts"

/** How two frames are joined. */
export interface MergeOptions {
  /** Columns that both have. Default: all that both have. */
  readonly on?: string | readonly string[]
  readonly leftOn?: string | readonly string[]
  readonly rightOn?: string | readonly string[]
  /** Default: "inner". "semi": rows of the left that have a partner; "anti": that have none. */
  readonly how?: JoinHow
  /** Behind names that both have and that are not joined on. Default: ["_x", "_y"]. */
  readonly suffixes?: readonly [left: string, right: string]
  /** Does null equal null? Default: true, as in pandas; SQL says false. */
  readonly nullsEqual?: boolean
}

const ways = ["inner", "left", "right", "outer", "cross", "semi", "anti"] as const

export function merged(left: Node, right: Node, options: MergeOptions = {}): Node {
  knownKeys(options, ["on", "leftOn", "rightOn", "how", "suffixes", "nullsEqual"])
  const how = oneOf("how", options.how ?? "inner", ways)
  const { on, leftOn, rightOn } = options
  if (on !== undefined && (leftOn ?? rightOn) !== undefined)
    throw new OptionError("on", "alone, or leftOn and rightOn", on)
  if ((leftOn === undefined) !== (rightOn === undefined)) {
    throw new OptionError("leftOn", "given together with rightOn", leftOn)
  }
  const given = on ?? leftOn
  const leftKeys = given === undefined ? undefined : listOf(given)
  const rightKeys = on === undefined ? (rightOn === undefined ? undefined : listOf(rightOn)) : listOf(on)
  if (leftKeys?.length !== rightKeys?.length) {
    throw new OptionError("rightOn", `as many columns as leftOn: ${leftKeys!.length}`, rightOn)
  }
  if (leftKeys !== undefined) checkNames(left, "merge", leftKeys)
  if (rightKeys !== undefined) checkNames(right, "merge", rightKeys)
  const build = (l: readonly Known[], r: readonly Known[]): Node =>
    built(left, right, l, r, leftKeys, rightKeys, { ...options, how })
  if (left.columns !== undefined && right.columns !== undefined) return build(left.columns, right.columns)
  const site = new Error("merge")
  const withBoth = (known: readonly Known[], others: readonly Known[]): Node => {
    checkNames({ ...left, columns: known }, "merge", leftKeys ?? [])
    checkNames({ ...right, columns: others }, "merge", rightKeys ?? [])
    return build(known, others)
  }
  return later(left, "merge", (known) => later(right, "merge", (others) => withBoth(known, others), site))
}

function built(
  left: Node,
  right: Node,
  l: readonly Known[],
  r: readonly Known[],
  leftKeys: readonly string[] | undefined,
  rightKeys: readonly string[] | undefined,
  { how, suffixes = ["_x", "_y"], nullsEqual = true }: MergeOptions & { readonly how: JoinHow },
): Node {
  const both = l.filter(({ name }) => r.some((one) => one.name === name)).map(({ name }) => name)
  const isCross = how === "cross"
  if (isCross && leftKeys !== undefined) throw new OptionError("on", "absent: a cross join has no keys", leftKeys)
  const leftOn = isCross ? [] : (leftKeys ?? both)
  const rightOn = isCross ? [] : (rightKeys ?? both)
  if (!isCross && leftOn.length === 0) {
    throw new OptionError("on", "the columns to join on: the two have no name in common", undefined, {
      hint: `give { leftOn, rightOn }: there are ${l.map(({ name }) => name).join(", ")} and ${r.map(({ name }) => name).join(", ")}`,
    })
  }
  for (const [i, name] of leftOn.entries()) checkKinds(l, name, r, rightOn[i]!)
  const equal = nullsEqual ? "IS NOT DISTINCT FROM" : "="
  const conditions = leftOn.map((name, i) => `l.${identifier(name)} ${equal} r.${identifier(rightOn[i]!)}`)
  const on = conditions.join(" AND ")
  if (how === "semi" || how === "anti") {
    return join({ left, right, how, on, items: undefined, columns: l })
  }
  // Keys of one name are one column.
  const keys = leftOn.filter((name, i) => rightOn[i] === name)
  const rest = r.filter(({ name }) => !keys.includes(name))
  const names = new Set<string>()
  const named = (name: string, suffix: string, others: readonly Known[]): string => {
    const isTwice = !keys.includes(name) && others.some((one) => one.name === name)
    const own = isTwice ? name + suffix : name
    if (names.has(own)) {
      throw new OptionError("suffixes", `such that names differ: \`${own}\` would be there twice`, suffixes)
    }
    names.add(own)
    return own
  }
  const ofLeft = l.map(({ name, type }) => {
    const [a, b] = [`l.${identifier(name)}`, `r.${identifier(name)}`]
    const isKey = keys.includes(name)
    const sql = isKey && how === "outer" ? `coalesce(${a}, ${b})` : isKey && how === "right" ? b : a
    return { name: named(name, suffixes[0], rest), sql, type }
  })
  const ofRight = rest.map(({ name, type }) => ({
    name: named(name, suffixes[1], l),
    sql: `r.${identifier(name)}`,
    type,
  }))
  const items = [...ofLeft, ...ofRight]
  checkTwice(
    "merge",
    items.map(({ name }) => name),
  )
  return join({ left, right, how, on, items, columns: items.map(({ name, type }) => ({ name, type })) })
}

/** DuckDB takes texts for numbers, and ends the query at one that is none. */
function checkKinds(l: readonly Known[], left: string, r: readonly Known[], right: string): void {
  const typeOf = (columns: readonly Known[], name: string) => columns.find((one) => one.name === name)?.type
  const [a, b] = [typeOf(l, left), typeOf(r, right)]
  if (a === undefined || b === undefined) return
  const isMixed = (a === "VARCHAR" && isNumeric(b)) || (b === "VARCHAR" && isNumeric(a))
  if (!isMixed) return
  throw new OptionError("on", `columns of one kind: \`${left}\` is ${a}, and \`${right}\` of the other is ${b}`, left, {
    hint: `astype({ ${JSON.stringify(a === "VARCHAR" ? right : left)}: "VARCHAR" }) makes texts of numbers`,
  })
}

/** One below the other; columns by name. What one has not is null. */
export function concatenated(nodes: readonly Node[]): Node {
  if (nodes.length === 0) throw new OptionError("frames", "at least one", nodes)
  if (nodes.length === 1) return nodes[0]!
  const made = union(nodes, true)
  const lists = nodes.map(({ columns }) => columns)
  if (lists.some((one) => one === undefined)) return { ...made, columns: undefined }
  const all = lists.flatMap((one) => one!)
  const names = [...new Set(all.map(({ name }) => name))]
  return {
    ...made,
    columns: names.map((name) => {
      const types = new Set(all.filter((one) => one.name === name).map(({ type }) => type))
      return { name, type: types.size === 1 ? [...types][0] : undefined }
    }),
  }
}
