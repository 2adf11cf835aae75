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
export { cpuCount } from "../core/backend/index.ts"
export {
  BrokenBarrierError,
  NotHeldError,
  OverReleaseError,
  OwnerGoneError,
  PipeClosedError,
  ProcessError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  SharedMemoryError,
  SharedMemoryUnavailableError,
  TimeoutError,
} from "../core/errors/index.ts"
export { Pool } from "../pool/index.ts"
export { JoinableQueue, Pipe, PipeEnd, Queue, SimpleQueue } from "./channel/index.ts"
export { DictProxy, ListProxy, NamespaceProxy, SetProxy, SharedArray, Value } from "./container/index.ts"
export type { NumberOf, NumberType } from "./container/index.ts"
export { Manager } from "./manager.ts"
export type { ManagerConstructor } from "./manager.ts"
export { SharedMemory } from "./memory/index.ts"
export type { SharedMemoryOptions } from "./memory/index.ts"
export { activeChildren, currentProcess, parentProcess, Process } from "./process/index.ts"
export type { JoinOptions, ParentProcess, ProcessOptions } from "./process/index.ts"
export { Barrier, BoundedSemaphore, Condition, Event, Held, Lock, RLock, Semaphore } from "./sync/index.ts"
export type { BarrierOptions, WaitOptions } from "./sync/index.ts"
export { getAllStartMethods, getContext, getStartMethod, setStartMethod } from "./start-method.ts"
export type { Context, StartMethod } from "./start-method.ts"
export { sweepLeftovers } from "./sweep.ts"
export { activeCount, enumerate, Thread } from "./thread/index.ts"
export type { ThreadOptions } from "./thread/index.ts"
