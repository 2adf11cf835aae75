import { HeddleError, named } from "./heddle-error.ts"
import type { HeddleErrorOptions } from "./heddle-error.ts"

/** A wait ran out of time: `asCompleted`, `wait`, `result(timeout)`, or a whole `map` call. The tasks may still run. */
export class TimeoutError extends HeddleError {
  static override readonly code: string = "HEDDLE_TIMEOUT"
  static {
    named(this, "TimeoutError")
  }
}

/** One attempt of a task ran longer than its `timeout`, counted from the moment it started. */
export class TaskTimeoutError extends TimeoutError {
  static override readonly code: string = "HEDDLE_TASK_TIMEOUT"
  static {
    named(this, "TaskTimeoutError")
  }
  /** The limit, in milliseconds. */
  readonly timeout: number
  constructor(timeout: number, options?: HeddleErrorOptions) {
    super(`the task ran longer than its timeout of ${timeout} ms`, options)
    this.timeout = timeout
  }
}

/** The task was cancelled: by `future.cancel()`, by a pool that was terminated, or by a sibling's failure. */
export class CancelledError extends HeddleError {
  static override readonly code: string = "HEDDLE_CANCELLED"
  static {
    named(this, "CancelledError")
  }
  constructor(message: string = "the task was cancelled", options?: HeddleErrorOptions) {
    super(message, options)
  }
}

/** A `signal` was aborted. `cause` is the signal's reason. Its `name` is `"AbortError"`, as the platform's is. */
export class AbortError extends CancelledError {
  static override readonly code: string = "HEDDLE_ABORTED"
  static {
    named(this, "AbortError")
  }
  constructor(reason?: unknown) {
    super("the operation was aborted", { cause: reason })
  }
}

/** A `parallel` was called again before its last call was over. */
export class AlreadyRunningError extends HeddleError {
  static override readonly code: string = "HEDDLE_ALREADY_RUNNING"
  static {
    named(this, "AlreadyRunningError")
  }
}

/** A call of a graph depends on itself. `path` names the way from it back to it. */
export class GraphCycleError extends HeddleError {
  static override readonly code: string = "HEDDLE_GRAPH_CYCLE"
  static {
    named(this, "GraphCycleError")
  }
  readonly path: readonly string[]
  constructor(path: readonly string[]) {
    super(`a call depends on itself: ${path.join(" -> ")}`, {
      hint: "a container among its arguments was changed after the call was written",
    })
    this.path = path
  }
}
