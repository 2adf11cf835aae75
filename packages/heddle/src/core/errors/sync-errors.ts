import { HeddleError, named } from "./heddle-error.ts"

/** A queue has no item now, and was asked not to wait for one. */
export class QueueEmptyError extends HeddleError {
  static override readonly code: string = "HEDDLE_QUEUE_EMPTY"
  static {
    named(this, "QueueEmptyError")
  }
}

/** A queue was closed, or shut down: it takes nothing more, and what was in it has been given out. */
export class QueueClosedError extends HeddleError {
  static override readonly code: string = "HEDDLE_QUEUE_CLOSED"
  static {
    named(this, "QueueClosedError")
  }
}

/** The barrier was aborted or reset while it was waited at, one of its parties gave up, or its action threw. `reset()` mends it. */
export class BrokenBarrierError extends HeddleError {
  static override readonly code: string = "HEDDLE_BROKEN_BARRIER"
  static {
    named(this, "BrokenBarrierError")
  }
}

/** What is released, waited on or notified is not held: by nobody, or not by the one who asks. */
export class NotHeldError extends HeddleError {
  static override readonly code: string = "HEDDLE_NOT_HELD"
  static {
    named(this, "NotHeldError")
  }
}
