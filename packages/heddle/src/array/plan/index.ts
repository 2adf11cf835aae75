/**
 * From expressions to stages: what is computed in one pass, in which tiles, what stays in memory meanwhile, and how much that is.
 *
 * ```ts skip a fragment: the names around it are internal
 * const plan = new Plan([node])
 * plan.stages.length // 1
 * ```
 */
export { peakOf } from "./budget.ts"
export { describe } from "./describe.ts"
export { drawExpression, drawPlan } from "./draw.ts"
export { explained } from "./explain.ts"
export { Plan } from "./plan.ts"
export type { PlanSettings } from "./plan.ts"
export { planWithin } from "./within.ts"
export type { Limits, PlanWithin } from "./within.ts"
export { Slot } from "./slots.ts"
export type { LaterStage, Stage, TileStage } from "./stages.ts"
