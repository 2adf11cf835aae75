import { CancelledError, OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import { boolean, knownKeys } from "../core/options/index.ts"
import { asCancelled } from "./cancellation.ts"
import { Scope, onAbort } from "./scope.ts"
import { graceOf, start } from "./task.ts"
import type { GraceOptions, Started, TaskFunction } from "./task.ts"

/** What can be waited for: a function, which is called and runs as a task; or a promise or future, which runs already. */
export type Awaitable = TaskFunction<unknown> | PromiseLike<unknown>

/** What comes of it. */
export type ResultOf<T> = T extends (...args: never[]) => infer R ? Awaited<R> : Awaited<T>

export interface GatherOptions extends GraceOptions {
  /** Give what failed as its error, in its place, instead of rejecting. @default false */
  readonly returnExceptions?: boolean | undefined
  /** Aborted: all is cancelled. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs all at the same time; resolves with the results in the order of the arguments. The first failure cancels the functions
 * that still run, waits for them, and rejects with it; promises and futures belong to somebody else, and go on. With
 * `{ returnExceptions: true }` as the last argument a failure stands in its place among the results (as an Error; what was
 * thrown and is none is the `cause` of one).
 *
 * @example
 * ```ts
 * import { gather, sleep } from "heddle/async"
 * await gather(() => sleep(2, "a"), Promise.resolve(1)) // => ["a", 1]
 * const fails = () => { throw new RangeError("no") }
 * const [ok, error] = await gather(() => 1, fails, { returnExceptions: true })
 * ok // => 1
 * error instanceof RangeError // => true
 * ```
 */
export function gather<T extends readonly Awaitable[]>(
  ...items: T
): Promise<{ -readonly [K in keyof T]: ResultOf<T[K]> }>
export function gather<T extends readonly Awaitable[]>(
  ...rest: [...items: T, options: GatherOptions & { readonly returnExceptions: true }]
): Promise<{ -readonly [K in keyof T]: ResultOf<T[K]> | Error }>
export function gather<T extends readonly Awaitable[]>(
  ...rest: [...items: T, options: GatherOptions]
): Promise<{ -readonly [K in keyof T]: ResultOf<T[K]> }>
export function gather(...rest: unknown[]): Promise<unknown[]> {
  const { items, options } = split(rest)
  knownKeys(options, ["returnExceptions", "signal", "grace"], { return_exceptions: "returnExceptions" })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const gathering = new Gathering(items, options)
  const leave = Scope.current()?.adopt({ cancel: (reason) => gathering.cancel(reason), ended })
  return gathering.results().finally(() => {
    leave?.()
    end()
  })
}

function split(rest: readonly unknown[]): { readonly items: readonly unknown[]; readonly options: GatherOptions } {
  const last = rest.at(-1)
  if (Array.isArray(last)) {
    const hint = "spread a list: gather(...items)"
    throw new OptionError("item", "a function, a promise or a future", last, { hint })
  }
  const isOptions = typeof last === "object" && last !== null && !("then" in last)
  return isOptions ? { items: rest.slice(0, -1), options: last } : { items: rest, options: {} }
}

class Gathering {
  readonly #items: readonly unknown[]
  readonly #scope = Scope.below()
  readonly #grace: number | undefined
  readonly #settle: boolean
  readonly #started: Started<unknown>[] = []
  readonly #leave: () => void
  /** It cancels its own because a part has failed, and not because it was cancelled itself. */
  #failed = false

  constructor(items: readonly unknown[], options: GatherOptions) {
    this.#items = items
    this.#grace = graceOf(options)
    this.#settle = boolean("returnExceptions", options.returnExceptions ?? false)
    this.#leave = onAbort(options.signal, (error) => this.#scope.cancel(error))
  }

  cancel(reason: unknown): void {
    this.#scope.cancel(reason)
  }

  async results(): Promise<unknown[]> {
    try {
      const all = await Promise.all(this.#items.map((item) => this.#one(item)))
      if (this.#settle && this.#scope.cancelled) throw asCancelled(this.#scope.reason, this.#scope)
      return all
    } catch (error) {
      this.#failed = true
      this.#scope.cancel(new CancelledError("another part of the gathering failed", { cause: error }))
      await Promise.all(this.#started.map(({ ended }) => ended))
      throw error
    } finally {
      this.#leave()
      await this.#scope.close(() => new CancelledError())
    }
  }

  async #one(item: unknown): Promise<unknown> {
    try {
      return await (typeof item === "function" ? this.#start(item as TaskFunction<unknown>) : this.#wait(item))
    } catch (error) {
      if (!this.#settle) throw error
      return error instanceof Error ? error : new Error(String(error), { cause: error })
    }
  }

  #start(fn: TaskFunction<unknown>): Future<unknown> {
    const started = start(
      fn,
      this.#scope.run(() => Scope.below()),
      this.#grace,
    )
    this.#started.push(started)
    return started.future
  }

  /** For a promise of somebody else's, as long as nobody cancels us. */
  #wait(item: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const leave = this.#scope.onCancel((reason) => {
        reject(reason)
        if (item instanceof Future && !this.#failed) item.cancel()
      })
      Promise.resolve(item).finally(leave).then(resolve, reject)
    })
  }
}
