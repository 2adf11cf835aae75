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
  #outcome: { readonly ok: boolean; readonly value: unknown } | undefined
  // Typed so that a Future<Dog> is a Future<Animal>.
  #callbacks: ((future: never) => void)[] | undefined
  #observed = false
  #unobserved: UnobservedErrors | undefined

  /** @internal Futures come from a pool. */
  static from<T>(owner: FutureOwner, unobserved?: UnobservedErrors): FutureSource<T> {
    let resolve!: (value: T) => void
    let reject!: (error: unknown) => void
    const future = new Future<T>((res, rej) => {
      resolve = res
      reject = rej
    })
    future.#owner = owner
    future.#unobserved = unobserved
    return {
      future,
      resolve(value) {
        if (future.#outcome !== undefined) return
        resolve(value)
        future.#finish(true, value)
      },
      reject(error, site) {
        if (future.#outcome !== undefined) return
        reject(error)
        // Node must not end the program for it: who looks is found out by us.
        void Promise.prototype.then.call(future, undefined, () => {})
        future.#finish(false, error)
        if (!future.#observed) future.#unobserved?.add(future, error, site)
      },
    }
  }

  /** @internal Calls `fn` when the future is done; that is no look at how it ended. */
  static onSettled<T>(future: Future<T>, fn: () => void): void {
    if (future.#outcome === undefined) (future.#callbacks ??= []).push(fn)
    else fn()
  }

  #finish(ok: boolean, value: unknown): void {
    this.#outcome = { ok, value }
    this.#owner = undefined
    const callbacks = this.#callbacks
    this.#callbacks = undefined
    if (callbacks !== undefined) for (const callback of callbacks) this.#notify(callback as (future: this) => void)
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
    if (this.#outcome !== undefined) {
      return !this.#outcome.ok && this.#outcome.value instanceof CancelledError ? "cancelled" : "finished"
    }
    return this.#owner?.running() === true ? "running" : "pending"
  }

  /**
   * Takes the task back. True: it is cancelled and never runs. False: it runs or is done. To stop a running task, give
   * it a `signal` or a `timeout`.
   */
  cancel(): boolean {
    if (this.#outcome !== undefined) return this.cancelled()
    if (this.#owner?.cancel() !== true) return false
    // Who cancels it knows how it ended.
    this.#observe()
    return true
  }

  /** Finished or cancelled. */
  done(): boolean {
    return this.#outcome !== undefined
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
      if (this.#outcome === undefined || this.cancelled()) throw error
      return error
    }
  }

  /**
   * Calls `fn` with this future once it is done, at once if it is already; in order of registration, each in the async
   * context in which it was registered.
   */
  addDoneCallback(fn: (future: this) => void): void {
    this.#observe()
    if (this.#outcome === undefined) (this.#callbacks ??= []).push(AsyncResource.bind(fn))
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
    if (this.#outcome === undefined)
      throw new HeddleError("the task is not done yet", { hint: "await it first, or ask `ready()`" })
    this.#observe()
    return this.#outcome.ok
  }

  /** `AsyncResult.wait`: resolves when the task is done or `timeout` ms have passed; true if it is done. Never rejects. */
  async wait(timeout?: number | string): Promise<boolean> {
    try {
      await (timeout === undefined ? this : within(this, timeout))
    } catch {
      // How it ended is for `get` to say.
    }
    return this.#outcome !== undefined
  }

  #observe(): void {
    if (this.#observed) return
    this.#observed = true
    this.#unobserved?.remove(this)
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a future is a promise; this is how it knows that somebody looks
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#observe()
    return super.then(onFulfilled, onRejected)
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
