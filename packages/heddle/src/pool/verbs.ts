import type { OutputArray } from "../core/backend/index.ts"
import { Future } from "../core/future/index.ts"
import { knownKeys } from "../core/options/index.ts"
import { callSite } from "./call-site.ts"
import { closeWhenForgotten, holdsPool } from "./forgotten.ts"
import { isIterable, mapAll, mapStream } from "./mapping.ts"
import { taskSettings } from "./options.ts"
import type { MapOptions, TaskOptions, TaskSettings } from "./options.ts"
import type { PoolCore } from "./pool-core.ts"
import type { ResultStream } from "./result-stream.ts"
import { fileUrl, runFile } from "./run-file.ts"
import { broadcastCall, checkArgs, checkFunction, submitCall } from "./submitting.ts"
import type { AnyIterable, Args, Inputs, Res, Streamed } from "./types.ts"

/** What `apply` and its kin may be given besides the function and its arguments. */
export interface CallbackOptions<R> {
  readonly callback?: ((value: R) => void) | undefined
  readonly errorCallback?: ((error: unknown) => void) | undefined
}

/** What `Executor.map` says of its input besides the options. */
interface StreamOptions {
  readonly eager: boolean
  /** Each item is a list of arguments. */
  readonly spread: boolean
}

/** The verbs of a pool, with the task options that hold for them. A pool is one; `pool.with(options)` gives another. */
export class PoolVerbs {
  /** @internal */
  readonly core: PoolCore
  readonly #task: TaskSettings

  constructor(core: PoolCore, task: TaskSettings) {
    this.core = core
    this.#task = task
    closeWhenForgotten(this, core)
  }

