import { AbortError } from "../errors/index.ts"
import { delay, knownKeys, oneOf } from "../options/index.ts"
import { futureSet } from "./future-set.ts"
import type { Future } from "./future.ts"

export type ReturnWhen = "FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED"

/** `wait` returns when one has finished or was cancelled. */
export const FIRST_COMPLETED = "FIRST_COMPLETED"
/** `wait` returns when one has failed, or all are done. */
export const FIRST_EXCEPTION = "FIRST_EXCEPTION"
/** `wait` returns when all are done. */
export const ALL_COMPLETED = "ALL_COMPLETED"

const waits: readonly ReturnWhen[] = [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED]

/** Options of whatever waits for futures. */
export interface FutureWaitOptions {
  /** How long to wait: ms, or `"1.5s"`. Default: for ever. */
  readonly timeout?: number | string | undefined
  /** Aborted: the wait is over. The tasks go on. */
  readonly signal?: AbortSignal | undefined
}

interface FuturesWaitOptions extends FutureWaitOptions {
  readonly returnWhen?: ReturnWhen | undefined
}

/** What is done and what is not. */
export interface WaitResult<T> {
  readonly done: Set<Future<T>>
  readonly notDone: Set<Future<T>>
}

/**
 * Waits for futures, without taking their values: resolves with those that are done and those that are not. Never
 * rejects because of them; a `timeout` (ms) only ends the wait, and a `signal` rejects it with AbortError. `returnWhen`: the first that finishes or is cancelled, the first that
 * fails (a cancelled one does not count), or all (the default).
 *
 * @example
 * ```ts
 * import { Pool, wait } from "heddle"
 * await using pool = new Pool({ workers: 2 })
 * const futures = [1, 2].map((n) => pool.submit((x: number) => x, n))
 * const { done, notDone } = await wait(futures)
 * done.size // => 2
 * notDone.size // => 0
 * ```
 */
export function wait<T>(futures: Iterable<Future<T>>, options?: FuturesWaitOptions): Promise<WaitResult<T>>
/** Futures of several types. */
export function wait<F extends Future<unknown>>(
  futures: Iterable<F>,
  options?: FuturesWaitOptions,
): Promise<WaitResult<Awaited<F>>>
export function wait<T>(futures: Iterable<Future<T>>, options: FuturesWaitOptions = {}): Promise<WaitResult<T>> {
  knownKeys(options, ["timeout", "signal", "returnWhen"], { return_when: "returnWhen" })
  const notDone = futureSet(futures)
  const done = new Set<Future<T>>()
  const returnWhen = oneOf("returnWhen", options.returnWhen ?? "ALL_COMPLETED", waits)
  const ms = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
  const { signal } = options
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    let over = false
    const end = (): boolean => {
      if (over) return false
      over = true
      clearTimeout(timer)
      signal?.removeEventListener("abort", abort)
      return true
    }
    const finish = (): void => {
      if (end()) resolve({ done, notDone })
    }
    const abort = (): void => {
      if (end()) reject(new AbortError(signal!.reason))
    }
    if (signal?.aborted === true) return abort()
    signal?.addEventListener("abort", abort)
    const enough = (future: Future<T>): boolean => {
      if (notDone.size === 0 || returnWhen === "FIRST_COMPLETED") return true
      return returnWhen === "FIRST_EXCEPTION" && !future.cancelled() && !future.successful()
    }
    let stop = notDone.size === 0
    for (const future of [...notDone]) {
      future.addDoneCallback(() => {
        if (over) return
        notDone.delete(future)
        done.add(future)
        if (enough(future)) {
          stop = true
          // Those that are done already are all counted before the wait ends.
          queueMicrotask(finish)
        }
      })
    }
    if (stop) queueMicrotask(finish)
    else if (ms !== undefined) timer = setTimeout(finish, ms)
  })
}
