import { HeddleError, named } from "./heddle-error.ts"
import { TimeoutError } from "./task-errors.ts"

/** `get` ran out of time: some of the references had no value yet. Their tasks go on. */
export class GetTimeoutError extends TimeoutError {
  static override readonly code: string = "HEDDLE_GET_TIMEOUT"
  static {
    named(this, "GetTimeoutError")
  }
}

/** The actor is gone for good: killed, ended by itself, its constructor failed, or its worker died more often than it may restart. */
export class ActorDiedError extends HeddleError {
  static override readonly code: string = "HEDDLE_ACTOR_DIED"
  static {
    named(this, "ActorDiedError")
  }
}

/** The actor's worker died during the call, and the actor starts again. Whether the call had an effect nobody knows. */
export class ActorUnavailableError extends HeddleError {
  static override readonly code: string = "HEDDLE_ACTOR_UNAVAILABLE"
  static {
    named(this, "ActorUnavailableError")
  }
}

/** There is an actor of that name already, or none. */
export class ActorNameError extends HeddleError {
  static override readonly code: string = "HEDDLE_ACTOR_NAME"
  static {
    named(this, "ActorNameError")
  }
}

/** More calls wait for the actor than its `maxPendingCalls` allows. */
export class PendingCallsLimitError extends HeddleError {
  static override readonly code: string = "HEDDLE_PENDING_CALLS_LIMIT"
  static {
    named(this, "PendingCallsLimitError")
  }
}

/** The value of a reference is gone, and cannot be made again: its worker died, or nobody held it any more. */
export class ObjectLostError extends HeddleError {
  static override readonly code: string = "HEDDLE_OBJECT_LOST"
  static {
    named(this, "ObjectLostError")
  }
}

/** A task or an actor asks for more than there is in all: it could wait for ever. */
export class UnschedulableError extends HeddleError {
  static override readonly code: string = "HEDDLE_UNSCHEDULABLE"
  static {
    named(this, "UnschedulableError")
  }
}

/** What `exitActor` throws in the actor that ends. */
export class ActorExit extends HeddleError {
  static override readonly code: string = "HEDDLE_ACTOR_EXIT"
  static {
    named(this, "ActorExit")
  }
}
