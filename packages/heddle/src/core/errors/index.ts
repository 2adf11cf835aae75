/**
 * Every error that heddle makes itself, one class for each cause that you can act on. What your own functions throw is
 * never wrapped: it arrives as it was thrown.
 *
 * ```ts
 * import { TaskTimeoutError } from "heddle"
 * const spin = (): never => {
 *   for (;;);
 * }
 * const error: unknown = await pool.with({ timeout: 100 }).submit(spin).catch((error: unknown) => error)
 * console.log(error instanceof TaskTimeoutError) // => true
 * ```
 */
export { HeddleError, named } from "./heddle-error.ts"
export { isOwnFile, ownFiles, ownModule } from "./own-files.ts"
export type { HeddleErrorOptions } from "./heddle-error.ts"
export { IndexError, LinAlgError, MemoryBudgetError, ShapeError } from "./array-errors.ts"
export type { BudgetRow } from "./array-errors.ts"
export { BlockingError, OverReleaseError, PipeClosedError } from "./lock-errors.ts"
export { OwnerGoneError, ProcessError, SharedMemoryError, SharedMemoryUnavailableError } from "./process-errors.ts"
export {
  ActorDiedError,
  ActorExit,
  ActorNameError,
  ActorUnavailableError,
  GetTimeoutError,
  ObjectLostError,
  PendingCallsLimitError,
  UnschedulableError,
} from "./remote-errors.ts"
export { BrokenBarrierError, NotHeldError, QueueClosedError, QueueEmptyError } from "./sync-errors.ts"
export {
  AbortError,
  AlreadyRunningError,
  CancelledError,
  GraphCycleError,
  TaskTimeoutError,
  TimeoutError,
} from "./task-errors.ts"
export {
  InitializerError,
  NestingError,
  PoolClosedError,
  QueueFullError,
  WorkerDiedError,
  WorkerOutOfMemoryError,
} from "./worker-errors.ts"
export type { DeathPhase, WorkerDeath } from "./worker-errors.ts"
export {
  ClosureError,
  DisposedError,
  HeapExhaustedError,
  KernelCompileError,
  NotKeptError,
  OptionError,
  StorageError,
  UnhashableError,
  UnsendableError,
} from "./value-errors.ts"
export type { UnsendableRole } from "./value-errors.ts"
