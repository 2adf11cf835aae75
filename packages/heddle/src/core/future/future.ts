import { AsyncResource } from "node:async_hooks"
import { CancelledError, HeddleError, TimeoutError } from "../errors/index.ts"
import { delay } from "../options/index.ts"
import type { UnobservedErrors } from "./unobserved.ts"

export type FutureState = "pending" | "running" | "cancelled" | "finished"

/** What a future asks of whoever runs its task. */
export interface FutureOwner {
  /** Takes the task back if it has not started. */
  cancel(): boolean
  running(): boolean
  /** Somebody looks at it, or asks whether it is done. */
  asked?(): void
}

/** The owner of a future for which nothing runs. */
export const nobody: FutureOwner = { cancel: () => false, running: () => false }

type Settle = (value: never) => void

/** A class of futures. */
export type FutureKind = new (executor: (resolve: Settle, reject: Settle) => void) => Future<unknown>

/** What the constructor of a promise gives out, until it is put where it belongs: a function for each would be waste. */
let resolving: Settle
let rejecting: Settle
const noted = (resolve: Settle, reject: Settle): void => {
  resolving = resolve
  rejecting = reject
}

/** Both ends of a future: the value's side is given to the user, this side stays with who runs the task. */
export interface FutureSource<T> {
  readonly future: Future<T>
  resolve(value: T): void
  /** `site`: where the task was submitted, told if nobody looks at the failure. */
  reject(error: unknown, site?: Error): void
}

/**
 * A handle to the value of a task, wherever that is. Await it like any promise. Give it to another task as an
 * argument: that task then waits for it and gets the value. A failed future that nobody looks at is reported once,
 * as the pool's `unobservedError` event, and never ends the program.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * await using pool = new Pool({ workers: 2 })
 * const six = pool.submit((a: number, b: number) => a * b, 2, 3)
 * const seven = pool.submit((x: number) => x + 1, six)
 * await seven // => 7
 * six.done() // => true
 * ```
 */
export class Future<T> extends Promise<T> {
  /** `then` gives ordinary promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  #owner: FutureOwner | undefined
  #resolve: Settle | undefined
  #reject: Settle | undefined
  #ended: "no" | "well" | "badly" = "no"
  #value: unknown
  /** Gives its value, until somebody looks: it need not be kept here. */
  #load: (() => unknown) | undefined
  // Typed so that a Future<Dog> is a Future<Animal>.
  #callbacks: ((future: never) => void)[] | undefined
  #observed = false
  #isAwaited = false
  #unobserved: UnobservedErrors | undefined

  /** @internal A future whose owner settles it by `Future.settle`. Futures come from a pool. */
  static pending<T>(
    owner: FutureOwner,
    unobserved: UnobservedErrors | undefined,
    kind: FutureKind = Future,
  ): Future<T> {
    const future = new kind(noted) as Future<T>
    future.#resolve = resolving
    future.#reject = rejecting
    future.#owner = owner
    future.#unobserved = unobserved
    return future
  }

