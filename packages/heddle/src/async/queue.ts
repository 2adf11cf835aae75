import { HeddleError, QueueClosedError, QueueEmptyError, QueueFullError } from "../core/errors/index.ts"
import { boolean, integer } from "../core/options/index.ts"
import { FifoItems } from "./queue-items.ts"
import type { Items } from "./queue-items.ts"
import { WaitList, begin, late } from "./wait-list.ts"
import type { WaitOptions } from "./wait-list.ts"

/**
 * Items on their way from some tasks of this thread to others, first in, first out. With a `maxSize` whoever puts waits for
 * room. `for await (const item of queue)` takes items until the queue is shut down. Between threads: heddle/sync.
 *
 * @example
 * ```ts
 * import { Queue, TaskGroup } from "heddle/async"
 * const queue = new Queue<number>(2)
 * let sum = 0
 * await TaskGroup.run(async (group) => {
 *   group.createTask(async () => {
 *     for await (const n of queue) sum += n
 *   })
 *   for (const n of [1, 2, 3]) await queue.put(n)
 *   queue.shutdown()
 * })
 * sum // => 6
 * ```
 */
export class Queue<T> implements AsyncIterable<T> {
  /** 0: any number of items. */
  readonly maxSize: number
  readonly #items: Items<T>
  readonly #getters = new WaitList<T>()
  readonly #putters = new WaitList<void, T>()
  readonly #joiners = new WaitList<void>()
  #unfinished = 0
  #closed = false

  constructor(maxSize: number = 0, /** @internal */ items: Items<T> = new FifoItems<T>()) {
    this.maxSize = integer("maxSize", maxSize, { min: 0 })
    this.#items = items
  }

  /** How many items can be had now. */
  qsize(): number {
    return this.#items.size
  }

  empty(): boolean {
    return this.#items.size === 0
  }

  full(): boolean {
    return this.maxSize > 0 && this.#items.size >= this.maxSize
  }

  /** Was it shut down? */
  get closed(): boolean {
    return this.#closed
  }

  /** Puts an item in, when there is room. Rejects with QueueClosedError after shutdown, with QueueFullError when `timeout` ran out. */
  async put(item: T, options: WaitOptions = {}): Promise<void> {
    begin(options)
    if (this.#offer(item)) return
    if ((await this.#putters.join(options, item)) === late) throw new QueueFullError("the queue had no room in time")
  }

  /** @throws {QueueFullError} when there is no room @throws {QueueClosedError} after shutdown */
  putNowait(item: T): void {
    if (!this.#offer(item)) throw new QueueFullError(`the queue is full: it holds ${this.maxSize}`)
  }

  /** Puts it in if there is room; who waits for an item gets it at once. */
  #offer(item: T): boolean {
    if (this.#closed) throw closed()
    if (this.full()) return false
    if (!this.#getters.serve(item)) this.#items.push(item)
    this.#unfinished++
    return true
  }

  /** Takes the next item, when there is one. Rejects with QueueClosedError when it is shut down and empty, with QueueEmptyError when `timeout` ran out. */
  async get(options: WaitOptions = {}): Promise<T> {
    begin(options)
    if (this.#items.size > 0) return this.#take()
    if (this.#closed) throw closed()
    const item = await this.#getters.join(options, undefined)
    if (item === late) throw new QueueEmptyError("the queue had no item in time")
    return item
  }

  /** @throws {QueueEmptyError} when there is no item @throws {QueueClosedError} when there will be none any more */
  getNowait(): T {
    if (this.#items.size > 0) return this.#take()
    throw this.#closed ? closed() : new QueueEmptyError("the queue is empty")
  }

  /** The next item. Who waits longest for room gets the room. */
  #take(): T {
    const item = this.#items.pop()
    for (let putter = this.#putters.first(); putter !== undefined && !this.full(); putter = this.#putters.first()) {
      try {
        this.#items.push(putter.what)
        this.#unfinished++
        putter.serve()
      } catch (error) {
        // A priority queue cannot order it.
        putter.reject(error)
      }
    }
    return item
  }

  /** Says that an item that was taken is dealt with, for `join`. @throws {HeddleError} when that was said of all items before */
  taskDone(): void {
    if (this.#unfinished === 0) {
      throw new HeddleError("taskDone was called more often than there were items", {
        hint: "call it once for each item that `get` gave",
      })
    }
    if (--this.#unfinished === 0) this.#joiners.serveAll()
  }

  /** Resolves when `taskDone` was called for every item that was put in. False when `timeout` ran out. */
  async join(options: WaitOptions = {}): Promise<boolean> {
    begin(options)
    return this.#unfinished === 0 || (await this.#joiners.join(options, undefined)) !== late
  }

  /**
   * Takes nothing more: `put` is an error from now on, for those who wait with one too, and `get` when what is there has been
   * taken. With `immediate` what is there is dropped, and counts as done for `join`.
   */
  shutdown(options: { readonly immediate?: boolean | undefined } = {}): void {
    const immediate = boolean("immediate", options.immediate ?? false)
    this.#closed = true
    this.#putters.rejectAll(closed)
    this.#getters.rejectAll(closed)
    if (!immediate) return
    while (this.#items.size > 0) {
      this.#items.pop()
      this.#unfinished--
    }
    if (this.#unfinished === 0) this.#joiners.serveAll()
  }

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
}

function closed(): QueueClosedError {
  return new QueueClosedError("the queue is shut down")
}
