/**
 * Who runs what, when: a queue of jobs, the workers of one pool, batching, balancing, retries, timeouts, and what
 * happens when a worker dies. README.md tells the states and invariants.
 *
 * ```ts skip a fragment: the names around it are internal
 * const scheduler = new Scheduler(options, sink)
 * scheduler.enqueue(job) // job.take() is asked for items, job.settle() is told of each
 * ```
 */
export { Crew, isStarted } from "./crew.ts"
export type { Job, Taken } from "./job.ts"
export { liveCrews } from "./live-crews.ts"
export { Ledger } from "./ledger.ts"
export { Scheduler } from "./scheduler.ts"
export { worthTelling } from "./telling.ts"
export type { SchedulerOptions, SchedulerSink } from "./options.ts"
