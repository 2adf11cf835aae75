import { AbortError, CancelledError } from "../core/errors/index.ts"
import { currentTraceparent } from "../core/task/index.ts"
import type { Pool } from "../pool/index.ts"
import { CallsJob } from "./calls-job.ts"
import type { CallFeed } from "./call-feed.ts"
import { bytesOf, nameOf } from "./deferred.ts"
import type { Deferred } from "./deferred.ts"
import { markFailed } from "./failed-call.ts"
import { hasCalls, runGraph } from "./graph/index.ts"
import { JobsByFunction } from "./jobs-by-function.ts"
import type { RunReport } from "./run-report.ts"
import type { ParallelSettings } from "./settings.ts"

/** Who collects the results. */
export interface ResultSink {
  settle(place: number, value: unknown): void
  /** There are `count` calls, and no more will come. */
  counted(count: number): void
  /** The first failure. Nothing comes after it. */
  fail(error: unknown): void
}

/** What a batch of automatic size is worth, in microseconds: as in the scheduler. */
const batchMicros = 4000
/** Calls that may be under way at most where batches have no size: tiny ones, of which each is a few objects here. */
const mostCalls = 2 ** 17
/** Bytes of arguments in one batch, and under way, that are enough: about, counting large buffers and texts only. */
const batchBytes = 8 * 2 ** 20
const mostBytes = 64 * 2 ** 20

type Core = Pool["core"]

/**
 * One run of `parallel`: pulls calls as workers need them, gives each to the job of its function, and ends everything at
 * the first failure.
 */
export class Dispatch {
  readonly core: Core
  readonly settings: ParallelSettings
  readonly #feed: CallFeed
  readonly #sink: ResultSink
  readonly #lines: RunReport | undefined
  readonly #site: Error
  readonly #jobs = new JobsByFunction()
  readonly #graphs = new AbortController()
  /** The job of the call that was pulled last: the next one will probably be its, too. */
  #puller: CallsJob | undefined
  #pulled = 0
  /** About how many bytes of arguments are under way. */
  #bytes = 0
  #released = 0
  #over = false
  #counted = false
  /** Told once, when nothing of it runs any more. */
  readonly #ended: (error?: unknown) => void
  readonly #onAbort: () => void
  readonly #pending = { poolTerminated: (error: unknown): void => this.failAll(error) }

  constructor(
    core: Core,
    settings: ParallelSettings,
    run: {
      readonly feed: CallFeed
      readonly sink: ResultSink
      readonly lines: RunReport | undefined
      readonly site: Error
      readonly ended: (error?: unknown) => void
    },
  ) {
    this.core = core
    this.settings = settings
    this.#feed = run.feed
    this.#sink = run.sink
    this.#lines = run.lines
    this.#site = run.site
    this.#ended = run.ended
    this.#onAbort = () => this.failAll(new AbortError(settings.signal!.reason))
  }

