import { listsOf } from "../../ir/index.ts"
import type { Stmt } from "../../ir/index.ts"
import { innerTrips } from "./costs.ts"
import { mapLoop } from "./map-loop.ts"
import type { Occurrences } from "./occurrences.ts"

/** The plan of a loop whose body is `body`, unless the loops inside save more if they are done side by side each. */
export function preferred<T extends { readonly gain: number }>(
  plan: T | string,
  body: readonly Stmt[],
  uses: Occurrences,
): T | string {
  if (typeof plan === "string" || gainInside(body, uses) <= Math.max(plan.gain, 0)) return plan
  return "the loops inside are done so, which saves more"
}

/** What vectors save in the plain loops of a list if those are done side by side each, in operations of float64. */
function gainInside(list: readonly Stmt[], uses: Occurrences): number {
  let sum = 0
  for (const stmt of list) {
    if (stmt.k !== "loop") {
      for (const inner of listsOf(stmt)) sum += gainInside(inner, uses)
      continue
    }
    const map = mapLoop(stmt, uses)
    sum += innerTrips * (typeof map === "string" ? gainInside(stmt.body, uses) : map.gain)
  }
  return sum
}
