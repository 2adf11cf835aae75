import type { Columns, Expr, When } from "../expr/index.ts"
import type { AnyRow } from "../schema/index.ts"

/** The names of a row's columns. */
export type Name<R> = keyof R & string

/** Resolves to the same type, written out. */
export type Shown<T> = { [K in keyof T]: T[K] }

/** What an expression gives in a row; of a value its type, as other values of that type may take its place. */
export type Given<E> =
  E extends Expr<infer V>
    ? V
    : E extends When<infer V>
      ? V | null
      : E extends { readonly fragment: Expr }
        ? // oxlint-disable-next-line typescript/no-explicit-any -- TypeScript does not know what SQL gives
          any
        : E extends (...args: never) => infer F
          ? Given<F>
          : E extends number
            ? number
            : E extends string
              ? string
              : E extends boolean
                ? boolean
                : E extends bigint
                  ? bigint
                  : E

/** What a new column can be: an expression, SQL, a function of the columns that gives one, or a value for all rows. */
export type Assignable<R> =
  | Expr
  | { readonly fragment: Expr }
  | ((columns: Columns<R>) => unknown)
  | string
  | number
  | bigint
  | boolean
  | Date
  | null

/** What rows are kept: an expression, a function of the columns that gives one, or values that columns must have. */
export type Condition<R> =
  | Expr
  | { readonly fragment: Expr }
  | ((columns: Columns<R>) => Expr)
  | { readonly [K in Name<R>]?: R[K] | readonly R[K][] }

/** Columns of numbers and booleans, which means are taken of. */
export type Reducible<R> = string extends keyof R
  ? string
  : { [K in Name<R>]: [NonNullable<R[K]>] extends [number | bigint | boolean] ? K : never }[Name<R>]

/** Rows with numbers in some columns. */
export type Numbers<K extends string> = { [N in K]: number | null }

/** Functions of a group's rows, by name. */
export type FunctionName =
  | "sum"
  | "mean"
  | "min"
  | "max"
  | "count"
  | "size"
  | "nunique"
  | "std"
  | "var"
  | "sem"
  | "skew"
  | "kurt"
  | "median"
  | "prod"
  | "any"
  | "all"
  | "mode"
  | "list"
  | "first"
  | "last"

/** What `agg` makes of a column of values `V`. */
export type Aggregated<V, F> = F extends "count" | "size" | "nunique"
  ? number
  : F extends "min" | "max" | "first" | "last" | "mode"
    ? V | null
    : F extends "any" | "all"
      ? boolean
      : F extends "list"
        ? V[]
        : F extends "sum"
          ? number | bigint
          : number | null

/** What `agg` is told. */
export type Aggregations<R> = {
  readonly [K in Name<R>]?: Aggregation<R>
} & { readonly [name: string]: Aggregation<R> }

type Aggregation<R> = FunctionName | readonly FunctionName[] | Computed<R>

/** An aggregate, or a function of the columns that gives one. */
export type Computed<R> = Expr | ((columns: Columns<R>) => Expr)

/** Keys of which the first or the last is computed. */
export type ComputedKeys<R> =
  | readonly [Computed<R>, ...(Name<R> | Computed<R>)[]]
  | readonly [...(Name<R> | Computed<R>)[], Computed<R>]

/** Functions are of columns that are there; expressions have any names. */
export type OfColumns<R, S> = string extends keyof R
  ? unknown
  : { readonly [K in keyof S as string extends K ? never : K]: K extends keyof R ? unknown : Computed<R> }

/** The columns that `agg` makes. */
export type AggregatedRow<R, S> = string extends keyof R
  ? AnyRow
  : Shown<
      {
        [K in keyof S & string as S[K] extends string ? `${K}_${S[K]}` : never]: K extends keyof R
          ? Aggregated<R[K], S[K]>
          : never
      } & {
        [
          P in keyof S & string as S[P] extends readonly (infer F extends string)[] ? `${P}_${F}` : never
        ]: P extends keyof R ? Aggregated<R[P], S[P] extends readonly (infer F)[] ? F : never> : never
      } & { [K in keyof S & string as S[K] extends Computed<R> ? K : never]: Given<S[K]> }
    >

/**
 * Columns by name: typed arrays of numbers, booleans and times, lists of the rest. `Float64Array` stands for those of
 * smaller types too: an INTEGER column without nulls is an Int32Array.
 */
export type TypedColumns<R> = string extends keyof R
  ? // oxlint-disable-next-line typescript/no-explicit-any -- with names of any kind, each would be possibly undefined
    any
  : { [K in keyof R]: ArrayOf<NonNullable<R[K]>> }

type ArrayOf<V> = [V] extends [number] | [Date]
  ? Float64Array
  : [V] extends [boolean]
    ? Uint8Array
    : [V] extends [number | bigint]
      ? BigInt64Array | Float64Array
      : (V | null)[]
