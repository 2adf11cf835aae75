/**
 * What packages that extend heddle share with it: workers that are elsewhere, checks of options, the budget of memory, its events, and what takes away the
 * files of programs that were killed. Programs need none of it.
 *
 * ```ts
 * import { budget, knownKeys } from "heddle/extend"
 * knownKeys({ limit: 1 }, ["limit"])
 * console.log(budget.memoryLimit > 0) // => true
 * ```
 */
export { FarHost, FarLane } from "../core/backend/index.ts"
export type { Backend, Carrier, Lane, LaneEnd, LaneSink, WorkerSpec } from "../core/backend/index.ts"
export { budget, spillFolder } from "../core/budget/index.ts"
export type { Budget } from "../core/budget/index.ts"
export { beginStage, isHeard, moment, nextComputation, tell } from "../core/events/index.ts"
export type { HeddleEvent, Stage } from "../core/events/index.ts"
export { named } from "../core/errors/index.ts"
export { progressLine } from "../core/progress-line/index.ts"
export type { LineState, Note, ProgressLine } from "../core/progress-line/index.ts"
export { ownIdentity, sweepFolder } from "../core/leftovers/index.ts"
export { startOf } from "../core/task/index.ts"
export { boolean, bytes, duration, integer, knownKeys, nearest, number, oneOf } from "../core/options/index.ts"
export type { BytesRules, Range as NumberRange } from "../core/options/index.ts"
