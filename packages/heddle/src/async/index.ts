/**
 * `asyncio`: structured concurrency for I/O in one thread. Nothing outlives its scope. README.md says what a scope is, and how
 * a function learns that it is cancelled.
 *
 * ```ts
 * import { Semaphore, TaskGroup, sleep, timeout } from "heddle/async"
 * const limit = new Semaphore(10)
 * const fetchPage = async (page: number) => {
 *   using held = await limit.hold()
 *   return await timeout("5s", () => sleep(1, `page ${page}`))
 * }
 * const pages = await TaskGroup.run((group) => Promise.all([1, 2].map((page) => group.createTask(() => fetchPage(page)))))
 * pages // => ["page 1", "page 2"]
 * ```
 */
export { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION } from "../core/future/index.ts"
export { Barrier } from "./barrier.ts"
export { Condition } from "./condition.ts"
export { Event } from "./event.ts"
export { gather } from "./gather.ts"
export type { Awaitable, GatherOptions, ResultOf } from "./gather.ts"
export { Lock } from "./lock.ts"
export type { Held } from "./permits.ts"
export { LifoQueue, PriorityQueue } from "./priority-queue.ts"
export type { PriorityQueueOptions } from "./priority-queue.ts"
export { Queue } from "./queue.ts"
export { currentSignal } from "./scope.ts"
export { BoundedSemaphore, Semaphore } from "./semaphore.ts"
export { shield } from "./shield.ts"
export { sleep } from "./sleep.ts"
export { createTask } from "./task.ts"
export type { GraceOptions, TaskFunction, TaskScope } from "./task.ts"
export { TaskGroup } from "./task-group.ts"
export type { TaskGroupOptions } from "./task-group.ts"
export { timeout } from "./timeout.ts"
export type { TimeoutScope } from "./timeout.ts"
export { runInExecutor, toThread } from "./to-thread.ts"
export type { Submits } from "./to-thread.ts"
export { asCompleted, ensureFuture, wait, waitFor } from "./waiting.ts"
export type { WaitOptions } from "./wait-list.ts"
