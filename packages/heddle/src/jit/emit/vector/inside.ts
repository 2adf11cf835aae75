import { listsOf } from "../../ir/index.ts"
import type { Stmt } from "../../ir/index.ts"
import { innerTrips } from "./costs.ts"
import { mapLoop } from "./map-loop.ts"
import type { Occurrences } from "./occurrences.ts"

/** What vectors save in the plain loops of a list if those are done side by side each, in operations of float64. */
export function gainInside(list: readonly Stmt[], uses: Occurrences): number {
  let sum = 0
  for (const stmt of list) {
    if (stmt.k !== "loop") {
      for (const inner of listsOf(stmt)) sum += gainInside(inner, uses)
      continue
    }
    const map = mapLoop(stmt, uses)
    sum += innerTrips * (typeof map === "string" ? gainInside(stmt.body, uses) : map.plan.gain)
  }
  return sum
}