  /**
   * The same pool with other task options: `pool.with({ timeout: 500, retries: 2 }).submit(fn, x)`. The pool itself
   * does not change.
   */
  with(options: TaskOptions): PoolVerbs {
    return new PoolVerbs(this.core, taskSettings(options, this.#task))
  }

  /**
   * Calls `fn` with `args` in a worker; returns the future of its result at once. Arguments are copied now (a change
   * afterwards is not seen); a future among them is awaited first. Rejects with what the function threw, or with
   * UnsendableError, ClosureError, TaskTimeoutError, WorkerDiedError, WorkerOutOfMemoryError, CancelledError,
   * QueueFullError or PoolClosedError.
   *
   * @example
   * ```ts
   * import { Pool } from "heddle"
   * await using pool = new Pool({ workers: 2 })
   * const offset = 10
   * await pool.submit((x: number) => x + offset, 5) // => 15
   * ```
   */
  submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: Args<A>): Future<Awaited<R>> {
    checkFunction(fn)
    return submitCall(this.core, fn, args, this.#task, this.core.sites.of(fn, this.core.scheduler.turn)) as Future<
      Awaited<R>
    >
  }

  /** `multiprocessing`'s spelling of `submit`: the arguments as a list. */
  apply<A extends unknown[], R>(fn: (...args: A) => R, args?: Args<A>): Future<Awaited<R>> {
    checkFunction(fn)
    const list: unknown = args ?? []
    checkArgs(list)
    return submitCall(this.core, fn, [...list], this.#task, callSite()) as Future<Awaited<R>>
  }

  /** The same, with callbacks that are called when it is done. */
  applyAsync<A extends unknown[], R>(
    fn: (...args: A) => R,
    args?: Args<A>,
    options: CallbackOptions<Awaited<R>> = {},
  ): Future<Awaited<R>> {
    knownKeys(options, ["callback", "errorCallback"], { error_callback: "errorCallback" })
    const future = this.apply(fn, args)
    const { callback, errorCallback } = options
    if (callback !== undefined || errorCallback !== undefined) {
      future.then(callback, errorCallback ?? (() => {})).catch((error: unknown) => {
        process.emitWarning(`a callback of applyAsync threw: ${String(error)}`, "HeddleWarning")
      })
    }
    return future
  }

  /**
   * Runs a function that a file exports: `pool.run(new URL("./worker.js", import.meta.url), argument, { name })`. A
   * string is a URL, or a path from the current folder.
   */
  run(file: URL | string, argument?: unknown, options: { readonly name?: string | undefined } = {}): Future<unknown> {
    return submitCall(this.core, runFile, [fileUrl(file), options.name ?? "default", argument], this.#task, callSite())
  }

  /**
   * Calls `fn` once for each item, on all workers; resolves with the results in the order of the input. The input is
   * any iterable or async iterable or several, up to the shortest; it is pulled as workers need items, so leave it and
   * them as they are until the map has ended. `fn` gets the item and nothing else. Rejects with the first failure, after stopping the rest (see `onError`).
   *
   * @example
   * ```ts
   * import { Pool, shared } from "heddle"
   * await using pool = new Pool({ workers: 2 })
   * const factor = 3
   * await pool.map((x: number) => x * factor, [1, 2, 3]) // => [3, 6, 9]
   * await pool.map((a: number, b: string) => b + a, [1, 2], ["a", "b"]) // => ["a1", "b2"]
   * const out = shared(new Float64Array(3)) // written by the workers
   * await pool.map((x: number) => Math.sqrt(x), [1, 4, 9], { out }) // => out
   * ```
   */
  map<T, O extends OutputArray>(
    fn: (item: T) => Res,
    input: AnyIterable<T | Future<T>>,
    options: MapOptions & { readonly out: O },
  ): Promise<O>
  map<T, R>(
    fn: (item: T) => R,
    input: AnyIterable<T | Future<T>>,
    options: MapOptions & { readonly onError: "settle" },
  ): Promise<PromiseSettledResult<Awaited<R>>[]>
  map<T, R extends Res>(
    fn: (item: T) => R | PromiseLike<R>,
    input: AnyIterable<T | Future<T>>,
    options?: MapOptions,
  ): Promise<R[]>
  map<A extends unknown[], R extends Res>(fn: (...args: A) => R | PromiseLike<R>, ...inputs: Inputs<A>): Promise<R[]>
  map<A extends unknown[], R extends Res>(
    fn: (...args: A) => R | PromiseLike<R>,
    ...rest: [...inputs: Inputs<A>, options: MapOptions]
  ): Promise<R[]>
  map(fn: (...args: never[]) => unknown, ...rest: unknown[]): Promise<unknown> {
    const { inputs, options } = splitOptions(rest)
    return this.#map(fn, inputs, inputs.length > 1, options)
  }

  /**
   * Like map, with a list of arguments for each call.
   *
   * @example
   * ```ts
   * import { Pool } from "heddle"
   * await using pool = new Pool({ workers: 2 })
   * await pool.starmap((a: number, b: number) => a ** b, [[2, 3], [3, 2]]) // => [8, 9]
   * ```
   */
  starmap<A extends unknown[], R extends Res>(
    fn: (...args: A) => R | PromiseLike<R>,
    argLists: AnyIterable<Readonly<Args<A>>>,
    options: MapOptions = {},
  ): Promise<R[]> {
    return this.#map(fn, [argLists], true, options) as Promise<R[]>
  }

  /** `map` as a future, for programs that are ported from `multiprocessing`. */
  mapAsync<T, R extends Res>(
    fn: (item: T) => R | PromiseLike<R>,
    input: AnyIterable<T | Future<T>>,
    options: MapOptions = {},
  ): Future<R[]> {
    return this.#asFuture(this.#map(fn, [input], false, options) as Promise<R[]>, callSite())
  }

  /** `starmap` as a future. */
  starmapAsync<A extends unknown[], R extends Res>(
    fn: (...args: A) => R | PromiseLike<R>,
    argLists: AnyIterable<Readonly<Args<A>>>,
    options: MapOptions = {},
  ): Future<R[]> {
    return this.#asFuture(this.#map(fn, [argLists], true, options) as Promise<R[]>, callSite())
  }

  #asFuture<T>(promise: Promise<T>, site: Error): Future<T> {
    const source = Future.from<T>({ cancel: () => false, running: () => true }, this.core.unobserved)
    promise.then(
      (value) => source.resolve(value),
      (error: unknown) => source.reject(error, site),
    )
    return source.future
  }

  #map(fn: Function, inputs: readonly unknown[], spread: boolean, options: MapOptions): Promise<unknown> {
    return mapAll(this.core, { fn, inputs, spread, options, task: this.#task, site: callSite() })
  }

  /**
   * The results one by one, in the order of the input, while later ones are computed: for inputs that are long or
   * endless. At most `buffer` items are pulled ahead of you. `fn` may be a generator or an async generator: then what
   * it yields streams, and it waits for you. Leaving the loop early cancels the rest.
   *
   * @example
   * ```ts
   * import { Pool } from "heddle"
   * await using pool = new Pool({ workers: 2 })
   * const seen: number[] = []
   * for await (const y of pool.imap((x: number) => x * x, [1, 2, 3])) seen.push(y)
   * seen // => [1, 4, 9]
   * ```
   */
  imap<T, R>(
    fn: (item: T) => R,
    input: AnyIterable<T | Future<T>>,
    options: MapOptions & { readonly onError: "settle" },
  ): AsyncGenerator<PromiseSettledResult<Streamed<R>>, void, undefined>
  imap<T, R>(
    fn: (item: T) => R,
    input: AnyIterable<T | Future<T>>,
    options?: MapOptions,
  ): AsyncGenerator<Streamed<R>, void, undefined>
  imap(fn: Function, input: AnyIterable<unknown>, options: MapOptions = {}): AsyncGenerator<never, void, undefined> {
    return this.#imap(fn, input, true, options)
  }

  /** Like imap, with the results as they finish. */
  imapUnordered<T, R>(
    fn: (item: T) => R,
    input: AnyIterable<T | Future<T>>,
    options: MapOptions & { readonly onError: "settle" },
  ): AsyncGenerator<PromiseSettledResult<Streamed<R>>, void, undefined>
  imapUnordered<T, R>(
    fn: (item: T) => R,
    input: AnyIterable<T | Future<T>>,
    options?: MapOptions,
  ): AsyncGenerator<Streamed<R>, void, undefined>
  imapUnordered(
    fn: Function,
    input: AnyIterable<unknown>,
    options: MapOptions = {},
  ): AsyncGenerator<never, void, undefined> {
    return this.#imap(fn, input, false, options)
  }

  #imap(fn: Function, input: unknown, ordered: boolean, options: MapOptions): AsyncGenerator<never, void, undefined> {
    const map = { fn, inputs: [input], spread: false, options, task: this.#task, site: callSite() }
    return holdsPool(mapStream(this.core, map, { ordered, eager: false }), this) as AsyncGenerator<
      never,
      void,
      undefined
    >
  }

  /** @internal What `Executor.map` reads: one or several inputs, in order. ResultStream says what `eager` means. */
  stream(fn: Function, inputs: readonly unknown[], options: MapOptions, mode: StreamOptions): ResultStream {
    const map = { fn, inputs, spread: mode.spread, options, task: this.#task, site: callSite() }
    return holdsPool(mapStream(this.core, map, { ordered: true, eager: mode.eager }), this)
  }

  /**
   * Calls `fn` with `args` once in every worker, for what each of them must do for itself (load a table, warm a cache);
   * starts those that have not started. Resolves with the results, a worker each.
   */
  broadcast<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>[]> {
    checkFunction(fn)
    return broadcastCall(this.core, fn, args, this.#task, callSite()) as Promise<Awaited<R>[]>
  }
}

/** The last argument is options if it is a plain object without an iterator. */
function splitOptions(rest: readonly unknown[]): { readonly inputs: readonly unknown[]; readonly options: MapOptions } {
  const last = rest.at(-1)
  if (rest.length > 1 && typeof last === "object" && last !== null && !isIterable(last)) {
    const prototype: unknown = Object.getPrototypeOf(last)
    if (prototype === Object.prototype || prototype === null) return { inputs: rest.slice(0, -1), options: last }
  }
  if (rest.length > 1 && last === undefined) return { inputs: rest.slice(0, -1), options: {} }
  return { inputs: rest, options: {} }
}
