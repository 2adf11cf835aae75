import { OverReleaseError, QueueClosedError, QueueEmptyError, QueueFullError } from "../../core/errors/index.ts"
import { Deque } from "../../core/sequences/index.ts"
import { Given, read, store, timedOut, WaitList } from "../shared/index.ts"
import type { Call, Party, Payload, Stored, Watcher } from "../shared/index.ts"

/**
 * The items of a queue, who waits for one and who waits for room. While somebody waits for an item there is none, and
 * while somebody waits for room there is none.
 */
export class QueueState implements Watcher {
  readonly #maxSize: number
  readonly #items = new Deque<Stored>()
  readonly #getters = new WaitList<Stored>()
  readonly #putters = new WaitList<true, Stored>()
  readonly #joiners = new WaitList<true>()
  #unfinished = 0
  #closed = false

  constructor(maxSize: number) {
    this.#maxSize = maxSize
  }

  put(call: Call, payload: Payload, timeout: number | undefined): void | Promise<void> {
    if (this.#closed) throw closed()
    if (!this.full()) return this.#add(store(payload))
    if (timeout === 0) throw this.#full()
    call.party.watch(this)
    return this.#putters.wait(call, timeout, store(payload)).then((given) => {
      if (given === timedOut) throw this.#full()
    })
  }

  get(call: Call, timeout: number | undefined): Given | Promise<Given> {
    if (this.#items.size > 0) return this.#give(this.#take())
    if (this.#closed) throw closed()
    if (timeout === 0) throw empty()
    call.party.watch(this)
    return this.#getters.wait(call, timeout, undefined).then((item) => {
      if (item === timedOut) throw empty()
      return this.#give(item)
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#putters.rejectAll(closed)
    this.#getters.rejectAll(closed)
  }

  closed(): boolean {
    return this.#closed
  }

  size(): number {
    return this.#items.size
  }

  /** Who waits for an item, for room, or for `join`. */
  waiting(): number {
    return this.#getters.size + this.#putters.size + this.#joiners.size
  }

  full(): boolean {
    return this.#maxSize > 0 && this.#items.size >= this.#maxSize
  }

  taskDone(): void {
    if (this.#unfinished === 0) throw new OverReleaseError("taskDone() was called more often than items were put")
    if (--this.#unfinished > 0) return
    for (let joiner = this.#joiners.take(); joiner !== undefined; joiner = this.#joiners.take()) joiner.resolve(true)
  }

  join(call: Call, timeout: number | undefined): boolean | Promise<boolean> {
    if (this.#unfinished === 0 || timeout === 0) return this.#unfinished === 0
    call.party.watch(this)
    return this.#joiners.wait(call, timeout, undefined).then((given) => given !== timedOut)
  }

  left(party: Party): void {
    this.#getters.leave(party)
    this.#putters.leave(party)
    this.#joiners.leave(party)
  }

  #add(item: Stored): void {
    this.#unfinished++
    this.#offer(item)
  }

  #offer(item: Stored): void {
    const getter = this.#getters.take()
    if (getter === undefined) this.#items.push(item)
    else getter.resolve(item)
  }

  #take(): Stored {
    const item = this.#items.shift()!
    const putter = this.full() ? undefined : this.#putters.take()
    if (putter !== undefined) {
      this.#add(putter.note)
      putter.resolve(true)
    }
    return item
  }

  #give(item: Stored): Given {
    return new Given(read(item), () => {
      const getter = this.#getters.take()
      if (getter === undefined) this.#items.unshift(item)
      else getter.resolve(item)
    })
  }

  #full(): QueueFullError {
    return new QueueFullError(`the queue is full: it holds ${this.#maxSize} items`)
  }
}

function empty(): QueueEmptyError {
  return new QueueEmptyError("the queue is empty")
}

function closed(): QueueClosedError {
  return new QueueClosedError("the queue is closed")
}
