import type { JobCall } from "../../core/backend/index.ts"
import { currentTraceparent } from "../../core/task/index.ts"
import { SubmittedCall } from "../../pool/index.ts"
import type { PoolCore, TaskSettings } from "../../pool/index.ts"
import { refKind } from "../object-ref.ts"
import type { Actor } from "./actor.ts"

/** What is fixed for a call of an actor. */
export interface CallSettings {
  /** The method's number, or what else is asked of the worker. */
  readonly op: number
  readonly name: string
  /** How often it may run again after its worker died. */
  readonly retries: number
  readonly task: TaskSettings
  readonly site: Error
}

/** One call of an actor's method. */
export class ActorCall extends SubmittedCall {
  readonly op: number
  readonly name: string
  retries: number
  /** How many values it may yield before they are read; undefined: it is no generator. */
  ahead: number | undefined
  /** It runs again also if it threw. */
  retryExceptions = false
  /** No worker has told how it ended. */
  isLost = false
  /** Its worker has told what it threw. */
  hasThrown = false
  /** A pending call keeps its actor. */
  handle: object | undefined
  /** The trace that it is part of. */
  readonly traceparent: string | undefined = currentTraceparent()
  /** Its arguments are there. */
  isReady = true
  readonly actor: Actor

  constructor(actor: Actor, core: PoolCore, { op, name, retries, task, site }: CallSettings) {
    super(core, task, site, refKind)
    this.actor = actor
    this.op = op
    this.name = name
    this.retries = retries
  }

  /** May it go with these? */
  isOfTrace({ call }: { readonly call: JobCall }): boolean {
    return call.traceparent === this.traceparent
  }

  override settle(ok: boolean, value: unknown): void {
    if (this.over) return
    if (ok) this.#end(true, value)
    else this.actor.failed(this, value)
  }

  /** It fails for good. */
  fail(error: unknown): void {
    if (this.over) return
    this.#end(false, error)
    // Those behind it need not wait for its arguments.
    if (!this.isReady) this.actor.flush()
  }

  #end(ok: boolean, value: unknown): void {
    this.handle = undefined
    this.actor.callEnded(this)
    super.settle(ok, value)
  }
}
