/**
 * Between the threads of one process, over shared memory: locks, semaphores, events, conditions, barriers, counters,
 * queues, pipes, values and arrays. Each is a handle: as an argument or a captured variable of a task it is the same thing
 * there. Waiting is asynchronous everywhere, and blocks (the methods that end in `Sync`) in workers only; who waits is
 * served in the order of coming; what a task holds when it settles or dies is given back. README.md tells how.
 *
 * ```ts
 * import { Pool, range } from "heddle"
 * import { Counter, Lock } from "heddle/sync"
 * await using pool = new Pool({ workers: 2 })
 * const [lock, seen] = [new Lock(), new Counter()]
 * await pool.map(async () => {
 *   using held = await lock.hold()
 *   seen.increment()
 * }, range(10))
 * seen.value // => 10
 * ```
 */
export { Barrier } from "./barrier.ts"
export type { BarrierOptions } from "./barrier.ts"
export { Condition } from "./condition.ts"
export { Counter } from "./counter.ts"
export type { WaitOptions } from "./engine/index.ts"
export { Event } from "./event.ts"
export { Held } from "./held.ts"
export { JoinableQueue } from "./joinable-queue.ts"
export { Lock } from "./lock.ts"
export type { LockStatistics } from "./lock.ts"
export type { ArrayOf, NumberOf, NumberType } from "./number-types.ts"
export { Pipe, PipeEnd } from "./pipe.ts"
export { Queue } from "./queue.ts"
export type { QueueOptions, QueueStatistics } from "./queue.ts"
export { RLock } from "./rlock.ts"
export { BoundedSemaphore, Semaphore } from "./semaphore.ts"
export type { SemaphoreStatistics } from "./semaphore.ts"
export { SharedArray } from "./shared-array.ts"
export { Value } from "./value.ts"
export type { ValueOptions } from "./value.ts"
export {
  BlockingError,
  BrokenBarrierError,
  NotHeldError,
  OverReleaseError,
  PipeClosedError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
} from "../core/errors/index.ts"
