/**
 * Pools of workers that run plain functions, and the default pool behind `map`, `imap` and `submit`; beside them, for the
 * rooms above, what a pool is made of.
 *
 * ```ts
 * await using pool = new Pool({ workers: 4 })
 * const offset = 10
 * await pool.map((x: number) => x + offset, [1, 2, 3]) // [11, 12, 13]
 * ```
 */
export * from "./public.ts"
export { atCallSite, callSite, isThrownByTask } from "./call-site.ts"
export { poolSettings, taskKeys, taskSettings } from "./options.ts"
export type { MailRoom, TaskSettings } from "./options.ts"
export { PoolCore } from "./pool-core.ts"
export { SubmitGroup } from "./submit-group.ts"
export { SubmittedCall } from "./submitted-call.ts"
export type { YieldSink } from "./submitted-call.ts"
export type { Admission } from "./submitting.ts"
export { submitCall, submitStream, whenKnown } from "./submitting.ts"
