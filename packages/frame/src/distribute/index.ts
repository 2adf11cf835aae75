/**
 * A query in stages of tasks, as plain data, for machines that share nothing but files: from a relation and a number of
 * partitions to one SQL statement for each partition of each stage. The README says by which rules.
 *
 * ```ts skip a fragment: the names around it are internal
 * using planned = await planOf(frame.node, { partitions: 8 })
 * const rows = await runHere(planned.plan) // or on machines of one's own: statementOf(plan, stage, task, filesOf, output)
 * ```
 */
export { planOf } from "./plan-of.ts"
export type { PlanOptions } from "./plan-of.ts"
export { folderPrefix, statementOf, writtenText } from "./plan.ts"
export type { FilesOf, Input, Piece, Plan, Read, Stage, Task } from "./plan.ts"
export { runHere } from "./run-here.ts"
export type { RunHereOptions } from "./run-here.ts"
