import {
  BlockingError,
  CancelledError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
} from "../core/errors/index.ts"
import { bytes, integer, knownKeys } from "../core/options/index.ts"
import { Blocks } from "./blocks.ts"
import { Memory, Status, arrived, blockFor, ownedHere, travels, waitFor, world } from "./engine/index.ts"
import type { Line as LocalLine, Pending, WaitOptions } from "./engine/index.ts"
import { firstWords } from "./first-words.ts"
import { pack, unpack } from "./parcels.ts"
import { Lines, Shelf } from "./shelf.ts"
import type { Line, Outcome, Parcel } from "./shelf.ts"
import { shows } from "./shows.ts"

export interface QueueOptions {
  /** What all items together may take: a number of bytes, or `"64M"`. Default `"256M"`. Memory is taken as it is needed. */
  readonly maxBytes?: number | string | undefined
}

/** What `statistics()` of a queue tells. */
export interface QueueStatistics {
  readonly size: number
  readonly maxSize: number
  readonly closed: boolean
  /** How many wait for an item, and how many to put one, in all threads. */
  readonly getters: number
  readonly putters: number
}

/** @internal */
export interface QueueParts {
  readonly words: SharedArrayBuffer
  readonly blocks: SharedArrayBuffer
}

type Timeout = { readonly timeout?: number | string | undefined }

/**
 * Items from any thread to any other, first in, first out, in shared memory: no message, no main thread in between. What
 * is put is copied: anything that a task could get as an argument, but shared memory and handles. Whoever waits is served
 * in the order of coming, and a reader that dies while it waits takes nothing along.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { Queue } from "heddle/sync"
 * await using pool = new Pool({ workers: 2 })
 * const queue = new Queue<number>(2)
 * const sum = pool.submit(async () => {
 *   let total = 0
 *   for await (const n of queue) total += n
 *   return total
 * })
 * for (const n of [1, 2, 3, 4]) await queue.put(n)
 * queue.close()
 * await sum // => 10
 * ```
 */
export class Queue<T = unknown> implements AsyncIterable<T>, Disposable {
  readonly #shelf: Shelf
  readonly #blocks: Blocks
  readonly #lines: Readonly<Record<Line, LocalLine>>

  /** @param maxSize how many items it holds before `put` waits; 0: any number */
  constructor(maxSize: number = 0, options: QueueOptions = {}) {
    const parts = arrived() as QueueParts | undefined
    knownKeys(options, ["maxBytes"])
    integer("maxSize", maxSize, { min: 0, max: 2 ** 31 - 1 })
    this.#blocks = new Blocks(parts?.blocks ?? bytes("maxBytes", options.maxBytes ?? "256M", { min: 65536 }))
    this.#shelf = new Shelf(new Memory(parts?.words ?? firstWords), world, this.#blocks)
    if (parts === undefined) this.#shelf.begin(maxSize)
    this.#lines = { 0: new Set(), 1: new Set(), 4: new Set(), 5: new Set() }
  }

  /** @internal */
  get _shelf(): Shelf {
    return this.#shelf
  }

