import { TimeoutError } from "../core/errors/index.ts"
import { Future, asCompleted as futuresAsCompleted, wait as waitForFutures } from "../core/future/index.ts"
import type { CompletedFutures, ReturnWhen, WaitResult } from "../core/future/index.ts"
import { delay } from "../core/options/index.ts"
import { onCancelled } from "./scope.ts"
import type { GraceOptions, TaskFunction } from "./task.ts"
import { timeout as within } from "./timeout.ts"
import type { WaitOptions } from "./wait-list.ts"

interface FuturesWaitOptions extends WaitOptions {
  readonly returnWhen?: ReturnWhen | undefined
}

/** `promise`, or a rejection as soon as the caller is cancelled: then `stop` ends what the promise waits for. */
function orCancelled<T>(promise: PromiseLike<T>, signal?: AbortSignal, stop?: AbortController): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = onCancelled(signal, (error) => {
      reject(error)
      stop?.abort(error)
    })
    Promise.resolve(promise).finally(leave).then(resolve, reject)
  })
}

/** A promise as a future, so that `wait` and `asCompleted` take it. A future is given back as it is; `cancel()` of another promise is false: nobody can. */
export function ensureFuture<T>(promise: PromiseLike<T>): Future<T> {
  if (promise instanceof Future) return promise
  const source = Future.from<T>({ cancel: () => false, running: () => true })
  promise.then(
    (value) => source.resolve(value),
    (error: unknown) => source.reject(error),
  )
  return source.future
}

/**
 * The futures in the order in which they finish: tasks, futures of pools and executors, and promises, which come as futures
 * of theirs. Each once. `timeout` (ms) counts from this call; after it the iteration throws TimeoutError. Cancelling the
 * caller ends the iteration; the tasks go on.
 *
 * @example
 * ```ts
 * import { asCompleted, createTask, sleep } from "heddle/async"
 * const tasks = [20, 1].map((ms) => createTask(() => sleep(ms, ms)))
 * const order: number[] = []
 * for await (const task of asCompleted(tasks)) order.push(await task)
 * order // => [1, 20]
 * ```
 */
export function asCompleted<T>(futures: Iterable<PromiseLike<T>>, options?: WaitOptions): CompletedFutures<T>
/** Futures of several types. */
export function asCompleted<F extends PromiseLike<unknown>>(
  futures: Iterable<F>,
  options?: WaitOptions,
): CompletedFutures<Awaited<F>>
export function asCompleted<T>(futures: Iterable<PromiseLike<T>>, options: WaitOptions = {}): CompletedFutures<T> {
  const stop = new AbortController()
  const completed = futuresAsCompleted(eachOnce(futures), { timeout: options.timeout, signal: stop.signal })
  return {
    next: () => orCancelled(completed.next(), options.signal, stop),
    return: () => completed.return(),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/**
 * Waits for tasks, futures and promises, without taking their values: resolves with those that are done and those that are
 * not, as futures. Never rejects because of them, nor because of `timeout`; only when the caller is cancelled.
 *
 * @example
 * ```ts
 * import { createTask, sleep, wait } from "heddle/async"
 * const [fast, slow] = [1, 60_000].map((ms) => createTask(() => sleep(ms, ms)))
 * const { done, notDone } = await wait([fast!, slow!], { returnWhen: "FIRST_COMPLETED" })
 * done.has(fast!) // => true
 * for (const task of notDone) task.cancel()
 * ```
 */
export function wait<T>(futures: Iterable<PromiseLike<T>>, options?: FuturesWaitOptions): Promise<WaitResult<T>>
/** Futures of several types. */
export function wait<F extends PromiseLike<unknown>>(
  futures: Iterable<F>,
  options?: FuturesWaitOptions,
): Promise<WaitResult<Awaited<F>>>
export function wait<T>(futures: Iterable<PromiseLike<T>>, options: FuturesWaitOptions = {}): Promise<WaitResult<T>> {
  const stop = new AbortController()
  return orCancelled(waitForFutures(eachOnce(futures), { ...options, signal: stop.signal }), options.signal, stop)
}

function eachOnce<T>(futures: Iterable<PromiseLike<T>>): Future<T>[] {
  return [...new Set(futures)].map((future) => ensureFuture(future))
}

/**
 * Resolves with the value of a task, a future, a promise or a function, which is called. When `limit` (ms, or `"1.5s"`; undefined:
 * none) has passed, or the caller is cancelled, it is cancelled, and its end waited for; then the call rejects with TimeoutError,
 * unless it succeeded nevertheless. What cannot be cancelled, a promise or a pool's task that runs, goes on by itself.
 *
 * @example
 * ```ts
 * import { sleep, waitFor } from "heddle/async"
 * await waitFor(() => sleep(1, "in time"), "1m") // => "in time"
 * await waitFor(new Promise(() => {}), 5) // throws HEDDLE_TIMEOUT
 * ```
 */
export async function waitFor<T>(
  work: TaskFunction<T> | PromiseLike<T>,
  limit?: number | string,
  options: GraceOptions = {},
): Promise<Awaited<T>> {
  const ms = limit === undefined ? undefined : delay("limit", limit)
  if (typeof work === "function") {
    if (ms === 0) throw tooLate(ms)
    return await within(ms, work, options)
  }
  const future = ensureFuture(work)
  let timer: NodeJS.Timeout | undefined
  const time =
    ms === undefined
      ? undefined
      : new Promise<"late">((resolve) => {
          timer = setTimeout(resolve, ms, "late" as const)
        })
  try {
    await orCancelled(Promise.race([future.wait(), ...(time === undefined ? [] : [time])]))
    if (future.done()) return await future
    if (!future.cancel()) throw tooLate(ms)
    try {
      return await future
    } catch (error) {
      throw future.cancelled() ? tooLate(ms, error) : error
    }
  } catch (error) {
    if (!future.done() && future.cancel()) await future.wait()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function tooLate(ms: number | undefined, cause?: unknown): TimeoutError {
  return new TimeoutError(`time ran out after ${String(ms)} ms`, cause === undefined ? {} : { cause })
}
