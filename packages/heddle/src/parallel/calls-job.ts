import { column } from "../core/backend/index.ts"
import type { JobCall } from "../core/backend/index.ts"
import type { Job, Taken } from "../core/scheduler/index.ts"
import { bytesOf } from "./deferred.ts"
import type { Deferred } from "./deferred.ts"
import type { Dispatch } from "./dispatch.ts"

/** Calls that went to a worker together. */
interface Batch {
  /** The job's number of the first one. */
  readonly first: number
  readonly calls: readonly Deferred[]
  /** Their places among all calls: that of the first one where they follow each other, else of each. */
  readonly places: number | readonly number[]
  left: number
  /** What their large arguments take. */
  readonly bytes: number
}

/** The calls of one function: consecutive ones travel as a column of values, as those of a map do. */
export class CallsJob implements Job {
  readonly call: JobCall
  readonly priority: number
  readonly retries: number
  readonly grace: number
  readonly chunkSize: number | undefined
  readonly #dispatch: Dispatch
  /** Calls that were pulled while another job was served, and their places. */
  readonly #held: Deferred[] = []
  readonly #places: number[] = []
  readonly #batches: Batch[] = []
  #taken = 0
  #queued = false

  constructor(dispatch: Dispatch, call: JobCall) {
    this.#dispatch = dispatch
    this.call = call
    const { priority, retries, grace, batchSize } = dispatch.settings
    this.priority = priority
    this.retries = retries
    this.grace = grace
    this.chunkSize = batchSize
  }

  /** It has calls that were pulled and are not done. */
  get busy(): boolean {
    return this.#queued || this.#held.length > 0 || this.#batches.length > 0
  }

  hold(call: Deferred, place: number): void {
    this.#held.push(call)
    this.#places.push(place)
  }

  /** Enters the queue if there is something to run and it is not there already. */
  offer(): void {
    if (this.#queued || this.ready() === 0) return
    this.#queued = true
    this.#dispatch.core.scheduler.enqueue(this)
  }

  ready(): number {
    const ready = this.#held.length + this.#dispatch.pullable(this)
    // The queue lets a job go that has nothing ready.
    if (ready === 0) this.#queued = false
    return ready
  }

  take(max: number): Taken | undefined {
    const calls = this.#held.splice(0, max)
    const places = this.#places.splice(0, max)
    const most = Math.min(max, calls.length + this.#dispatch.pullable(this))
    if (calls.length < most) this.#dispatch.pull(this, most, calls, places)
    return calls.length === 0 ? undefined : this.#pack(calls, places)
  }

  #pack(calls: readonly Deferred[], places: readonly number[]): Taken | undefined {
    const { core } = this.#dispatch
    const { spread } = this.call
    const raw = calls.map(({ args }) => (spread ? args : args[0]))
    let refused = false
    const items = column(raw, core.columnOptions(spread, this.call.fn), (at, error) => {
      if (!refused) this.#dispatch.fail(error, calls[at]!, places[at]!)
      refused = true
    })
    if (refused) return undefined
    const first = this.#taken
    const start = places[0]!
    const follow = places.at(-1)! - start + 1 === places.length
    const bytes = calls.reduce((sum, call) => sum + bytesOf(call), 0)
    this.#batches.push({ first, calls, places: follow ? start : places, left: calls.length, bytes })
    this.#taken += calls.length
    this.#dispatch.sent(calls.length, bytes)
    return { index: first, count: calls.length, items }
  }

  settle(index: number, ok: boolean, value: unknown): void {
    const at = this.#batches.findIndex(({ first, calls }) => index - first < calls.length && index >= first)
    const batch = this.#batches[at]!
    const offset = index - batch.first
    const place = typeof batch.places === "number" ? batch.places + offset : batch.places[offset]!
    const done = --batch.left === 0
    if (done) this.#batches.splice(at, 1)
    if (ok) this.#dispatch.settle(place, value)
    else this.#dispatch.fail(value, batch.calls[offset]!, place)
    if (done) this.#dispatch.batchDone(batch.calls.length, batch.bytes)
  }

  abandon(error: () => unknown): void {
    this.#dispatch.failAll(error())
  }
}
