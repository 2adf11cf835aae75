import type { TaskContext } from "../../task/index.ts"
import type { OutputArray } from "../output.ts"
import type { Channel } from "./channel.ts"

/** A task that runs in this worker, from its start until its result is on the way. */
export class RunningTask implements TaskContext {
  readonly seq: number
  readonly id: number
  readonly attempt: number
  /** When it must be done, in ms of performance.now(); 0: no limit. */
  readonly due: number
  /** How long it may go on after that. */
  readonly grace: number
  /** It wrote output or progress: its result has to follow those, by message. */
  noisy = false
  /** When it began, in ms of performance.now(), if somebody wants to know. */
  began = 0
  ended = 0
  hasFailed = false
  /** How many yields it may send before it is granted more. */
  credit = 0
  /** Where its result is written instead of being sent. */
  place: { readonly view: OutputArray; readonly index: number } | undefined
  traceparent: string | undefined
  aside: (() => () => void) | undefined
  /** Called when credit or an abort arrives. */
  wake: (() => void) | undefined
  readonly #channel: Channel
  #controller: AbortController | undefined
  #reason: { readonly reason: unknown } | undefined

  constructor(seq: number, id: number, attempt: number, timeout: number, grace: number, channel: Channel) {
    this.seq = seq
    this.id = id
    this.attempt = attempt
    this.due = timeout > 0 ? performance.now() + timeout : 0
    this.grace = grace
    this.#channel = channel
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#reason !== undefined) this.#controller.abort(this.#reason.reason)
    }
    return this.#controller.signal
  }

  get aborted(): boolean {
    return this.#reason !== undefined || this.#channel.aborted(this.seq)
  }

  progress(fraction: number, note?: string): void {
    this.noisy = true
    this.#channel.post({ t: "progress", seq: this.seq, fraction, note })
  }

  abort(reason: unknown): void {
    if (this.#reason !== undefined) return
    this.#reason = { reason }
    this.#controller?.abort(reason)
    this.wake?.()
  }
}
