/**
 * Who runs here: the task that is running in this thread, and the threads that heddle started, as shared memory tells of
 * them. The lowest room that workers, locks and pools all stand on.
 *
 * ```ts skip a fragment: the names around it are internal
 * onTaskSettled(runningTask()!, () => release())
 * isAlive(agent) // exact at any moment, also while this thread is blocked
 * ```
 */
export { agents, bellOf, bury, deaths, enlist, isAlive, joinCensus, ringBell, thisAgent } from "./census.ts"
export { currentTask, onTaskSettled, provideTask, runningTask, taskSettled } from "./task-context.ts"
export { currentTraceparent, provideTraceparent, withTraceparent } from "./trace-context.ts"
export { ownMail, provideMail } from "./mail.ts"
export type { Mail } from "./mail.ts"
export type { TaskContext } from "./task-context.ts"
export { isRunning, startOf } from "./running.ts"
