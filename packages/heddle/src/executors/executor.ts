import type { Future } from "../core/future/index.ts"
import type { AnyIterable, Args, Inputs, Res } from "../pool/index.ts"
import type { MappedResults } from "./mapped-results.ts"
import type { ExecutorMapOptions } from "./options.ts"

export interface ShutdownOptions {
  /** Resolve when everything is done and the workers have ended, or at once. @default true */
  readonly wait?: boolean | undefined
  /** Cancel what no worker has begun. @default false */
  readonly cancelFutures?: boolean | undefined
}

/** What runs calls: `concurrent.futures.Executor`. */
export interface Executor extends AsyncDisposable {
  /** Calls `fn` with `args` in a worker; returns its future at once. */
  submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: Args<A>): Future<Awaited<R>>

  /** Calls `fn` for each item of the inputs, up to the shortest; the results are in order. */
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

  /** Takes nothing more. May be called again. */
  shutdown(options?: ShutdownOptions): Promise<void>
}