  /** @internal */
  get _parts(): QueueParts {
    return { words: this.#shelf.state.memory.buffer, blocks: this.#blocks.buffer }
  }

  /** How many items can be had now. */
  get size(): number {
    return this.#shelf.look().size
  }

  /** Python's name of `size`. */
  qsize(): number {
    return this.size
  }

  get maxSize(): number {
    return this.#shelf.look().maxSize
  }

  empty(): boolean {
    return this.size === 0
  }

  full(): boolean {
    const { maxSize, places } = this.#shelf.look()
    return maxSize > 0 && places >= maxSize
  }

  get closed(): boolean {
    return this.#shelf.look().closed
  }

  /**
   * Puts an item at the end; waits while the queue is full. The value is copied at once. Rejects with an UnsendableError
   * (nothing has changed), a QueueClosedError, a QueueFullError when `timeout` has passed or there is no memory left, an
   * AbortError when `signal`, or that of the task, is aborted.
   */
  async put(item: T, options?: WaitOptions): Promise<void> {
    const parcel = pack(item)
    const outcome = await waitFor(() => this.#putting(parcel), options)
    this.#stored(outcome, parcel, options)
  }

  /** The same, blocking the thread: for workers. */
  putSync(item: T, options?: Timeout): void {
    const parcel = pack(item)
    this.#stored(
      blockFor(() => this.#putting(parcel), options),
      parcel,
      options,
    )
  }

  /** Puts an item at the end, at once. Throws a QueueFullError, a QueueClosedError, an UnsendableError. */
  putNowait(item: T): void {
    const parcel = pack(item)
    const put = this.#shelf.tryPut(ownedHere(this.#shelf), parcel)
    if (put === "closed") throw closed()
    if (put === "full") throw new QueueFullError("the queue is full")
    this.#shelf.finishPut(put, parcel)
  }

  /**
   * Takes the first item; waits while there is none. Rejects with a QueueEmptyError when `timeout` has passed, with a
   * QueueClosedError when the queue is closed and empty, with an AbortError when `signal`, or that of the task, is aborted.
   */
  async get(options?: WaitOptions): Promise<T> {
    const item = itemOf(await waitFor(() => this.#getting(), options), options)
    const { value, loading } = this.#open(item)
    if (loading === undefined) return value as T
    try {
      return (await loading) as T
    } finally {
      this.#shelf.finishGet(item)
    }
  }

  /** The same, blocking the thread: for workers. */
  getSync(options?: Timeout): T {
    return this.#openNow(
      itemOf(
        blockFor(() => this.#getting(), options),
        options,
      ),
    )
  }

  /** Takes the first item, at once. Throws a QueueEmptyError, or a QueueClosedError. */
  getNowait(): T {
    const item = this.#shelf.tryGet(ownedHere(this.#shelf))
    if (item === "closed") throw closed()
    if (item === "empty") throw new QueueEmptyError("the queue is empty")
    return this.#openNow(item)
  }

  /** Takes nothing more. What is in it can still be taken; then those who get are told that it is closed. */
  close(): void {
    this.#shelf.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Items until the queue is closed and empty. Several loops share them. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      let item: T
      try {
        item = await this.get()
      } catch (error) {
        if (error instanceof QueueClosedError) return
        throw error
      }
      yield item
    }
  }

  statistics(): QueueStatistics {
    const { size, maxSize, closed, getters, putters } = this.#shelf.look()
    return { size, maxSize, closed, getters, putters }
  }

  #putting(parcel: Parcel): Pending<Outcome> {
    const owner = ownedHere(this.#shelf)
    const put = this.#shelf.tryPut(owner, parcel)
    if (put === "closed") throw closed()
    if (put !== "full") return over({ item: put })
    return this._waiting(Lines.putters, parcel)
  }

  #getting(): Pending<Outcome> {
    const item = this.#shelf.tryGet(ownedHere(this.#shelf))
    if (item === "closed") throw closed()
    if (item !== "empty") return over({ item })
    return this._waiting(Lines.getters)
  }

  /** @internal */
  _waiting(line: Line, parcel?: Parcel): Pending<Outcome> {
    const shelf = this.#shelf
    const owner = ownedHere(shelf)
    const ticket = shelf.wait(owner, line)
    let outcome: Outcome | undefined
    return {
      line: this.#lines[line],
      isReady: () => outcome !== undefined || shelf.state.glance(ticket) !== Status.waiting,
      poll: () => (outcome ??= accept(shelf.collect(ticket, owner, parcel))),
      cancel: () => (outcome ??= accept(shelf.cancel(ticket, owner, parcel))),
    }
  }

  #stored(outcome: Outcome | undefined, parcel: Parcel, options: Timeout | undefined): void {
    if (typeof outcome === "object") this.#shelf.finishPut(outcome.item, parcel)
    else throw new QueueFullError(`the queue was full for ${String(options?.timeout)} ms`)
  }

  /** The value of an item in hand. While modules load the item stays in hand. */
  #open(item: number): ReturnType<typeof unpack> {
    try {
      const opened = unpack(this.#shelf.read(item))
      if (opened.loading === undefined) this.#shelf.finishGet(item)
      return opened
    } catch (error) {
      this.#shelf.finishGet(item)
      throw error
    }
  }

  #openNow(item: number): T {
    const { value, loading } = this.#open(item)
    if (loading === undefined) return value as T
    loading.catch(() => {})
    this.#shelf.putBack(item)
    throw new BlockingError("modules of the item have to be loaded first, which takes turns of the event loop", {
      hint: "take it with `await queue.get()`",
    })
  }
}

function over(outcome: Outcome): Pending<Outcome> {
  return { line: new Set(), isReady: () => true, poll: () => outcome, cancel: () => outcome }
}

function accept(outcome: Outcome | undefined): Outcome | undefined {
  if (outcome === "closed") throw closed()
  if (outcome === "settled") throw new CancelledError("the task settled while it waited")
  return outcome
}

function itemOf(outcome: Outcome | undefined, options: Timeout | undefined): number {
  if (typeof outcome === "object") return outcome.item
  throw new QueueEmptyError(`the queue was empty for ${String(options?.timeout)} ms`)
}

function closed(): QueueClosedError {
  return new QueueClosedError("the queue is closed")
}

shows(Queue, (queue) => queue.statistics())
travels(Queue, "Queue", (queue) => queue._parts)
