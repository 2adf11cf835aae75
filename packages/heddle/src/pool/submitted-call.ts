import type { Column } from "../core/backend/index.ts"
import { AbortError, CancelledError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import type { FutureKind, FutureOwner } from "../core/future/index.ts"
import { isStarted } from "../core/scheduler/index.ts"
import { onceAborted } from "./abort-signals.ts"
import { atCallSite } from "./call-site.ts"
import type { TaskSettings } from "./options.ts"
import type { PoolCore } from "./pool-core.ts"
import type { SubmitGroup } from "./submit-group.ts"

/** Who takes what a call yields that runs as a stream. */
export interface YieldSink {
  yielded(value: unknown): void
  /** It begins again, from its first value. */
  retried(): void
  ended(ok: boolean): void
}

/** One call of `submit`, and the owner of its future. There can be very many at once: it holds no more than it must. */
export class SubmittedCall implements FutureOwner {
  readonly future: Future<unknown>
  /** Its arguments, as they are sent; `column` where that is more than a list of plain values. */
  args: unknown
  column: Column | undefined
  over = false
  /** Undefined unless its job's mode is `stream`. */
  stream: YieldSink | undefined
  /** Ends the wait for arguments that are futures. */
  stopWaiting: (() => void) | undefined
  readonly #core: PoolCore
  readonly #site: Error
  /** When it was made, in ms of performance.now(); 0: nobody wants to know. */
  readonly #made: number
  readonly #forgetSignal: (() => void) | undefined
  /** With which others it waits and runs, and its number there. */
  #group: SubmitGroup | undefined
  #index = 0
  #taken = false

  constructor(core: PoolCore, { signal }: Pick<TaskSettings, "signal">, site: Error, kind?: FutureKind) {
    this.#core = core
    this.#site = site
    this.#made = core.timings === undefined ? 0 : performance.now()
    this.future = Future.pending(this, core.unobserved, kind)
    if (signal === undefined) return
    this.#forgetSignal = onceAborted(signal, () => this.stop(new AbortError(signal.reason)))
  }

  joined(group: SubmitGroup, index: number): void {
    this.#group = group
    this.#index = index
    this.#taken = false
  }

  /** It goes to a worker. */
  taken(): void {
    this.#taken = true
    if (this.#made > 0) this.#core.timings?.waited(performance.now() - this.#made)
  }

  settle(ok: boolean, value: unknown): void {
    if (this.over) return
    this.over = true
    this.args = this.column = undefined
    const core = this.#core
    if (ok) this.give(this.future, value)
    else {
      const error = core.settings.backend.copies ? atCallSite(value, this.#site) : value
      Future.settle(this.future, false, error, this.#site)
    }
    this.stream?.ended(ok)
    this.#forgetSignal?.()
    this.stopWaiting?.()
    core.callEnds()
  }

  /** Settles a future with a value, which is kept where values of its pool are. */
  give(future: Future<unknown>, value: unknown): void {
    Future.give(future, value, this.#core.keep)
  }

  /** Stops it wherever it is; it settles with `error`. `grace`: how long it may go on, in ms, if not as long as its job says. */
  stop(error: unknown, grace?: number): void {
    if (this.over) return
    if (this.#taken) this.#core.scheduler.cancel(this.#group!, error, this.#index, grace)
    else this.settle(false, error)
  }

  /** Lets it yield more. */
  credit(count: number): void {
    if (this.#taken && !this.over) this.#core.scheduler.credit(this.#group!, this.#index, count)
  }

  cancel(): boolean {
    if (this.over) return false
    if (!this.#taken) this.settle(false, new CancelledError())
    else if (this.running()) return false
    else this.#core.scheduler.cancelUnstarted(this.#group!, new CancelledError(), this.#index)
    return this.over
  }

  running(): boolean {
    return this.#taken && isStarted(this.#core.scheduler.crews, this.#group!, this.#index)
  }
}
