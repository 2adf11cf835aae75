import type { Delayed } from "./delayed.ts"

export interface DelayedOptions {
  /** What the call is called in pictures and in errors. Default: the function's name. */
  readonly name?: string | undefined
  /** The same arguments give the same result: equal calls of one graph run once. @default false */
  readonly pure?: boolean | undefined
  /** The result is an array of so many values, each of which is a call of its own: `const [a, b] = f(x)`. */
  readonly nout?: number | undefined
  /** False: arguments are not searched for calls inside arrays and objects. For large plain data. @default true */
  readonly traverse?: boolean | undefined
}

/** Values that have no parts which could be calls. */
type Leaf =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Function
  | Date
  | RegExp
  | Error
  | ArrayBufferView
  | ArrayBufferLike
  | PromiseLike<unknown>

/** A value, the call that will give it, or a container with such calls in it. */
export type Lazy<T> = T | Delayed<T> | LazyParts<T>

type LazyParts<T> = T extends Leaf
  ? never
  : T extends readonly unknown[]
    ? { readonly [K in keyof T]: Lazy<T[K]> }
    : T extends ReadonlyMap<infer K, infer V>
      ? ReadonlyMap<Lazy<K>, Lazy<V>>
      : T extends ReadonlySet<infer V>
        ? ReadonlySet<Lazy<V>>
        : T extends Iterable<infer V>
          ? readonly Lazy<V>[] | ReadonlySet<Lazy<V>>
          : { readonly [K in keyof T]: Lazy<T[K]> }

/** Arguments, each of which may be lazy. */
export type LazyArgs<A extends unknown[]> = { [K in keyof A]: Lazy<A[K]> }

/** What a value becomes when the calls in it are made. */
export type Computed<T> =
  T extends Delayed<infer R>
    ? R
    : T extends Leaf
      ? T
      : T extends readonly unknown[]
        ? { -readonly [K in keyof T]: Computed<T[K]> }
        : T extends ReadonlyMap<infer K, infer V>
          ? Map<Computed<K>, Computed<V>>
          : T extends ReadonlySet<infer V>
            ? Set<Computed<V>>
            : { -readonly [K in keyof T]: Computed<T[K]> }

/** The calls of a function with `nout`: one for each value of its result. */
export type DelayedParts<R> = R extends readonly unknown[]
  ? { readonly [K in keyof R]: Delayed<R[K]> }
  : readonly Delayed<unknown>[]
