/**
 * Eight iterations of a loop at once, as four vectors of two float64: which loops can be done so, and their code.
 *
 * ```ts skip a fragment: the names around it are internal
 * const plan = vectorPlan(loop)
 * if (plan !== undefined) new VectorBody(body, loop, plan, first).iterations()
 * ```
 */
import type { PrangeStmt } from "../../ir/index.ts"
import { bigintsRemark, hasBigints } from "./bigints.ts"
import { Refused, VectorPlan } from "./plan.ts"

export { together } from "./lanes.ts"
export { preferred } from "./inside.ts"
export { mapLoop } from "./map-loop.ts"
export type { MapLoop } from "./map-loop.ts"
export { occurrencesIn } from "./occurrences.ts"
export type { Occurrences } from "./occurrences.ts"
export { worth } from "./plan.ts"
export type { VectorPlan } from "./plan.ts"
export { VectorBody } from "./vector-body.ts"

/** The plan, if the loop can be done in vectors and that is worth it; else why not. */
export function vectorPlan(loop: PrangeStmt): VectorPlan | string {
  if (hasBigints(loop.body)) return bigintsRemark
  try {
    return new VectorPlan(loop)
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}
