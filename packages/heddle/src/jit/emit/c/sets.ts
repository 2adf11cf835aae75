import { walk } from "../../ir/index.ts"
import type { Local, Stmt } from "../../ir/index.ts"

/** How many statements set each variable. */
export function setsIn(list: readonly Stmt[]): ReadonlyMap<Local, number> {
  const sets = new Map<Local, number>()
  const add = (local: Local): void => void sets.set(local, (sets.get(local) ?? 0) + 1)
  walk(list, {
    stmt(stmt) {
      if (stmt.k === "set") add(stmt.local)
      if (stmt.k !== "prange") return
      add(stmt.index)
      for (const { local } of stmt.reductions) add(local)
    },
  })
  return sets
}

/** Is there a loop in it? */
export function hasLoops(list: readonly Stmt[]): boolean {
  let found = false
  walk(list, { stmt: ({ k }) => void (found ||= k === "loop" || k === "prange") })
  return found
}