  start(): void {
    const { signal } = this.settings
    const closed = this.core.closedError()
    this.core.begin(this.#pending)
    signal?.addEventListener("abort", this.#onAbort, { once: true })
    if (closed !== undefined) return this.failAll(closed)
    if (signal?.aborted === true) return this.#onAbort()
    this.#feed.onChange = () => this.#next()
    this.#next()
  }

  /** How many calls a job may pull now: only the one that pulled last does, so that the workers' wishes are served in order. */
  pullable(job: CallsJob): number {
    if (this.#over || job !== this.#puller || !this.#feed.ready || this.#bytes >= mostBytes) return 0
    const window = this.#window(job)
    const out = this.#pulled - this.#released
    // Room for a call or two is not worth a message while there is enough to do.
    return window - out < window / 4 && out > 0 ? 0 : Math.max(0, window - out)
  }

  /** Batches that may be under way, in calls. */
  #window(job: CallsJob): number {
    const { batchSize, preDispatch, returnAs } = this.settings
    const { micros } = job.call.fn.cost
    const auto = Number.isNaN(micros) ? 1 : Math.max(1, Math.floor(batchMicros / Math.max(micros, 0.05)))
    const calls =
      batchSize === undefined ? Math.min(preDispatch * auto, Math.max(preDispatch, mostCalls)) : preDispatch * batchSize
    // Results that nobody has read yet take places, too: as many again.
    return returnAs === "array" ? calls : 2 * calls
  }

  /** Pulls calls until `job` has `most`; those of other functions go to their jobs. */
  pull(job: CallsJob, most: number, calls: Deferred[], places: number[]): void {
    let others = 0
    let bytes = 0
    while (calls.length < most && others < most && bytes < batchBytes && !this.#over && this.#feed.ready) {
      const call = this.#pullOne()
      if (call === undefined) break
      bytes += bytesOf(call)
      const place = this.#pulled++
      const theirs = this.#route(call, place)
      if (theirs === job) {
        calls.push(call)
        places.push(place)
        continue
      }
      others++
      theirs?.hold(call, place)
    }
    this.#checkCount()
    if (others === 0) return
    for (const other of this.#jobs) if (other !== job) other.offer()
  }

  /** Pulls until it is known whose turn it is. Graphs, which are nobody's, begin at once, as many as batches may. */
  #next(): void {
    const { preDispatch } = this.settings
    while (
      !this.#over &&
      this.#puller === undefined &&
      this.#feed.ready &&
      this.#pulled - this.#released < preDispatch
    ) {
      const call = this.#pullOne()
      if (call === undefined) break
      const place = this.#pulled++
      this.#route(call, place)?.hold(call, place)
    }
    if (this.#over) return
    this.#checkCount()
    this.#puller?.offer()
  }

  #pullOne(): Deferred | undefined {
    try {
      return this.#feed.pull()
    } catch (error) {
      this.failAll(error)
      return undefined
    }
  }

  /** The job of a call; undefined if the call is a graph, or fails here. */
  #route(call: Deferred, place: number): CallsJob | undefined {
    const { fn, args } = call
    if (fn === undefined || hasCalls(call)) {
      this.#compute(call, place)
      return undefined
    }
    // One argument travels as it is, several as a list.
    const spread = args.length !== 1
    try {
      const known = this.#jobs.of(fn, spread)
      if (known !== undefined) return (this.#puller = known)
      const prepared = this.core.prepare(fn, this.settings.allowCopyWrites)
      return (this.#puller = this.#jobs.add(fn, prepared, spread, () => {
        const { timeout, grace } = this.settings
        const traceparent = currentTraceparent()
        return new CallsJob(this, { fn: prepared, spread, mode: "call", timeout, grace, credit: 0, traceparent })
      }))
    } catch (error) {
      this.fail(error, call, place)
      return undefined
    }
  }

  /** A call whose arguments are calls. */
  #compute(call: Deferred, place: number): void {
    const settings = { ...this.settings, signal: this.#graphs.signal }
    runGraph([call], this.core, { ...settings, progress: undefined }, this.#site).then(
      ([value]) => this.settle(place, value),
      (error: unknown) => {
        if (!this.#over) this.#end(error)
      },
    )
  }

  #checkCount(): void {
    if (this.#counted || this.#over || !this.#feed.done) return
    this.#counted = true
    this.#lines?.counted(this.#pulled)
    this.#sink.counted(this.#pulled)
  }

  // What jobs tell.

  sent(calls: number, bytes: number): void {
    this.#bytes += bytes
    this.#lines?.dispatched(calls)
  }

  batchDone(calls: number, bytes: number): void {
    this.#bytes -= bytes
    if (!this.#over || this.#counted) this.#lines?.completed(calls, !this.#feed.done)
    if (bytes > 0) this.#next()
  }

  settle(place: number, value: unknown): void {
    if (this.#over) return
    this.#lines?.settled(1)
    this.#sink.settle(place, value)
    if (this.settings.returnAs === "array") this.released(1)
  }

  /** Results that take no place any more: as many calls may be pulled. */
  released(count: number): void {
    this.#released += count
    this.#next()
  }

  /** A call failed: so does the run. */
  fail(error: unknown, call: Deferred, index: number): void {
    if (this.#over) return
    const complete = this.core.settings.backend.copies ? this.core.sites.complete(error, this.#site) : error
    this.#end(markFailed(complete, { name: nameOf(call), args: call.args, index }))
  }

  /** The run fails, for a reason that is none of its calls. */
  failAll(error: unknown): void {
    if (!this.#over) this.#end(error)
  }

  /** Nobody wants the rest. */
  cancel(): void {
    this.#stop(new CancelledError("nobody wants the rest of the results"))
  }

  /** Every call has settled. */
  complete(): void {
    this.#stop(undefined)
  }

  #end(error: unknown): void {
    this.#stop(error)
    this.#sink.fail(error)
  }

  #stop(error: unknown): void {
    if (this.#over) return
    this.#over = true
    this.settings.signal?.removeEventListener("abort", this.#onAbort)
    this.#feed.close()
    if (error !== undefined) {
      this.#graphs.abort(error)
      for (const job of this.#jobs) this.core.scheduler.cancel(job, error)
    }
    this.core.end(this.#pending)
    this.#ended(error)
  }
}
