import { HeddleError, named } from "./heddle-error.ts"

/** More was given back than was taken: a BoundedSemaphore over its initial value, `taskDone()` called too often. */
export class OverReleaseError extends HeddleError {
  static override readonly code: string = "HEDDLE_OVER_RELEASE"
  static {
    named(this, "OverReleaseError")
  }
}

/** A thread was asked to block where it must not, or for what could never come: on the main thread, or for what it holds itself. */
export class BlockingError extends HeddleError {
  static override readonly code: string = "HEDDLE_BLOCKING"
  static {
    named(this, "BlockingError")
  }
}

/** The other end of the pipe was closed: there is nothing more to receive (Python's EOFError), or nobody to send to. */
export class PipeClosedError extends HeddleError {
  static override readonly code: string = "HEDDLE_PIPE_CLOSED"
  static {
    named(this, "PipeClosedError")
  }
}
