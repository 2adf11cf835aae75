import {
  ActorDiedError,
  GetTimeoutError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
} from "../core/errors/index.ts"
import type { Future } from "../core/future/index.ts"
import { boolean, delay, integer, knownKeys } from "../core/options/index.ts"
import { ownMail, runningTask } from "../core/task/index.ts"
import { registerHandle } from "../core/wire/index.ts"
import type { Duration } from "../pool/index.ts"
import type { ActorHandle, ActorOptions } from "./actor/index.ts"
import { kill } from "./cancel.ts"
import { get } from "./get.ts"
import { QueueActor } from "./queue-actor.ts"
import type { Miss } from "./queue-actor.ts"
import { remote } from "./remote.ts"

/** What a Queue may be told when it is made. */
export interface QueueOptions {
  /** Of the actor that it is: a `name`, a worker of its own, … */
  readonly actorOptions?: ActorOptions | undefined
}

/** Whether `put` and `get` wait, and how long. */
export interface QueueWaitOptions {
  /** False: not at all. */
  readonly block?: boolean | undefined
  /** In ms or as `"5s"`. Default: for ever. */
  readonly timeout?: Duration | undefined
}

/** How `shutdown` ends the queue. */
export interface QueueShutdownOptions {
  /** At once. Who waits gets the error of an actor that was killed. */
  readonly force?: boolean | undefined
  /** How long the actor may take to tell those who wait, in ms or as `"5s"`, before it is killed. Default: 5 seconds. */
  readonly graceTimeout?: Duration | undefined
}

/**
 * Ray's Queue: items from tasks, actors and the program to each other, first in, first out, by an actor of its own. It
 * goes to them as an argument or with a function. Items travel as arguments and results do.
 *
 * Whoever waits is served in the order of coming. A `put` or `get` that ran out of time, that was cancelled with its task, or
 * whose worker died, leaves the line. An item is out of the queue when the task has it: one that was on its way to a
 * task that is gone is the first again. So no item is lost, but in the moment of the loss it may have arrived, and come out twice.
 * If the actor's own worker dies, calls fail as those of any actor do, and what was in the queue is gone.
 *
 * @example
 * ```ts
 * import { Queue, get, remote } from "heddle/remote"
 * const queue = new Queue<number>(2)
 * const sum = remote(async (n: number) => {
 *   let total = 0
 *   for (let i = 0; i < n; i++) total += await queue.get()
 *   return total
 * }).remote(4)
 * for (const n of [1, 2, 3, 4]) await queue.put(n)
 * await get(sum) // => 10
 * ```
 */
export class Queue<T = unknown> {
  /** How many items it holds before `put` waits; 0: any number. */
  readonly maxsize: number
  readonly #actor: ActorHandle<QueueActor>

  /** @throws OptionError */
  constructor(maxsize: number = 0, options: QueueOptions = {}, /** @internal */ actor?: ActorHandle<QueueActor>) {
    this.maxsize = integer("maxsize", maxsize, { min: 0 })
    knownKeys(options, ["actorOptions"], { actor_options: "actorOptions" })
    // A call that waits must not keep those out that it waits for.
    const all = { maxConcurrency: Number.POSITIVE_INFINITY }
    this.#actor = actor ?? remote(QueueActor, { ...all, ...options.actorOptions }).remote(this.maxsize)
  }

