import { AbortError, TimeoutError } from "../errors/index.ts"
import { delay, knownKeys } from "../options/index.ts"
import { futureSet } from "./future-set.ts"
import type { Future } from "./future.ts"
import type { FutureWaitOptions } from "./wait.ts"

/** An async iterable with a type of its own: in a `for await` over AsyncIterable TypeScript would show the future's value. */
export interface CompletedFutures<T> {
  next(): Promise<IteratorResult<Future<T>, undefined>>
  return(): Promise<IteratorResult<Future<T>, undefined>>
  [Symbol.asyncIterator](): CompletedFutures<T>
}

/**
 * The futures themselves, in the order in which they finish; those that are done already come first, duplicates once.
 * `timeout` (ms) counts from this call; after it the iteration throws TimeoutError, and when `signal` is aborted AbortError.
 * The tasks go on.
 *
 * @example
 * ```ts
 * import { Pool, asCompleted } from "heddle"
 * await using pool = new Pool({ workers: 2 })
 * const futures = [1, 2, 3].map((n) => pool.submit((x: number) => x * x, n))
 * let sum = 0
 * for await (const future of asCompleted(futures)) sum += await future
 * sum // => 14
 * ```
 */
export function asCompleted<T>(futures: Iterable<Future<T>>, options?: FutureWaitOptions): CompletedFutures<T>
/** Futures of several types. */
export function asCompleted<F extends Future<unknown>>(
  futures: Iterable<F>,
  options?: FutureWaitOptions,
): CompletedFutures<Awaited<F>>
export function asCompleted<T>(futures: Iterable<Future<T>>, options: FutureWaitOptions = {}): CompletedFutures<T> {
  knownKeys(options, ["timeout", "signal"])
  const left = futureSet(futures)
  const total = left.size
  const done: Future<T>[] = []
  const waiting: { resolve(result: IteratorResult<Future<T>, undefined>): void; reject(error: unknown): void }[] = []
  const { signal } = options
  let failed: TimeoutError | AbortError | undefined
  let timer: NodeJS.Timeout | undefined

  const end = (): void => {
    clearTimeout(timer)
    signal?.removeEventListener("abort", abort)
  }
  const fail = (error: TimeoutError | AbortError): void => {
    end()
    failed = error
    for (const asker of waiting.splice(0)) asker.reject(error)
  }
  const abort = (): void => fail(new AbortError(signal!.reason))
  const give = (future: Future<T>): void => {
    if (!left.delete(future)) return
    if (left.size === 0) end()
    const asker = waiting.shift()
    if (asker === undefined) done.push(future)
    else asker.resolve({ value: future, done: false })
    if (left.size === 0) for (const rest of waiting.splice(0)) rest.resolve({ value: undefined, done: true })
  }
  const ms = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
  if (ms !== undefined && total > 0) {
    timer = setTimeout(() => fail(new TimeoutError(`${left.size} (of ${total}) futures unfinished`)), ms)
  }
  if (signal?.aborted === true) abort()
  else if (total > 0) signal?.addEventListener("abort", abort)
  for (const future of [...left]) future.addDoneCallback(give)

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      const future = done.shift()
      if (future !== undefined) return Promise.resolve({ value: future, done: false as const })
      if (left.size === 0) return Promise.resolve({ value: undefined, done: true as const })
      if (failed !== undefined) return Promise.reject(failed)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    return() {
      end()
      left.clear()
      for (const rest of waiting.splice(0)) rest.resolve({ value: undefined, done: true })
      return Promise.resolve({ value: undefined, done: true as const })
    },
  }
}
