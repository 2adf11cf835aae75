/**
 * Processes of one's own, and what they share: Python's `multiprocessing` (and `threading.Thread`).
 *
 * ```ts
 * import { Manager, Process, Queue } from "heddle/multiprocessing"
 * const queue = new Queue<string>()
 * const child = new Process(async (name: string) => await queue.put(`hello ${name}`), "ann")
 * child.start()
 * await queue.get() // => "hello ann"
 * await child.join()
 * child.exitCode // => 0
 * ```
 */
export { JoinableQueue, Pipe, PipeEnd, Queue, SimpleQueue } from "./channel/index.ts"
export { DictProxy, ListProxy, NamespaceProxy, SetProxy, SharedArray, Value } from "./container/index.ts"
export type { NumberOf, NumberType } from "./container/index.ts"
export { Manager } from "./manager.ts"
export type { ManagerConstructor } from "./manager.ts"
export { activeChildren, currentProcess, parentProcess, Process } from "./process/index.ts"
export type { JoinOptions, ParentProcess, ProcessOptions } from "./process/index.ts"
export { Barrier, BoundedSemaphore, Condition, Event, Held, Lock, RLock, Semaphore } from "./sync/index.ts"
export type { BarrierOptions, WaitOptions } from "./sync/index.ts"