  /**
   * Puts an item at the end; waits for room while the queue is full. The item is copied at once; a reference stands for
   * its value. Rejects with QueueFullError when there was no room in time, with QueueClosedError after `shutdown`, and
   * with UnsendableError.
   */
  async put(item: T | Future<T>, options: QueueWaitOptions = {}): Promise<void> {
    const ms = waitOf(options)
    const miss = await answer(this.#actor.put.remote(item, ms))
    if (miss === "full") throw new QueueFullError(`the queue is full${within(ms)}: it holds ${this.maxsize} items`)
    if (miss !== undefined) throw closed()
  }

  /** Puts an item at the end if there is room. Rejects with QueueFullError if there is none, with QueueClosedError, with UnsendableError. */
  async putNowait(item: T | Future<T>): Promise<void> {
    await this.put(item, { block: false })
  }

  /** Puts all of the items at the end, with none of others between them; or none of them, with a QueueFullError. */
  async putNowaitBatch(items: Iterable<T>): Promise<void> {
    const all = [...items]
    const miss = await answer(this.#actor.putAll.remote(all))
    if (miss === "full") {
      throw new QueueFullError(`the queue has no room for ${all.length} items: it holds ${this.maxsize}`)
    }
    if (miss !== undefined) throw closed()
  }

  /**
   * Takes the first item; waits for one while there is none. Rejects with QueueEmptyError when there was none in time, and
   * with QueueClosedError after `shutdown`.
   */
  async get(options: QueueWaitOptions = {}): Promise<T> {
    const ms = waitOf(options)
    const items = await this.#take(1, ms)
    if (items === undefined) throw new QueueEmptyError(`the queue is empty${within(ms)}`)
    return items[0] as T
  }

  /** Takes the first item if there is one. Rejects with QueueEmptyError if there is none, with QueueClosedError. */
  async getNowait(): Promise<T> {
    return await this.get({ block: false })
  }

  /** Takes so many items, in their order; or none of them, with a QueueEmptyError. */
  async getNowaitBatch(count: number): Promise<T[]> {
    const items = await this.#take(integer("count", count, { min: 0 }), 0)
    if (items === undefined) throw new QueueEmptyError(`the queue has fewer than ${count} items`)
    return items as T[]
  }

  async #take(count: number, ms: number | undefined): Promise<unknown[] | undefined> {
    const actor = this.#actor
    const task = runningTask()
    // The program itself is not gone while its queue is there.
    if (task === undefined || ownMail() === undefined) return itemsOf(await answer(actor.take.remote(count, ms, "")))
    const loan = crypto.randomUUID()
    const lent = actor.lend.remote(loan)
    try {
      const items = itemsOf(await answer(actor.take.remote(count, ms, loan)))
      task.signal.throwIfAborted()
      if (items !== undefined) void actor.taken.remote(loan)
      return items
    } catch (error) {
      // It fails for the same reason, of which nobody has to be told twice.
      lent.catch(() => {})
      throw error
    }
  }

  /** How many items there are. */
  async size(): Promise<number> {
    return await answer(this.#actor.size.remote())
  }

  /** Python's name of `size`. */
  async qsize(): Promise<number> {
    return await this.size()
  }

  async empty(): Promise<boolean> {
    return (await this.size()) === 0
  }

  async full(): Promise<boolean> {
    return this.maxsize > 0 && (await this.size()) >= this.maxsize
  }

  /** Ends the queue and drops what is in it. Who waits, and whoever comes later, gets a QueueClosedError. */
  async shutdown(options: QueueShutdownOptions = {}): Promise<void> {
    knownKeys(options, ["force", "graceTimeout"], { grace_period_s: "graceTimeout" })
    const { force = false, graceTimeout = "5s" } = options
    const timeout = delay("graceTimeout", graceTimeout)
    if (!boolean("force", force)) {
      try {
        await get(this.#actor.close.remote(), { timeout })
      } catch (error) {
        if (!(error instanceof GetTimeoutError || error instanceof ActorDiedError)) throw error
      }
    }
    kill(this.#actor)
  }

  static {
    registerHandle<Queue>("heddle.remote.queue", Queue, {
      encode: (queue) => [queue.maxsize, queue.#actor],
      decode: (parts) => {
        const [maxsize, actor] = parts as [number, ActorHandle<QueueActor>]
        return new Queue(maxsize, {}, actor)
      },
      home: "remote/index",
    })
  }
}

/** In ms; 0: not at all. */
function waitOf(options: QueueWaitOptions): number | undefined {
  knownKeys(options, ["block", "timeout"])
  const ms = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
  return boolean("block", options.block ?? true) ? ms : 0
}

function within(ms: number | undefined): string {
  return ms === undefined || ms === 0 ? "" : ` after ${ms} ms`
}

async function answer<R>(call: Future<R>): Promise<R> {
  try {
    return await call
  } catch (error) {
    // Without a cause: it was killed.
    throw error instanceof ActorDiedError && error.cause === undefined ? closed(error) : error
  }
}

function itemsOf(items: unknown[] | Miss): unknown[] | undefined {
  if (items === "closed") throw closed()
  return Array.isArray(items) ? items : undefined
}

function closed(cause?: unknown): QueueClosedError {
  return new QueueClosedError("the queue was shut down", cause === undefined ? {} : { cause })
}
