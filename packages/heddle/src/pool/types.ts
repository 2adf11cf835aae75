import type { Future } from "../core/future/index.ts"

/** Makes `[a, b]` infer as a tuple, so that rows of results are typed by column. */
export type Res = [] | {} | null | undefined

export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>

/** Arguments, each of which may be the future of one. */
export type Args<A extends unknown[]> = { [K in keyof A]: A[K] | Future<A[K]> }

/** One input for each parameter. */
export type Inputs<A extends unknown[]> = { [K in keyof A]: AnyIterable<A[K] | Future<A[K]>> }

/** What a generator yields; else what the function returns. */
export type Streamed<R> = R extends Generator<infer Y> | AsyncGenerator<infer Y> ? Y : Awaited<R>
