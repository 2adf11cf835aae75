/**
 * Every error that heddle makes itself, one class for each cause that you can act on. What your own functions throw is
 * never wrapped: it arrives as it was thrown.
 *
 * ```ts
 * import { TaskTimeoutError } from "heddle"
 * await pool.with({ timeout: 500 }).submit(spin).catch((error) => error instanceof TaskTimeoutError) // true
 * ```
 */
export { HeddleError } from "./heddle-error.ts"
export type { HeddleErrorOptions } from "./heddle-error.ts"
export { AbortError, CancelledError, TaskTimeoutError, TimeoutError } from "./task-errors.ts"
export {
  InitializerError,
  PoolClosedError,
  QueueFullError,
  WorkerDiedError,
  WorkerOutOfMemoryError,
} from "./worker-errors.ts"
export type { DeathPhase, WorkerDeath } from "./worker-errors.ts"
export { ClosureError, OptionError, UnsendableError } from "./value-errors.ts"
export type { UnsendableRole } from "./value-errors.ts"
