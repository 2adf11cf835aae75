import type { Future } from "../core/future/index.ts"
import type { MapOptions } from "./options.ts"
import { Pool } from "./pool.ts"
import type { AnyIterable, Args, Inputs, Res, Streamed } from "./types.ts"

let pool: Pool | undefined

/** The pool that `map`, `imap` and `submit` share: all cores, made by the first call, never in the way of the program's end. */
export function defaultPool(): Pool {
  return (pool ??= new Pool({ name: "default pool" }))
}

/**
 * `pool.map` on the default pool.
 *
 * @example
 * ```ts
 * import { map } from "heddle"
 * await map((x: number) => x * 2, [1, 2, 3]) // => [2, 4, 6]
 * ```
 */
export function map<T, R>(
  fn: (item: T) => R,
  input: AnyIterable<T | Future<T>>,
  options: MapOptions & { readonly onError: "settle" },
): Promise<PromiseSettledResult<Awaited<R>>[]>
export function map<T, R extends Res>(
  fn: (item: T) => R | PromiseLike<R>,
  input: AnyIterable<T | Future<T>>,
  options?: MapOptions,
): Promise<R[]>
export function map<A extends unknown[], R extends Res>(
  fn: (...args: A) => R | PromiseLike<R>,
  ...inputs: Inputs<A>
): Promise<R[]>
export function map<A extends unknown[], R extends Res>(
  fn: (...args: A) => R | PromiseLike<R>,
  ...rest: [...inputs: Inputs<A>, options: MapOptions]
): Promise<R[]>
export function map(fn: (...args: never[]) => unknown, ...rest: unknown[]): Promise<unknown[]> {
  return (defaultPool().map as (fn: unknown, ...rest: unknown[]) => Promise<unknown[]>).call(defaultPool(), fn, ...rest)
}

/** `pool.imap` on the default pool. */
export function imap<T, R>(
  fn: (item: T) => R,
  input: AnyIterable<T | Future<T>>,
  options: MapOptions & { readonly onError: "settle" },
): AsyncGenerator<PromiseSettledResult<Streamed<R>>, void, undefined>
export function imap<T, R>(
  fn: (item: T) => R,
  input: AnyIterable<T | Future<T>>,
  options?: MapOptions,
): AsyncGenerator<Streamed<R>, void, undefined>
export function imap(
  fn: (item: unknown) => unknown,
  input: AnyIterable<unknown>,
  options?: MapOptions,
): AsyncGenerator<unknown, void, undefined> {
  return defaultPool().imap(fn, input, options)
}

/** `pool.submit` on the default pool. */
export function submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: Args<A>): Future<Awaited<R>> {
  return defaultPool().submit(fn, ...args)
}
