import { compact } from "../core/backend/index.ts"
import type { OnError, Tally } from "./collect.ts"
import type { InputFailure, MapSink } from "./map-job.ts"

/** What a stream needs of the job that feeds it. */
export interface StreamSource {
  /** The consumer took the last value of `items` items. */
  consumed(items: number): void
  /** The consumer took a value that the generator of this item yielded. */
  credit(index: number): void
  /** Nobody wants the rest. */
  cancel(error: unknown): void
  /** Fetch no more input: an item has failed. */
  stopPulling(): void
  /** What has not begun never will: it fails with `error`. What runs goes on. */
  dropUnstarted(error: unknown): void
  /** Is it known how many items there are? */
  bounded(): boolean
  complete(): void
}

/** How a stream gives what it has. */
export interface StreamMode {
  readonly ordered: boolean
  /** The function is a generator: what it yields is given. */
  readonly streams: boolean
  /**
   * As in `Executor.map`: everything is computed whether or not anybody reads, and what was computed can be read after
   * a failure, a timeout or the end of the pool, up to the first item that is missing.
   */
  readonly eager: boolean
}

interface Slot {
  readonly yields: unknown[]
  outcome: { readonly ok: boolean; readonly value: unknown } | undefined
}

/**
 * The results of imap: an async generator over values as they come, in order of the input or as they finish. Leaving
 * the loop early cancels what is left.
 */
export class ResultStream implements MapSink, AsyncGenerator<unknown, void, undefined> {
  readonly #ordered: boolean
  readonly #streams: boolean
  readonly #eager: boolean
  readonly #onError: OnError
  readonly #tally: Tally
  readonly #source: StreamSource
  readonly #slots = new Map<number, Slot>()
  /** Items with something to give, in the order in which it came. Unordered only. */
  readonly #events: number[] = []
  #next = 0
  #read = false
  #given = 0
  #settled = 0
  #complete = false
  /** What had not begun never will: nobody has to read for it to end. */
  #dropped = false
  /** The pool closes: it does not wait for the reader. */
  #closing = false
  #count: number | undefined
  #firstError: { readonly error: unknown } | undefined
  #over: { readonly error: unknown } | "done" | undefined
  readonly #waiting: { resolve(step: IteratorResult<unknown, void>): void; reject(error: unknown): void }[] = []

  constructor({ ordered, streams, eager }: StreamMode, onError: OnError, tally: Tally, source: StreamSource) {
    this.#ordered = ordered
    this.#streams = streams
    this.#eager = eager
    this.#onError = onError
    this.#tally = tally
    this.#source = source
  }

  // The job's side.

