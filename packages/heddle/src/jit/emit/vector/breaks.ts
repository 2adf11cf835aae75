import { walk } from "../../ir/index.ts"
import type { Label, Stmt } from "../../ir/index.ts"

const cache = new WeakMap<Stmt, ReadonlySet<Label>>()

/** The labels outside of the statement that statements inside leave to. */
export function breaksIn(stmt: Stmt): ReadonlySet<Label> {
  const known = cache.get(stmt)
  if (known !== undefined) return known
  const found = new Set<Label>()
  const own: Label[] = []
  walk([stmt], {
    stmt(one) {
      if (one.k === "break") found.add(one.to)
      if (one.k === "loop") own.push(one.exit, one.next)
      if (one.k === "block") own.push(one.exit)
    },
  })
  for (const label of own) found.delete(label)
  cache.set(stmt, found)
  return found
}
