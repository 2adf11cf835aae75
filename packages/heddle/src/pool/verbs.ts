import { types } from "node:util"
import { column } from "../core/backend/index.ts"
import type { JobCall } from "../core/backend/index.ts"
import { AbortError, CancelledError, OptionError, QueueFullError, TimeoutError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import type { FutureOwner } from "../core/future/index.ts"
import { decode, transfer } from "../core/wire/index.ts"
import { BroadcastJob } from "./broadcast-job.ts"
import { atCallSite, callSite } from "./call-site.ts"
import { ArrayCollector, Tally } from "./collect.ts"
import { inputFeed } from "./input-feed.ts"
import { MapJob } from "./map-job.ts"
import type { MapSink } from "./map-job.ts"
import { mapSettings, taskSettings } from "./options.ts"
import type { MapCallSettings, MapOptions, TaskOptions, TaskSettings } from "./options.ts"
import type { PoolCore } from "./pool-core.ts"
import { ResultStream } from "./result-stream.ts"
import { runFile } from "./run-file.ts"
import { SubmitJob } from "./submit-job.ts"
import type { AnyIterable, Args, Inputs, Res, Streamed } from "./types.ts"

const nobody: FutureOwner = { cancel: () => false, running: () => false }

/** How many yields a generator task may be ahead of its consumer. */
const yieldsAhead = 16

/** What `apply` and its kin may be given besides the function and its arguments. */
export interface CallbackOptions<R> {
  readonly callback?: (value: R) => void
  readonly errorCallback?: (error: unknown) => void
}

/** The verbs of a pool, with the task options that hold for them. A pool is one; `pool.with(options)` gives another. */
export class PoolVerbs {
  /** @internal */
  readonly core: PoolCore
  readonly #task: TaskSettings

  constructor(core: PoolCore, task: TaskSettings) {
    this.core = core
    this.#task = task
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
    const site = callSite()
    return this.#submit(fn, args, this.#task, site) as Future<Awaited<R>>
  }

  #submit(fn: Function, args: unknown[], task: TaskSettings, site: Error): Future<unknown> {
    const { core } = this
    const refused = this.#refusal(task)
    if (refused !== undefined) return this.#rejected(refused, site)
    let job: SubmitJob
    try {
      const call: JobCall = {
        fn: core.prepare(fn, task.allowCopyWrites),
        spread: true,
        mode: "call",
        timeout: task.timeout,
        credit: 0,
      }
      job = new SubmitJob(core.scheduler, call, task, () => new CancelledError())
    } catch (error) {
      return this.#rejected(error, site)
    }
    const source = Future.from<unknown>(job, core.unobserved)
    const onAbort = task.signal === undefined ? undefined : (): void => job.stop(new AbortError(task.signal!.reason))
    job.source = {
      future: source.future,
      resolve: source.resolve,
      reject: (error) => source.reject(core.settings.backend.copies ? atCallSite(error, site) : error),
    }
    job.onSettled = () => {
      if (onAbort !== undefined) task.signal!.removeEventListener("abort", onAbort)
      core.callEnds()
    }
    core.callBegins()
    if (onAbort !== undefined) task.signal!.addEventListener("abort", onAbort, { once: true })
    this.#supply(job, args, task)
    return source.future
  }

  /** Gives the job its arguments: now, or when those that are futures have a value. */
  #supply(job: SubmitJob, args: unknown[], task: TaskSettings): void {
    const options = this.core.columnOptions(true)
    const refuse = (_: number, error: unknown): void => job.stop(error)
    for (const value of task.transfer) transfer(value)
    const waits = args.some((argument) => argument instanceof Future)
    if (!waits) return job.supply(column([args], options, refuse))
    // The others are copied now, as if they were sent now.
    const now = column([args.map((argument) => (argument instanceof Future ? undefined : argument))], options, refuse)
    const rest = (now.graphs === undefined ? now.data[0] : decode(structuredClone(now.data[0]))) as unknown[]
    Promise.all(args.map((argument) => (argument instanceof Future ? argument : undefined))).then(
      (values) => {
        const ready = args.map((argument, i) => (argument instanceof Future ? values[i] : rest[i]))
        job.supply(column([ready], options, refuse))
      },
      (error: unknown) => job.stop(error),
    )
  }

  #refusal(task: TaskSettings): unknown {
    const { core } = this
    if (task.signal?.aborted === true) return new AbortError(task.signal.reason)
    const closed = core.closedError()
    if (closed !== undefined) return closed
    if (!core.full || core.settings.maxQueue === Number.POSITIVE_INFINITY) return undefined
    return new QueueFullError(`the pool's queue is full: maxQueue is ${core.settings.maxQueue}`, {
      hint: "wait for the pool's `drain` event, or ask `pool.full` first",
    })
  }

  #rejected(error: unknown, site: Error): Future<unknown> {
    const source = Future.from<unknown>(nobody, this.core.unobserved)
    source.reject(atCallSite(error, site))
    return source.future
  }

  /** `multiprocessing`'s spelling of `submit`: the arguments as a list. */
  apply<A extends unknown[], R>(fn: (...args: A) => R, args?: Args<A>): Future<Awaited<R>> {
    checkFunction(fn)
    return this.#submit(fn, [...(args ?? [])], this.#task, callSite()) as Future<Awaited<R>>
  }

  /** The same, with callbacks that are called when it is done. */
  applyAsync<A extends unknown[], R>(
    fn: (...args: A) => R,
    args?: Args<A>,
    options: CallbackOptions<Awaited<R>> = {},
  ): Future<Awaited<R>> {
    const future = this.apply(fn, args)
    const { callback, errorCallback } = options
    if (callback !== undefined || errorCallback !== undefined) {
      future.then(callback, errorCallback ?? (() => {})).catch((error: unknown) => {
        process.emitWarning(`a callback of applyAsync threw: ${String(error)}`, "HeddleWarning")
      })
    }
    return future
  }

  /** Runs a function that a file exports: `pool.run(new URL("./worker.js", import.meta.url), argument, { name })`. */
  run(file: URL | string, argument?: unknown, options: { readonly name?: string } = {}): Future<unknown> {
    return this.#submit(runFile, [String(file), options.name ?? "default", argument], this.#task, callSite())
  }

  /**
   * Calls `fn` once for each item, on all workers; resolves with the results in the order of the input. The input is
   * any iterable or async iterable (it is pulled as workers need items) or several, up to the shortest. `fn` gets the
   * item and nothing else. Rejects with the first failure, after stopping the rest (see `onError`).
   *
   * @example
   * ```ts
   * import { Pool } from "heddle"
   * await using pool = new Pool({ workers: 2 })
   * const factor = 3
   * await pool.map((x: number) => x * factor, [1, 2, 3]) // => [3, 6, 9]
   * await pool.map((a: number, b: string) => b + a, [1, 2], ["a", "b"]) // => ["a1", "b2"]
   * ```
   */
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
  map(fn: (...args: never[]) => unknown, ...rest: unknown[]): Promise<unknown[]> {
    const { inputs, options } = splitOptions(rest)
    return this.#map(fn, inputs, inputs.length > 1, options, callSite())
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
    return this.#map(fn, [argLists], true, options, callSite()) as Promise<R[]>
  }

  /** `map` as a future, for programs that are ported from `multiprocessing`. */
  mapAsync<T, R extends Res>(
    fn: (item: T) => R | PromiseLike<R>,
    input: AnyIterable<T | Future<T>>,
    options: MapOptions = {},
  ): Future<R[]> {
    return this.#asFuture(this.#map(fn, [input], false, options, callSite()) as Promise<R[]>)
  }

  /** `starmap` as a future. */
  starmapAsync<A extends unknown[], R extends Res>(
    fn: (...args: A) => R | PromiseLike<R>,
    argLists: AnyIterable<Readonly<Args<A>>>,
    options: MapOptions = {},
  ): Future<R[]> {
    return this.#asFuture(this.#map(fn, [argLists], true, options, callSite()) as Promise<R[]>)
  }

  #asFuture<T>(promise: Promise<T>): Future<T> {
    const source = Future.from<T>({ cancel: () => false, running: () => true }, this.core.unobserved)
    promise.then(source.resolve, source.reject)
    return source.future
  }

  #map(
    fn: Function,
    inputs: readonly unknown[],
    spread: boolean,
    options: MapOptions,
    site: Error,
  ): Promise<unknown[]> {
    checkFunction(fn)
    checkInputs(inputs)
    const settings = mapSettings(options, this.#task)
    const { core } = this
    const refused = this.#refusal(settings)
    if (refused !== undefined) return Promise.reject(refused)
    let job: MapJob | undefined
    const tally = new Tally(settings.progress, () => job?.total)
    const collector = new ArrayCollector(settings.onError, tally, (error) => job?.cancel(error))
    const sink = withSites(collector, site, core.settings.backend.copies)
    try {
      job = this.#mapJob(fn, inputs, spread, "call", settings, settings.buffer ?? Number.POSITIVE_INFINITY, {
        ...sink,
        settle: (index, ok, value) => {
          sink.settle(index, ok, value)
          job!.consumed(1)
        },
      })
    } catch (error) {
      return Promise.reject(atCallSite(error, site))
    }
    return this.#guard(collector.promise, settings, (error) => collector.fail(error), job)
  }

  #mapJob(
    fn: Function,
    inputs: readonly unknown[],
    spread: boolean,
    mode: "call" | "stream",
    settings: MapCallSettings,
    buffer: number,
    sink: MapSink,
  ): MapJob {
    const { core } = this
    const prepared = core.prepare(fn, settings.allowCopyWrites)
    for (const value of settings.transfer) transfer(value)
    const ahead = Math.min(
      buffer,
      4 * core.settings.workers * core.settings.tasksPerWorker * (settings.chunkSize ?? 64),
    )
    return new MapJob(
      core.scheduler,
      { fn: prepared, spread, mode, timeout: settings.timeout, credit: yieldsAhead },
      inputFeed(inputs, ahead),
      { ...settings, buffer, column: core.columnOptions(spread) },
      sink,
    )
  }

  /** Starts a job, and holds the pool, the signal and the timeout to it until `over` settles. */
  async #guard<T>(
    over: Promise<T>,
    settings: MapCallSettings,
    fail: (error: unknown) => void,
    job: MapJob,
  ): Promise<T> {
    const { signal, callTimeout } = settings
    const pending = {}
    this.core.begin(pending)
    const onAbort = (): void => fail(new AbortError(signal!.reason))
    signal?.addEventListener("abort", onAbort, { once: true })
    const timer =
      callTimeout > 0
        ? setTimeout(() => fail(new TimeoutError(`the call was not done after ${callTimeout} ms`)), callTimeout)
        : undefined
    job.offer()
    try {
      return await over
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener("abort", onAbort)
      this.core.end(pending)
    }
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
    return this.#imap(fn, input, true, options, callSite())
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
    return this.#imap(fn, input, false, options, callSite())
  }

  #imap(
    fn: Function,
    input: unknown,
    ordered: boolean,
    options: MapOptions,
    site: Error,
  ): AsyncGenerator<never, void, undefined> {
    checkFunction(fn)
    checkInputs([input])
    const settings = mapSettings(options, this.#task)
    const { core } = this
    const streams = types.isGeneratorFunction(fn)
    let job: MapJob | undefined
    const tally = new Tally(settings.progress, () => job?.total)
    const pending = { poolClosing: (error: unknown) => stream.poolClosing(error) }
    const onAbort = (): void => stream.fail(new AbortError(settings.signal!.reason))
    let timer: NodeJS.Timeout | undefined
    const over = (): void => {
      clearTimeout(timer)
      settings.signal?.removeEventListener("abort", onAbort)
      core.end(pending)
    }
    const stream = new ResultStream(ordered, streams, settings.onError, tally, {
      consumed: (items) => job?.consumed(items),
      credit: (index) => job !== undefined && core.scheduler.credit(job, index, 1),
      stopPulling: () => job?.stopPulling(),
      cancel: (error) => {
        job?.cancel(error ?? new CancelledError("nobody wants the rest of the results"))
        over()
      },
      complete: () => {
        job?.complete()
        over()
      },
    })
    const refused = this.#refusal(settings)
    if (refused !== undefined) {
      stream.abandoned(refused)
      return stream as AsyncGenerator<never, void, undefined>
    }
    try {
      job = this.#mapJob(
        fn,
        [input],
        false,
        streams ? "stream" : "call",
        settings,
        settings.buffer ?? this.#defaultBuffer(settings),
        withSites(stream, site, core.settings.backend.copies),
      )
    } catch (error) {
      stream.abandoned(atCallSite(error, site))
      return stream as AsyncGenerator<never, void, undefined>
    }
    core.begin(pending)
    settings.signal?.addEventListener("abort", onAbort, { once: true })
    if (settings.callTimeout > 0) {
      timer = setTimeout(
        () => stream.fail(new TimeoutError(`the call was not done after ${settings.callTimeout} ms`)),
        settings.callTimeout,
      )
    }
    job.offer()
    return stream as AsyncGenerator<never, void, undefined>
  }

  /** Enough for two batches of tiny calls for each worker; items are numbers or small objects then. */
  #defaultBuffer({ chunkSize }: MapCallSettings): number {
    const { workers, tasksPerWorker } = this.core.settings
    return workers * Math.max(2 * tasksPerWorker, 2 * (chunkSize ?? 512))
  }

  /**
   * Calls `fn` with `args` once in every worker, for what each of them must do for itself (load a table, warm a cache);
   * starts those that have not started. Resolves with the results, a worker each.
   */
  broadcast<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>[]> {
    checkFunction(fn)
    const site = callSite()
    const { core } = this
    const refused = this.#refusal(this.#task)
    if (refused !== undefined) return Promise.reject(refused)
    try {
      const call: JobCall = {
        fn: core.prepare(fn, this.#task.allowCopyWrites),
        spread: true,
        mode: "call",
        timeout: this.#task.timeout,
        credit: 0,
      }
      const items = column([args], core.columnOptions(true), (_, error) => {
        throw error
      })
      const job = new BroadcastJob(call, items, core.settings.workers, this.#task)
      const pending = {}
      core.begin(pending)
      core.scheduler.broadcast(job)
      return job.promise
        .catch((error: unknown) => {
          throw atCallSite(error, site)
        })
        .finally(() => core.end(pending)) as Promise<Awaited<R>[]>
    } catch (error) {
      return Promise.reject(atCallSite(error, site))
    }
  }
}

/** A sink whose failures carry the caller's stack. */
function withSites(sink: MapSink, site: Error, copies: boolean): MapSink {
  return {
    settle: (index, ok, value) => sink.settle(index, ok, ok || !copies ? value : atCallSite(value, site)),
    yielded: (index, value) => sink.yielded(index, value),
    counted: (count) => sink.counted(count),
    abandoned: (error) => sink.abandoned(error),
    retried: () => sink.retried(),
  }
}

function checkFunction(fn: unknown): void {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
}

function checkInputs(inputs: readonly unknown[]): void {
  if (inputs.length === 0) throw new OptionError("input", "an iterable or an async iterable", undefined)
  for (const input of inputs)
    if (!isIterable(input)) throw new OptionError("input", "an iterable or an async iterable", input)
}

function isIterable(value: unknown): boolean {
  if (typeof value === "string") return true
  if (typeof value !== "object" || value === null) return false
  return Symbol.iterator in value || Symbol.asyncIterator in value
}

/** The last argument is options if it is a plain object without an iterator. */
function splitOptions(rest: readonly unknown[]): { readonly inputs: readonly unknown[]; readonly options: MapOptions } {
  const last = rest.at(-1)
  if (rest.length > 1 && typeof last === "object" && last !== null && !isIterable(last)) {
    const prototype: unknown = Object.getPrototypeOf(last)
    if (prototype === Object.prototype || prototype === null)
      return { inputs: rest.slice(0, -1), options: last as MapOptions }
  }
  if (rest.length > 1 && last === undefined) return { inputs: rest.slice(0, -1), options: {} }
  return { inputs: rest, options: {} }
}
