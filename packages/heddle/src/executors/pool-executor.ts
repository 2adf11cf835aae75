import { CancelledError, TimeoutError } from "../core/errors/index.ts"
import type { Future } from "../core/future/index.ts"
import { boolean, delay, knownKeys } from "../core/options/index.ts"
import type { AnyIterable, Args, Inputs, Pool, PoolVerbs, Res, TaskOptions } from "../pool/index.ts"
import { asItIs, eagerInput } from "./eager-input.ts"
import type { EagerInput } from "./eager-input.ts"
import type { Executor, ShutdownOptions } from "./executor.ts"
import { MappedResults } from "./mapped-results.ts"
import { checkMapOptions } from "./options.ts"
import type { ExecutorMapOptions } from "./options.ts"
import { Unfinished } from "./unfinished.ts"

/** Items of an input of unknown length that an eager map takes for one worker. */
const itemsAhead = 1024

/** An executor over a pool. `executor.pool` has the rest: events, `stats()`, `workers`. */
export class PoolExecutor implements Executor {
  readonly pool: Pool
  readonly #verbs: PoolVerbs
  readonly #unfinished: Unfinished

  /** @internal Executors are made by `ThreadPoolExecutor` and `ProcessPoolExecutor`. */
  constructor(pool: Pool, verbs: PoolVerbs = pool, unfinished: Unfinished = new Unfinished()) {
    this.pool = pool
    this.#verbs = verbs
    this.#unfinished = unfinished
  }

  /** The same executor with other task options: `executor.with({ timeout: 500, retries: 2 }).submit(fn, x)`. */
  with(options: TaskOptions): PoolExecutor {
    return new PoolExecutor(this.pool, this.#verbs.with(options), this.#unfinished)
  }

  /**
   * Calls `fn` with `args` in a worker; returns the future of its result at once. Arguments are copied now; a future
   * among them is awaited first. After `shutdown` it rejects with PoolClosedError. A worker that dies fails the task it
   * ran with WorkerDiedError and no other: there is no broken executor.
   *
   * @example
   * ```ts
   * import { ThreadPoolExecutor } from "heddle"
   * await using executor = new ThreadPoolExecutor({ maxWorkers: 2 })
   * const future = executor.submit((base: number, n: number) => base ** n, 2, 8)
   * await future.result() // => 256
   * ```
   */
  submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: Args<A>): Future<Awaited<R>> {
    const future = this.#verbs.submit(fn, ...args)
    this.#unfinished.add(future)
    return future
  }

  /**
   * Calls `fn` for each item of the inputs, up to the shortest, and gives the results in order: one by one, or all when
   * it is awaited. Everything is computed whether or not anybody reads; with `bufferSize` at most so many items are
   * ahead of the reader. `timeout` counts from this call: what is there by then can still be read.
   *
   * @example
   * ```ts
   * import { ThreadPoolExecutor } from "heddle"
   * await using executor = new ThreadPoolExecutor({ maxWorkers: 2 })
   * await executor.map((x: number, n: number) => x ** n, [2, 3, 4], [3, 2]) // => [8, 9]
   * ```
   */
  map<T, R extends Res>(
    fn: (item: T) => R | PromiseLike<R>,
    input: AnyIterable<T | Future<T>>,
    options?: ExecutorMapOptions,
  ): MappedResults<R>
  map<A extends unknown[], R extends Res>(
    fn: (...args: A) => R | PromiseLike<R>,
    ...inputs: Inputs<A>
  ): MappedResults<R>
  map<A extends unknown[], R extends Res>(
    fn: (...args: A) => R | PromiseLike<R>,
    ...rest: [...inputs: Inputs<A>, options: ExecutorMapOptions]
  ): MappedResults<R>
  map(fn: (...args: never[]) => unknown, ...rest: unknown[]): MappedResults<unknown> {
    const { inputs, options } = splitMapArguments(rest)
    checkMapOptions(options)
    const { bufferSize, timeout, ...mapOptions } = options
    const ms = timeout === undefined ? undefined : delay("timeout", timeout)
    const eager = bufferSize === undefined
    const input = eager ? this.#taken(inputs) : asItIs(inputs, bufferSize)
    const stream = closingOnError(input, () =>
      this.#verbs.stream(
        fn,
        input.inputs,
        { ...mapOptions, buffer: input.buffer, timeout: ms === 0 ? undefined : ms },
        { spread: input.spread, eager },
      ),
    )
    // For the pool 0 is no limit; here it is a limit that only what is there already keeps.
    if (ms === 0) setImmediate(() => stream.fail(new TimeoutError("the results were not there at once")))
    return new MappedResults(stream)
  }

  /** The input, taken now; left alone if nothing will run any more. */
  #taken(inputs: readonly unknown[]): EagerInput {
    const most = this.pool.stats().maxWorkers * itemsAhead
    return this.pool.core.closedError() === undefined ? eagerInput(inputs, most) : asItIs(inputs, most)
  }

  /**
   * Takes nothing more, finishes what was submitted and ends the workers. With `cancelFutures` what no worker has begun
   * is cancelled; with `wait: false` it resolves at once, and the rest goes on. Calling it again is fine.
   */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    knownKeys(options, ["wait", "cancelFutures"], { cancel_futures: "cancelFutures" })
    const wait = boolean("wait", options.wait ?? true)
    const cancelFutures = boolean("cancelFutures", options.cancelFutures ?? false)
    if (cancelFutures) this.pool.core.dropUnstarted(new CancelledError("the executor was shut down"))
    const closed = this.pool.close()
    if (cancelFutures) this.#unfinished.cancel()
    if (wait) await closed
  }

  /**
   * Ends the workers now: what waits is cancelled, what runs rejects with PoolClosedError. Resolves when they have ended.
   * Nothing can be submitted afterwards.
   */
  async terminateWorkers(): Promise<void> {
    this.#unfinished.dismiss()
    void this.shutdown({ wait: false, cancelFutures: true })
    await this.pool.terminate()
  }

  /** `terminateWorkers` for programs that are ported: workers get no say in either. */
  killWorkers(): Promise<void> {
    return this.terminateWorkers()
  }

  /** `shutdown()`: waits for everything that was submitted. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }
}

function closingOnError<T>(input: EagerInput, make: () => T): T {
  try {
    return make()
  } catch (error) {
    input.close()
    throw error
  }
}

/** The last argument is options if it is a plain object without an iterator. */
function splitMapArguments(rest: readonly unknown[]): {
  readonly inputs: readonly unknown[]
  readonly options: ExecutorMapOptions
} {
  const last = rest.at(-1)
  if (rest.length > 1 && last === undefined) return { inputs: rest.slice(0, -1), options: {} }
  const plain =
    rest.length > 1 &&
    typeof last === "object" &&
    last !== null &&
    !(Symbol.iterator in last) &&
    !(Symbol.asyncIterator in last)
  return plain ? { inputs: rest.slice(0, -1), options: last } : { inputs: rest, options: {} }
}
