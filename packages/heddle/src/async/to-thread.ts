import { Future } from "../core/future/index.ts"
import { defaultPool } from "../pool/index.ts"
import type { Args } from "../pool/index.ts"
import { Scope } from "./scope.ts"

/** Whatever runs calls: a `Pool`, an executor of heddle/executors, or a view of one. */
export interface Submits {
  submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: Args<A>): Future<Awaited<R>>
  with?(options: { readonly signal: AbortSignal }): Submits
}

/**
 * Calls `fn` with `args` in a thread of the default pool; returns the future of its result. Arguments and captured variables
 * are copied, as for `submit`. When the caller's scope is cancelled the task is stopped (in asyncio the thread goes on).
 *
 * @example
 * ```ts
 * import { gather, toThread } from "heddle/async"
 * const count = (n: number) => Array.from({ length: n }, (_, i) => i).reduce((a, b) => a + b)
 * await gather(toThread(count, 1000), toThread(count, 10)) // => [499500, 45]
 * ```
 */
export function toThread<A extends unknown[], R>(fn: (...args: A) => R, ...args: Args<A>): Future<Awaited<R>> {
  return runInExecutor(undefined, fn, ...args)
}

/**
 * Calls `fn` with `args` in an executor or a pool, the default pool if that is undefined; returns the future of its result. When
 * the caller's scope is cancelled so is the task.
 *
 * @example
 * ```ts
 * import { ThreadPoolExecutor } from "heddle"
 * import { runInExecutor } from "heddle/async"
 * await using executor = new ThreadPoolExecutor({ maxWorkers: 1 })
 * await runInExecutor(executor, (x: number) => x * x, 7) // => 49
 * ```
 */
export function runInExecutor<A extends unknown[], R>(
  executor: Submits | undefined,
  fn: (...args: A) => R,
  ...args: Args<A>
): Future<Awaited<R>> {
  const where: Submits = executor ?? defaultPool()
  const scope = Scope.current()
  if (scope === undefined) return where.submit(fn, ...args)
  scope.checkOpen()
  const stop = new AbortController()
  const future = (where.with?.({ signal: stop.signal }) ?? where).submit(fn, ...args)
  const cancel = (reason: unknown): void => {
    stop.abort(reason)
    future.cancel()
  }
  const left = [scope.onCancel(cancel), scope.adopt({ cancel, ended: settled(future) })]
  Future.onSettled(future, () => left.forEach((leave) => leave()))
  return future
}

function settled<T>(future: Future<T>): Promise<void> {
  return new Promise((resolve) => Future.onSettled(future, () => resolve()))
}
