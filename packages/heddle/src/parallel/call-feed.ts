import { OptionError } from "../core/errors/index.ts"
import { Deferred } from "./deferred.ts"

/** How many calls an asynchronous input is read ahead of the workers. */
const readAhead = 1024

/** Where the calls come from. Nothing is pulled before it is asked for. */
export interface CallFeed {
  /** Is there, or may there be, a call now? */
  readonly ready: boolean
  /** The next call; undefined when there is none now. Throws what the input throws. */
  pull(): Deferred | undefined
  /** There will be no more. */
  readonly done: boolean
  /** How many there are, where the input says. */
  readonly total: number | undefined
  /** Called when `ready` or `done` may have changed by itself. */
  onChange: (() => void) | undefined
  /** Nobody wants the rest: the input's own cleanup runs. */
  close(): void
}

/** @throws {OptionError} */
export function callFeed(input: unknown, most: number): CallFeed {
  if (typeof input === "object" && input !== null) {
    if (Symbol.asyncIterator in input) return new AsyncFeed(input as AsyncIterable<unknown>, Math.min(readAhead, most))
    if (Symbol.iterator in input) return new SyncFeed(input as Iterable<unknown>)
  }
  const one = input instanceof Deferred
  const hint = one ? "in brackets it is a list of one; alone it has a compute()" : "calls.map((x) => delayed(fn)(x))"
  throw new OptionError("calls", "an iterable or an async iterable of delayed calls", input, { hint })
}

/** @throws {OptionError} if it is no call */
export function checkCall(call: unknown, at: number): Deferred {
  if (call instanceof Deferred) return call
  const hint =
    typeof call === "function" ? "call it: delayed(fn)(x), not delayed(fn)" : "write delayed(fn)(x), not fn(x)"
  throw new OptionError(`calls[${at}]`, "a delayed call", call, { hint })
}

class SyncFeed implements CallFeed {
  readonly #iterator: Iterator<unknown>
  readonly total: number | undefined
  #pulled = 0
  done = false
  onChange: (() => void) | undefined

  constructor(input: Iterable<unknown>) {
    this.#iterator = input[Symbol.iterator]()
    this.total = Array.isArray(input) ? input.length : undefined
    this.done = this.total === 0
  }
  get ready(): boolean {
    return !this.done
  }
  pull(): Deferred | undefined {
    if (this.done) return undefined
    // Whatever is thrown here, by the input or by us, ends it.
    this.done = true
    const step = this.#iterator.next()
    if (step.done === true) return undefined
    const call = checkCall(step.value, this.#pulled)
    this.done = ++this.#pulled === this.total
    return call
  }
  close(): void {
    if (this.done) return
    this.done = true
    this.#iterator.return?.()
  }
}

class AsyncFeed implements CallFeed {
  readonly #iterator: AsyncIterator<unknown>
  readonly #most: number
  readonly #calls: unknown[] = []
  readonly total: undefined
  #pulled = 0
  #ended = false
  #reading = false
  #failed: { readonly error: unknown } | undefined
  onChange: (() => void) | undefined

  constructor(input: AsyncIterable<unknown>, most: number) {
    this.#iterator = input[Symbol.asyncIterator]()
    this.#most = most
    void this.#read()
  }
  async #read(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      while (!this.#ended && this.#calls.length < this.#most) {
        const step = await this.#iterator.next()
        if (step.done === true) this.#ended = true
        else if (!this.#ended) this.#calls.push(step.value)
        this.onChange?.()
      }
    } catch (error) {
      this.#ended = true
      this.#failed = { error }
      this.onChange?.()
    } finally {
      this.#reading = false
    }
  }
  get ready(): boolean {
    return this.#calls.length > 0 || this.#failed !== undefined
  }
  get done(): boolean {
    return this.#ended && this.#calls.length === 0 && this.#failed === undefined
  }
  pull(): Deferred | undefined {
    if (this.#calls.length === 0) {
      const failed = this.#failed
      this.#failed = undefined
      if (failed !== undefined) throw failed.error
      return undefined
    }
    const call = checkCall(this.#calls.shift(), this.#pulled++)
    void this.#read()
    return call
  }
  close(): void {
    this.#calls.length = 0
    this.#failed = undefined
    if (this.#ended) return
    this.#ended = true
    Promise.resolve(this.#iterator.return?.()).catch(() => {
      // Nobody waits for the rest of the input any more.
    })
  }
}
