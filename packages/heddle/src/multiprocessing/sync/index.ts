/**
 * Locks and the like between processes: each lives in the thread that made it, which gives it to one after another.
 *
 * ```ts
 * import { Lock, Process } from "heddle/multiprocessing"
 * const lock = new Lock()
 * const child = new Process(async (lock: Lock) => {
 *   using held = await lock.hold()
 *   if (held.poisoned) console.log("who had it before died with it")
 * }, lock)
 * child.start()
 * await child.join()
 * ```
 */
export { Barrier } from "./barrier.ts"
export type { BarrierOptions } from "./barrier.ts"
export { Condition } from "./condition.ts"
export { Event } from "./event.ts"
export { Held } from "./held.ts"
export { Lock, RLock } from "./lock.ts"
export { LockState } from "./lock-state.ts"
export { BoundedSemaphore, Semaphore } from "./semaphore.ts"
export { waitTime } from "./wait-options.ts"
export type { WaitOptions } from "./wait-options.ts"
