import { column, numberColumn, resendable, sliceColumn } from "../core/backend/index.ts"
import type { ColumnOptions, JobCall } from "../core/backend/index.ts"
import { OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import type { Job, Scheduler, Taken } from "../core/scheduler/index.ts"
import type { InputFeed } from "./input-feed.ts"

/** Who collects the results of a map. */
export interface MapSink {
  settle(index: number, ok: boolean, value: unknown): void
  /** `count` items from `index` on went well with the numbers from place `at`, valid only during the call. */
  settleNumbers(index: number, floats: Float64Array, at: number, count: number): void
  yielded(index: number, value: unknown): void
  /** There are `count` items, and no more will come: the input ended, or failed. */
  counted(count: number, failure?: InputFailure): void
  /** Nothing more will run; what has not settled never will. */
  abandoned(error: unknown): void
  retried(): void
}

/** What an input threw instead of its next item. */
export interface InputFailure {
  readonly error: unknown
}

export interface MapSettings {
  readonly priority: number
  readonly retries: number
  readonly grace: number
  readonly chunkSize: number | undefined
  /** Items that may be pulled and not consumed. */
  readonly buffer: number
  readonly column: ColumnOptions
}

/** Many calls of one function: the job behind map, starmap and imap. Pulls its input as workers ask for items. */
export class MapJob implements Job {
  readonly call: JobCall
  readonly priority: number
  readonly retries: number
  readonly grace: number
  readonly chunkSize: number | undefined
  readonly #scheduler: Scheduler
  readonly #feed: InputFeed
  readonly #settings: MapSettings
  readonly #sink: MapSink
  /** Items pulled so far: the number of the next one. */
  #pulled = 0
  #consumed = 0
  /** Items that were futures, now that they have a value. */
  readonly #arrived: { readonly index: number; readonly item: unknown }[] = []
  #queued = false
  #over = false
  #dropped: { readonly error: unknown } | undefined
  #counted = false

  constructor(scheduler: Scheduler, call: JobCall, feed: InputFeed, settings: MapSettings, sink: MapSink) {
    this.#scheduler = scheduler
    this.call = call
    this.#feed = feed
    this.#settings = settings
    this.#sink = sink
    this.priority = settings.priority
    this.retries = settings.retries
    this.grace = settings.grace
    this.chunkSize = settings.chunkSize
    feed.onChange = () => this.offer()
  }

  /** Enters the queue if there is something to run and it is not there already. */
  offer(): void {
    this.#checkCount()
    if (this.#queued || this.ready() === 0) return
    this.#queued = true
    this.#scheduler.enqueue(this)
  }

  get total(): number | undefined {
    return this.#counted ? this.#pulled : this.#feed.total
  }

  ready(): number {
    if (this.#over) return this.#leave()
    const { buffer } = this.#settings
    const out = this.#pulled - this.#consumed
    // Room for an item or two is not worth a message while there is enough to do.
    const room = buffer - out < buffer / 4 && out > 0 ? 0 : buffer - out
    const ready = this.#arrived.length + Math.max(0, Math.min(this.#feed.ready(), room))
    return ready > 0 ? ready : this.#leave()
  }

  /** The queue lets a job go that has nothing ready. */
  #leave(): number {
    this.#queued = false
    // Its array may have become shorter. Not now: somebody may be in the middle of taking items.
    if (!this.#counted && this.#feed.done) queueMicrotask(() => this.#checkCount())
    return 0
  }

  take(max: number): Taken | undefined {
    const late = this.#arrived.shift()
    if (late !== undefined) return this.#taken(late.index, [late.item])
    const first = this.#pulled
    const most = Math.min(max, this.ready())
    const numbers = this.#settings.column.spread ? undefined : this.#feed.numbers?.(most)
    if (numbers !== undefined) {
      this.#pulled += numbers.length
      this.#checkCount()
      return { index: first, count: numbers.length, items: numberColumn(numbers) }
    }
    const items: unknown[] = []
    while (items.length < most) {
      const pulled = this.#feed.pull()
      if (pulled === undefined) break
      this.#pulled++
      if (isFuture(pulled.item, this.#settings.column.spread)) {
        this.#await(this.#pulled - 1, pulled.item)
        if (items.length > 0) break
        this.#checkCount()
        return undefined
      }
      items.push(pulled.item)
    }
    this.#checkCount()
    return items.length === 0 ? undefined : this.#taken(first, items)
  }

  /** Snapshots items for sending. One that cannot be sent fails alone and never runs; those behind it come later. */
  #taken(index: number, items: unknown[]): Taken | undefined {
    const raw = items.slice()
    let first = items.length
    const errors = new Map<number, unknown>()
    const refuse = (at: number, error: unknown): void => {
      first = Math.min(first, at)
      errors.set(at, error)
    }
    if (this.#settings.column.spread) refuseNoLists(items, index, refuse)
    const moving = column(items, this.#settings.column, refuse)
    const sent = this.retries > 0 ? resendable(moving) : moving
    if (errors.size === 0) return { index, count: items.length, items: sent }
    for (let at = raw.length - 1; at > first; at--) {
      if (!errors.has(at)) this.#arrived.unshift({ index: index + at, item: raw[at] })
    }
    // Not now: somebody is in the middle of taking items.
    queueMicrotask(() => {
      for (const [at, error] of errors) this.settle(index + at, false, error)
    })
    return first === 0 ? undefined : { index, count: first, items: sliceColumn(sent, 0, first) }
  }

  #await(index: number, item: unknown): void {
    const values = this.#settings.column.spread ? Promise.all(item as unknown[]) : (item as Future<unknown>)
    values.then(
      (value) => {
        if (this.#over) return
        if (this.#dropped !== undefined) return this.settle(index, false, this.#dropped.error)
        this.#arrived.push({ index, item: value })
        this.offer()
      },
      (error: unknown) => {
        if (!this.#over) this.settle(index, false, error)
      },
    )
  }

  #checkCount(): void {
    if (this.#counted || !this.#feed.done) return
    this.#counted = true
    const { failed } = this.#feed
    if (failed === undefined) this.#sink.counted(this.#pulled)
    // Not now: somebody is in the middle of taking items.
    else queueMicrotask(() => !this.#over && this.#sink.counted(this.#pulled, failed))
  }

  /** The consumer has taken `count` results: as many more items may be pulled. */
  consumed(count: number): void {
    this.#consumed += count
    this.offer()
  }

  settle(index: number, ok: boolean, value: unknown): void {
    if (!this.#over) this.#sink.settle(index, ok, value)
  }

  settleNumbers(index: number, floats: Float64Array, at: number, count: number): void {
    if (!this.#over) this.#sink.settleNumbers(index, floats, at, count)
  }

  yielded(index: number, value: unknown): void {
    if (!this.#over) this.#sink.yielded(index, value)
  }

  retried(): void {
    this.#sink.retried()
  }

  abandon(error: () => unknown): void {
    if (this.#over) return
    this.#over = true
    this.#feed.close()
    this.#sink.abandoned(error())
  }

  /** No further input is pulled; what runs goes on. */
  stopPulling(): void {
    this.#feed.close()
    this.#checkCount()
  }

  /** What no worker has begun never runs: what was pulled settles with `error`. What runs goes on. */
  dropUnstarted(error: unknown): void {
    if (this.#over) return
    this.#dropped = { error }
    this.stopPulling()
    for (const { index } of this.#arrived.splice(0)) this.settle(index, false, error)
    this.#scheduler.cancelUnstarted(this, error)
  }

  /** Nobody wants any more results: what waits is dropped, what runs is stopped. */
  cancel(error: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#feed.close()
    this.#scheduler.cancel(this, error)
  }

  /** Everything has settled. */
  complete(): void {
    this.#over = true
  }
}

function isFuture(item: unknown, spread: boolean): boolean {
  if (typeof item !== "object" || item === null) return false
  if (item instanceof Future) return true
  return spread && Array.isArray(item) && item.some((argument) => argument instanceof Future)
}

/** Calls need lists of arguments. */
function refuseNoLists(items: unknown[], index: number, refuse: (at: number, error: unknown) => void): void {
  for (let at = 0; at < items.length; at++) {
    const item = items[at]
    if (Array.isArray(item)) continue
    items[at] = []
    const hint = "map calls the function with each item itself"
    refuse(at, new OptionError(`argLists[${index + at}]`, "an array of arguments", item, { hint }))
  }
}
