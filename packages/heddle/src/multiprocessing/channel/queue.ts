import { QueueClosedError } from "../../core/errors/index.ts"
import { integer } from "../../core/options/index.ts"
import { defineKind, invoke, pack, SharedObject, unpack } from "../shared/index.ts"
import type { Payload } from "../shared/index.ts"
import { waitTime } from "../sync/index.ts"
import type { WaitOptions } from "../sync/index.ts"
import { QueueState } from "./queue-state.ts"

/** What queues of all kinds can do. */
abstract class AnyQueue<T> extends SharedObject implements AsyncIterable<T> {
  /**
   * Resolves when the queue has the item: a copy of it as it is now.
   * @throws UnsendableError, and the queue is as it was; QueueFullError after `timeout`; QueueClosedError, AbortError, OwnerGoneError
   */
  async put(item: T, options: WaitOptions = {}): Promise<void> {
    await invoke(this, "put", [pack(item, "item"), waitTime(options)], options.signal)
  }

  /** @throws QueueFullError if there is no room */
  putNowait(item: T): Promise<void> {
    return this.put(item, { timeout: 0 })
  }

  /**
   * The oldest item. Each is given to one reader, in the order of asking.
   * @throws QueueEmptyError after `timeout`; QueueClosedError when the queue is closed and empty; AbortError, OwnerGoneError
   */
  async get(options: WaitOptions = {}): Promise<T> {
    return (await unpack(await invoke<Payload>(this, "get", [waitTime(options)], options.signal))) as T
  }

  /** @throws QueueEmptyError if there is no item */
  getNowait(): Promise<T> {
    return this.get({ timeout: 0 })
  }

  /** How many items are in the queue; exact at the moment when the owner answers. */
  size(): Promise<number> {
    return invoke(this, "size")
  }

  /** Python's name of `size`. */
  qsize(): Promise<number> {
    return this.size()
  }

  async empty(): Promise<boolean> {
    return (await this.size()) === 0
  }

  full(): Promise<boolean> {
    return invoke(this, "full")
  }

  /** How many wait for an item, for room, or for `join`. */
  waiting(): Promise<number> {
    return invoke(this, "waiting")
  }

  /** Nothing more is put in, by anybody. What is in it can still be got. */
  async close(): Promise<void> {
    await invoke(this, "close")
  }

  closed(): Promise<boolean> {
    return invoke(this, "closed")
  }

  /** The items, as they come, until the queue is closed and empty. */
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

/**
 * A queue between processes and threads. There is no feeder behind it: an item is in the queue when `put` has resolved, and
 * a process that ends loses nothing that it had put.
 *
 * @example
 * ```ts
 * import { Queue } from "heddle/multiprocessing"
 * const queue = new Queue<string>(2)
 * await queue.put("a")
 * await queue.put("b")
 * await queue.full() // => true
 * await queue.get() // => "a"
 * ```
 */
export class Queue<T = unknown> extends AnyQueue<T> {
  /** @param maxSize 0: no limit. @throws OptionError unless it is an integer from 0 */
  constructor(maxSize: number = 0) {
    super(new QueueState(integer("maxSize", maxSize, { min: 0 })))
  }
}

/** A queue without a limit, as Python has it; here it is as safe as the others. */
export class SimpleQueue<T = unknown> extends AnyQueue<T> {
  constructor() {
    super(new QueueState(0))
  }
}

/**
 * A queue that knows which items are done with.
 *
 * @example
 * ```ts
 * import { JoinableQueue } from "heddle/multiprocessing"
 * const queue = new JoinableQueue<number>()
 * await queue.put(1)
 * await queue.get() // => 1
 * await queue.join({ timeout: 10 }) // => false
 * await queue.taskDone()
 * await queue.join() // => true
 * ```
 */
export class JoinableQueue<T = unknown> extends AnyQueue<T> {
  /** @param maxSize 0: no limit. @throws OptionError unless it is an integer from 0 */
  constructor(maxSize: number = 0) {
    super(new QueueState(integer("maxSize", maxSize, { min: 0 })))
  }

  /** An item that was got is done with. @throws OverReleaseError if it is called more often than items were put */
  async taskDone(): Promise<void> {
    await invoke(this, "taskDone")
  }

  /** True when every item that was put is done with; false if it was not so within `timeout`. */
  join(options: WaitOptions = {}): Promise<boolean> {
    return invoke(this, "join", [waitTime(options)], options.signal)
  }
}

defineKind("Queue", Queue)
defineKind("SimpleQueue", SimpleQueue)
defineKind("JoinableQueue", JoinableQueue)
