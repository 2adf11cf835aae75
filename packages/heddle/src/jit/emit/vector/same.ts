import { partsOf } from "../../ir/index.ts"
import type { Expr } from "../../ir/index.ts"

/** Are two expressions written alike? Neither depends on what the loop changes. */
export function isSame(a: Expr | undefined, b: Expr | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  if (a.k !== b.k || a.rep !== b.rep) return false
  if (a.k === "get") return a.local === (b as typeof a).local
  if (a.k === "const") return Object.is(a.value, (b as typeof a).value)
  if ("op" in a && a.op !== (b as typeof a).op) return false
  if ("how" in a && a.how !== (b as typeof a).how) return false
  if (a.k === "call" && a.fn !== (b as typeof a).fn) return false
  if (a.k === "seq" || a.k === "load" || a.k === "index") return false
  const [x, y] = [partsOf(a), partsOf(b)]
  return x.length === y.length && x.every((part, i) => isSame(part, y[i]))
}