  #slot(index: number): Slot {
    let slot = this.#slots.get(index)
    if (slot === undefined) this.#slots.set(index, (slot = { yields: [], outcome: undefined }))
    return slot
  }

  settle(index: number, ok: boolean, value: unknown): void {
    this.#tally.count(ok)
    this.#slot(index).outcome = { ok, value }
    this.#settled++
    if (!ok && this.#onError === "abort" && !this.#eager) this.#source.stopPulling()
    if (!this.#ordered) this.#events.push(index)
    this.#checkComplete()
    this.#serve()
  }

  settleNumbers(index: number, floats: Float64Array, at: number, count: number): void {
    for (let i = 0; i < count; i++) this.settle(index + i, true, compact(floats[at + i]!))
  }

  yielded(index: number, value: unknown): void {
    this.#slot(index).yields.push(value)
    if (!this.#ordered) this.#events.push(index)
    this.#serve()
  }

  retried(): void {
    this.#tally.retried++
    this.#tally.tell()
  }

  counted(count: number, failure?: InputFailure): void {
    this.#count = count
    this.#firstError ??= failure
    this.#checkComplete()
    this.#serve()
  }

  /** Nothing runs any more: an eager stream does not keep its pool until somebody has read it. */
  #checkComplete(): void {
    if (!(this.#eager || this.#dropped || this.#closing) || this.#complete || this.#settled !== this.#count) return
    this.#complete = true
    this.#source.complete()
  }

  abandoned(error: unknown): void {
    this.#source.complete()
    this.#end({ error })
  }

  fail(error: unknown): void {
    if (this.#over !== undefined || this.#complete) return
    this.#source.cancel(error)
    this.#end({ error })
  }

  /**
   * The pool closes. A stream that nobody has begun to read would keep it open for ever; one that is read is finished,
   * also by a reader who takes his time or does not come back.
   */
  poolClosing(error: unknown): void {
    if (this.#over !== undefined || this.#dropped) return
    if (this.#read) {
      if (this.#streams || !this.#source.bounded()) return
      this.#closing = true
      this.#source.consumed(Number.MAX_SAFE_INTEGER)
      return this.#checkComplete()
    }
    if (this.#eager && this.#source.bounded()) return
    this.fail(error)
  }

  /** What has not begun never will: the stream ends with `error` behind the results of what has. */
  dropUnstarted(error: unknown): void {
    if (this.#over !== undefined || this.#complete) return
    // A generator that has begun may wait for its reader for ever.
    if (this.#streams) return this.fail(error)
    this.#dropped = true
    this.#firstError ??= { error }
    this.#source.dropUnstarted(error)
  }

  // The consumer's side.

  #serve(): void {
    while (this.#waiting.length > 0) {
      const step = this.#step()
      if (step === undefined) return
      // To take a step can end the stream, which has told everybody then.
      const asker = this.#waiting.shift()
      if (asker === undefined) return
      if ("error" in step) asker.reject(step.error)
      else asker.resolve(step)
    }
  }

  /** The next thing to give, or undefined when there is none yet. */
  #step(): IteratorResult<unknown, void> | { readonly error: unknown } | undefined {
    for (;;) {
      if (this.#over === "done") return { done: true, value: undefined }
      const index = this.#ordered ? this.#next : this.#events[0]
      const slot = index === undefined ? undefined : this.#slots.get(index)
      if (this.#over !== undefined && !(this.#eager && slot?.outcome !== undefined)) {
        const { error } = this.#over
        this.#over = "done"
        return { error }
      }
      if (index === undefined || slot === undefined) {
        if (this.#count === undefined || this.#given < this.#count) return undefined
        this.#source.complete()
        this.#over = this.#firstError ?? "done"
        continue
      }
      if (slot.yields.length > 0) {
        if (!this.#ordered) this.#events.shift()
        this.#source.credit(index)
        return this.#value(slot.yields.shift())
      }
      if (slot.outcome === undefined) return undefined
      const { ok, value } = slot.outcome
      if (this.#ordered) this.#next++
      else this.#events.shift()
      this.#slots.delete(index)
      this.#given++
      this.#source.consumed(1)
      if (!ok && this.#onError === "abort") {
        this.#source.cancel(value)
        this.#over = "done"
        return { error: value }
      } else if (!ok && this.#onError === "finish") this.#firstError ??= { error: value }
      else if (this.#onError === "settle" && !(this.#streams && ok)) {
        return this.#value(ok ? { status: "fulfilled", value } : { status: "rejected", reason: value })
      } else if (!(this.#streams && value === undefined)) return this.#value(value)
    }
  }

  #value(value: unknown): IteratorResult<unknown, void> {
    return { done: false, value }
  }

  #end(over: { readonly error: unknown } | "done"): void {
    this.#over ??= over
    this.#serve()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<unknown, void>> {
    this.#read = true
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#serve()
    })
  }

  /** All that is left, as an array. A loop over it would cost a promise for each. */
  all(): Promise<unknown[]> {
    this.#read = true
    const values: unknown[] = []
    return new Promise((resolve, reject) => {
      const asker = {
        resolve: (step: IteratorResult<unknown, void>): void => {
          if (step.done === true) return resolve(values)
          values.push(step.value)
          this.#waiting.push(asker)
        },
        reject,
      }
      this.#waiting.push(asker)
      this.#serve()
    })
  }

  return(): Promise<IteratorResult<unknown, void>> {
    this.#close()
    return Promise.resolve({ done: true, value: undefined })
  }

  throw(error: unknown): Promise<IteratorResult<unknown, void>> {
    this.#close()
    return Promise.reject(error)
  }

  #close(): void {
    if (this.#over === undefined) this.#source.cancel(undefined)
    this.#over = "done"
    this.#slots.clear()
    this.#serve()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
