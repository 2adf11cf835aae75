import { HeddleError, named } from "./heddle-error.ts"
import type { HeddleErrorOptions } from "./heddle-error.ts"

/** Where a task was when its worker died. Only one that never started is run again without being asked. */
export type DeathPhase = "starting" | "queued" | "running"

/** How a worker ended. */
export interface WorkerDeath {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly phase: DeathPhase
}

/** The worker that ran the task is gone: `process.exit`, a crash, a kill. The pool has replaced it. */
export class WorkerDiedError extends HeddleError {
  static override readonly code: string = "HEDDLE_WORKER_DIED"
  static {
    named(this, "WorkerDiedError")
  }
  readonly exitCode: number | null
  readonly signal: string | null
  /** `"running"`: the task had started. `"starting"`: the worker could not be started. `"queued"`: its arguments were moved and could not be sent again. */
  readonly phase: DeathPhase
  constructor(death: WorkerDeath, message?: string, options?: HeddleErrorOptions) {
    const how = death.signal !== null ? `signal ${death.signal}` : `exit code ${death.exitCode}`
    super(message ?? `the worker died with ${how} while the task was ${death.phase}`, options)
    this.exitCode = death.exitCode
    this.signal = death.signal
    this.phase = death.phase
  }
}

/** The task used more memory than its worker may. The worker was ended in time and replaced. */
export class WorkerOutOfMemoryError extends HeddleError {
  static override readonly code: string = "HEDDLE_WORKER_OUT_OF_MEMORY"
  static {
    named(this, "WorkerOutOfMemoryError")
  }
  /** What the worker used when it was last measured, in MB as Node counts them (2^20 bytes). */
  readonly usedMb: number
  /** What it may use, in MB (2^20 bytes). */
  readonly limitMb: number
  constructor(usedMb: number, limitMb: number, options: HeddleErrorOptions = {}) {
    super(`the task ran its worker out of memory: ${usedMb} MB used, ${limitMb} MB allowed`, {
      hint: "raise `memoryLimit`, or give each task less to do",
      ...options,
    })
    this.usedMb = usedMb
    this.limitMb = limitMb
  }
}

/** The pool's `initializer` threw in a worker. Every task of the pool rejects with this; workers are not respawned for ever. */
export class InitializerError extends HeddleError {
  static override readonly code: string = "HEDDLE_INITIALIZER"
  static {
    named(this, "InitializerError")
  }
}

/** The pool was closed or terminated. */
export class PoolClosedError extends HeddleError {
  static override readonly code: string = "HEDDLE_POOL_CLOSED"
  static {
    named(this, "PoolClosedError")
  }
}

/** A queue is full: the pool's `maxQueue` is reached (wait for its `drain` event), or a `Queue` was asked not to wait for room. */
export class QueueFullError extends HeddleError {
  static override readonly code: string = "HEDDLE_QUEUE_FULL"
  static {
    named(this, "QueueFullError")
  }
}

/** Pools were made in tasks of pools that were made in tasks, and so on, deeper than any program means to. */
export class NestingError extends HeddleError {
  static override readonly code: string = "HEDDLE_NESTING"
  static {
    named(this, "NestingError")
  }
  /** How many workers the pool would have been inside of. */
  readonly depth: number
  constructor(depth: number, options: HeddleErrorOptions = {}) {
    super(`a pool cannot be made here: its task is inside of ${depth} workers, one in the other`, {
      hint: 'does a task call itself through a pool? Call the function itself from some depth on, or use `backend: "inline"`',
      ...options,
    })
    this.depth = depth
  }
}
