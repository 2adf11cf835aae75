import { resendable } from "../core/backend/index.ts"
import type { Column, JobCall } from "../core/backend/index.ts"
import type { FutureOwner } from "../core/future/index.ts"
import type { Job, Scheduler, Taken } from "../core/scheduler/index.ts"

/** What is fixed for one call. */
export interface SubmitSettings {
  readonly priority: number
  readonly retries: number
  readonly grace: number
}

/** One call: the job behind the future of `submit`. */
export class SubmitJob implements Job, FutureOwner {
  readonly call: JobCall
  readonly priority: number
  readonly retries: number
  readonly grace: number
  readonly chunkSize: undefined
  /** Told once, when the call is over. */
  onSettled: ((ok: boolean, value: unknown) => void) | undefined
  /** Told when it is sent to a worker. */
  onTaken: (() => void) | undefined
  /** Ends the wait for arguments that are futures. */
  stopWaiting: (() => void) | undefined
  readonly #scheduler: Scheduler
  #items: Column | undefined
  #state: "new" | "taken" | "over" = "new"
  readonly #cancelled: () => unknown

  constructor(scheduler: Scheduler, call: JobCall, settings: SubmitSettings, cancelled: () => unknown) {
    this.#scheduler = scheduler
    this.call = call
    this.priority = settings.priority
    this.retries = settings.retries
    this.grace = settings.grace
    this.#cancelled = cancelled
  }

  /** The arguments are there: it may run. */
  supply(items: Column): void {
    if (this.#state !== "new") return
    this.#items = this.retries > 0 ? resendable(items) : items
    this.#scheduler.enqueue(this)
  }

  get over(): boolean {
    return this.#state === "over"
  }

  ready(): number {
    return this.#state === "new" && this.#items !== undefined ? 1 : 0
  }

  take(): Taken | undefined {
    if (this.ready() === 0) return undefined
    this.#state = "taken"
    this.onTaken?.()
    return { index: 0, count: 1, items: this.#items! }
  }

  settle(_index: number, ok: boolean, value: unknown): void {
    if (this.over) return
    this.#state = "over"
    this.#items = undefined
    this.onSettled?.(ok, value)
  }

  abandon(error: unknown): void {
    this.settle(0, false, error)
  }

  /** Stops it wherever it is; it settles with `error`. */
  stop(error: unknown): void {
    if (this.#state === "new") this.settle(0, false, error)
    else if (this.#state === "taken") this.#scheduler.cancel(this, error)
  }

  cancel(): boolean {
    if (this.over) return false
    if (this.#state === "taken") {
      if (this.#scheduler.isRunning(this, 0)) return false
      this.#scheduler.cancelUnstarted(this, this.#cancelled())
      return this.over
    }
    this.settle(0, false, this.#cancelled())
    return true
  }

  running(): boolean {
    return this.#state === "taken" && this.#scheduler.isRunning(this, 0)
  }
}
