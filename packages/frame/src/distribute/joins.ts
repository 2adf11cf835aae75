import type { Node } from "../plan/index.ts"
import type { Column } from "../schema/index.ts"
import { isFloating, isInteger, isNumeric } from "../schema/index.ts"
import { identifier } from "../sql/index.ts"
import { renamedBy } from "./parts.ts"
import type { By, Wanted } from "./parts.ts"
import { unquoted } from "./scan.ts"

export type Join = Extract<Node, { readonly k: "join" }>

/** A column of the left and one of the right, which are equal. `type`: what both are compared and hashed as. */
export interface Pair {
  readonly left: string
  readonly right: string
  readonly type: string
}

/** What is joined on; undefined: it is not equality of columns, or not of types whose hashes are equal too. */
export function pairsOf(
  { on, how }: Join,
  left: readonly Column[],
  right: readonly Column[],
): readonly Pair[] | undefined {
  if (how === "cross" || on === "") return undefined
  const pairs: Pair[] = []
  const one = /l\.("(?:[^"]|"")+") (?:IS NOT DISTINCT FROM|=) r\.("(?:[^"]|"")+")( AND |$)/y
  while (one.lastIndex < on.length) {
    const found = one.exec(on)
    if (found === null) return undefined
    const [l, r] = [found[1]!, found[2]!].map((name) => unquoted(name.slice(1, -1)))
    const type = common(typeOf(left, l!), typeOf(right, r!))
    if (type === undefined) return undefined
    pairs.push({ left: l!, right: r!, type })
  }
  return pairs
}

function typeOf(columns: readonly Column[], name: string): string | undefined {
  return columns.find((one) => one.name.toLowerCase() === name.toLowerCase())?.type
}

function common(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined
  if (a === b) return a
  if (isInteger(a) && isInteger(b)) return "HUGEINT"
  const isEither = (test: (type: string) => boolean): boolean => test(a) || test(b)
  if (isNumeric(a) && isNumeric(b) && isEither(isFloating)) return "DOUBLE"
  const dates = ["DATE", "TIMESTAMP"]
  return dates.includes(a) && dates.includes(b) ? "TIMESTAMP" : undefined
}

/** Which sides may be there as a whole in each partition. */
export const broadcasts: Readonly<Record<Join["how"], { readonly left: boolean; readonly right: boolean }>> = {
  inner: { left: true, right: true },
  cross: { left: true, right: true },
  left: { left: false, right: true },
  semi: { left: false, right: true },
  anti: { left: false, right: true },
  right: { left: true, right: false },
  outer: { left: false, right: false },
}

/** The partitions of a join's rows, if each side's rows were in theirs. */
export function joinedBy({ how, items }: Join, left: By | undefined, right: By | undefined): By | undefined {
  const named =
    (side: "l" | "r") =>
    (name: string): string | undefined =>
      items === undefined ? name : items.find(({ sql }) => sql === `${side}.${identifier(name)}`)?.name
  const both = (l: By | undefined, r: By | undefined): By | undefined =>
    renamedBy(l, (name) => {
      const other = r?.[l!.findIndex((one) => one.name === name)]?.name
      const sql = other && `coalesce(l.${identifier(name)}, r.${identifier(other)})`
      return items?.find((one) => one.sql === sql)?.name
    })
  if (how === "outer") return both(left, right)
  const ofLeft = how === "right" ? undefined : renamedBy(left, named("l"))
  return ofLeft ?? (how === "right" || how === "inner" ? renamedBy(right, named("r")) : undefined)
}

/** Without columns that nobody wants. */
export function prunedJoin(join: Join, wanted: Wanted): Join {
  const { items } = join
  if (items === undefined || wanted === undefined) return join
  const kept = items.filter(({ name }) => wanted(name))
  return { ...join, items: kept.length === 0 ? items.slice(0, 1) : kept }
}

/** The columns of a side, as SQL, that items and keys speak of. */
export function textsOf({ items, on }: Join, side: "l" | "r"): string[] {
  const texts = [...(items ?? []).map(({ sql }) => sql), on]
  return texts.flatMap((text) => text.match(new RegExp(`\\b${side}\\."(?:[^"]|"")+"`, "g")) ?? [])
}