  /** @internal Gives it its value, or the error. The first time counts. `site`: where the task was submitted. */
  static settle(future: Future<unknown>, ok: boolean, value: unknown, site?: Error): void {
    if (future.#ended !== "no") return
    if (ok) future.#resolve!(value as never)
    else {
      future.#reject!(value as never)
      // Node must not end the program for it: who looks is found out by us.
      void Promise.prototype.then.call(future, undefined, () => {})
    }
    future.#ended = ok ? "well" : "badly"
    future.#value = value
    future.#owner = future.#resolve = future.#reject = undefined
    const callbacks = future.#callbacks
    future.#callbacks = undefined
    if (callbacks !== undefined)
      for (const callback of callbacks) future.#notify(callback as (future: Future<unknown>) => void)
    if (!ok && !future.#observed) future.#unobserved?.add(future, value, site)
  }

  /** @internal Gives it its value, which is kept elsewhere if `keep` gives what loads it. */
  static give(future: Future<unknown>, value: unknown, keep?: (value: unknown) => (() => unknown) | undefined): void {
    const load = keep?.(value)
    if (load === undefined) Future.settle(future, true, value)
    else Future.#settleLater(future, load)
  }

  /** It is done, and `load` gives its value, or a promise of it, as often as somebody asks before it is awaited. */
  static #settleLater(future: Future<unknown>, load: () => unknown): void {
    const resolve = future.#resolve
    if (future.#ended !== "no" || resolve === undefined) return
    if (future.#isAwaited) return Future.settle(future, true, settled(load))
    future.#resolve = (): void => {}
    Future.settle(future, true, undefined)
    future.#resolve = resolve
    future.#load = load
  }

  /** @internal Lets go of a value that nobody has awaited; who does so from now on gets the error. */
  static letGo(future: Future<unknown>, error: () => unknown): void {
    if (future.#load !== undefined) future.#load = (): never => failWith(error())
  }

  /** @internal Its value for who passes it on: it is not kept here for that. */
  static async passOn<T>(future: Future<T>): Promise<T> {
    future.#observe()
    if (future.#ended === "no") await new Promise<void>((resolve) => Future.onSettled(future, resolve))
    return (future.#load === undefined ? await future : await future.#load()) as T
  }

  /** @internal Who runs its task, until it is done. */
  static ownerOf(future: Future<unknown>): FutureOwner | undefined {
    return future.#owner
  }

  /** @internal Both ends as one object. */
  static from<T>(owner: FutureOwner, unobserved?: UnobservedErrors): FutureSource<T> {
    const future = Future.pending<T>(owner, unobserved)
    return {
      future,
      resolve: (value) => Future.settle(future, true, value),
      reject: (error, site) => Future.settle(future, false, error, site),
    }
  }

  /** @internal Calls `fn` when the future is done; that is no look at how it ended. */
  static onSettled<T>(future: Future<T>, fn: () => void): void {
    if (future.#ended === "no") (future.#callbacks ??= []).push(fn)
    else fn()
  }

  #notify(callback: (future: this) => void): void {
    try {
      callback(this)
    } catch (error) {
      // As in Python: a callback's failure is told, the others still run, the result stands.
      process.emitWarning(
        `a done callback threw: ${error instanceof Error ? error.stack : String(error)}`,
        "HeddleWarning",
      )
    }
  }

  /** `"pending"` until a worker has begun it, `"running"`, then `"finished"` (also when it failed) or `"cancelled"`. */
  get state(): FutureState {
    if (this.done()) {
      return this.#ended === "badly" && this.#value instanceof CancelledError ? "cancelled" : "finished"
    }
    return this.#owner?.running() === true ? "running" : "pending"
  }

  /**
   * Takes the task back. True: it is cancelled and never runs. False: it runs or is done. To stop a running task, give
   * it a `signal` or a `timeout`.
   */
  cancel(): boolean {
    if (this.done()) return this.cancelled()
    if (this.#owner?.cancel() !== true) return false
    // Who cancels it knows how it ended.
    this.#observe()
    return true
  }

  /** Finished or cancelled. */
  done(): boolean {
    return this.#ended !== "no"
  }

  running(): boolean {
    return this.state === "running"
  }

  cancelled(): boolean {
    return this.state === "cancelled"
  }

  /** The value; rejects with the task's error, or with TimeoutError after `timeout` (ms, or `"1.5s"`). The task goes on then. */
  result(timeout?: number | string): Promise<T> {
    if (timeout === undefined) return this.then((value) => value)
    return within(this, timeout)
  }

  /** The error the task failed with, undefined if it succeeded; rejects with CancelledError if it was cancelled, with TimeoutError after `timeout` ms. */
  async exception(timeout?: number | string): Promise<unknown> {
    try {
      await (timeout === undefined ? this : within(this, timeout))
      return undefined
    } catch (error) {
      if (!this.done() || this.cancelled()) throw error
      return error
    }
  }

  /**
   * Calls `fn` with this future once it is done, at once if it is already; in order of registration, each in the async
   * context in which it was registered.
   */
  addDoneCallback(fn: (future: this) => void): void {
    this.#observe()
    if (!this.done()) (this.#callbacks ??= []).push(AsyncResource.bind(fn))
    else this.#notify(fn)
  }

  /** `AsyncResult.get`: the same as `result`. */
  get(timeout?: number | string): Promise<T> {
    return this.result(timeout)
  }

  /** `AsyncResult.ready`: the same as `done`. */
  ready(): boolean {
    return this.done()
  }

  /** `AsyncResult.successful`. Throws while the task is not done. */
  successful(): boolean {
    if (!this.done()) throw new HeddleError("the task is not done yet", { hint: "await it first, or ask `ready()`" })
    this.#observe()
    return this.#ended === "well"
  }

  /** `AsyncResult.wait`: resolves when the task is done or `timeout` ms have passed; true if it is done. Never rejects. */
  async wait(timeout?: number | string): Promise<boolean> {
    try {
      await (timeout === undefined ? this : within(this, timeout))
    } catch {
      // How it ended is for `get` to say.
    }
    return this.done()
  }

  #observe(): void {
    if (this.#observed) return
    this.#observed = true
    this.#unobserved?.remove(this)
    this.#owner?.asked?.()
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a future is a promise; this is how it knows that somebody looks
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#observe()
    this.#isAwaited = true
    if (this.#load !== undefined) {
      const load = this.#load
      this.#load = undefined
      this.#resolve!(settled(load) as never)
      this.#resolve = undefined
    }
    return super.then(onFulfilled, onRejected)
  }
}

function failWith(error: unknown): never {
  throw error
}

/** What it gives, or a promise that fails with what it throws. */
function settled(load: () => unknown): unknown {
  try {
    return load()
  } catch (error) {
    return Promise.reject(error)
  }
}

async function within<T>(future: Future<T>, timeout: number | string): Promise<T> {
  const ms = delay("timeout", timeout)
  if (ms === undefined) return future
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(`the future was not done after ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([future, late])
  } finally {
    clearTimeout(timer)
  }
}
