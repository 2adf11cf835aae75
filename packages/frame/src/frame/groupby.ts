import { OptionError } from "heddle"
import { integer, knownKeys } from "heddle/extend"
import { filter } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import type { AnyRow } from "../schema/index.ts"
import { columnsOf, join, render } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import { aggregated, checkedNames, grouped, qualified, reduced } from "../verbs/index.ts"
import type { GroupOptions, Keys } from "../verbs/index.ts"
import type { Frame } from "./frame.ts"
import type { AggregatedRow, Aggregations, FunctionName, Name, Numbers, OfColumns, Reducible, Shown } from "./types.ts"

type AnyFrame = Frame

/** The columns that are reduced: all but the keys. */
type Others<R, K extends string> = string extends keyof R ? AnyRow : Omit<R, K>
type Reduced<R, K extends string, V> = Shown<Pick<R, K & keyof R> & V>

/** Rows in groups. Its functions are pandas'; each gives a frame with a row for each group, its keys first. */
export class GroupBy<R extends AnyRow, K extends string> {
  readonly #node: Node
  readonly #keys: Keys
  readonly #options: GroupOptions
  readonly #only: readonly string[] | undefined

  readonly #make: (node: Node) => AnyFrame

  constructor(node: Node, keys: Keys, options: GroupOptions, make: (node: Node) => AnyFrame, only?: readonly string[]) {
    knownKeys(options, ["sort", "dropna"], { asIndex: "sort" })
    if (keys.length === 0) throw new OptionError("keys", "at least one column", undefined)
    this.#node = node
    this.#keys = keys
    this.#options = options
    this.#make = make
    this.#only = only
  }

  #reduced(fn: string): AnyFrame {
    return this.#make(reduced(this.#node, this.#keys, this.#options, fn, this.#only))
  }

  /** Only these columns: pandas' `groupby("key")["a", "b"]`. */
  select<const S extends Name<R>>(
    ...columns: readonly (S | readonly S[])[]
  ): GroupBy<Shown<Pick<R, S | (K & keyof R)>>, K> {
    return new GroupBy(this.#node, this.#keys, this.#options, this.#make, columns.flat())
  }

  /**
   * `{ a: ["mean", "max"] }` makes `a_mean` and `a_max`; an expression makes a column of the name that it has here.
   *
   * @example
   * ```ts
   * import { col, fromRows } from "@heddle/frame"
   * const frame = fromRows([{ key: "x", a: 1 }, { key: "x", a: 4 }])
   * const made = frame.groupby("key").agg({ a: ["min", "max"], range: col("a").max().sub(col("a").min()) })
   * console.log([...(await made.compute())]) // => [{ key: "x", a_min: 1, a_max: 4, range: 3 }]
   * ```
   */
  agg(spec: FunctionName | readonly FunctionName[]): Frame
  agg<const S extends Aggregations<R>>(spec: S & OfColumns<R, S>): Frame<Reduced<R, K, AggregatedRow<R, S>>>
  agg(spec: unknown): AnyFrame {
    return this.#make(aggregated(this.#node, this.#keys, this.#options, spec as never, this.#only))
  }

  /** The sum of each column of numbers; 0 where there is none. */
  sum(): Frame<Reduced<R, K, Numbers<Exclude<Reducible<R>, K>>>> {
    return this.#reduced("sum")
  }

  /** The mean of each column of numbers; null where there is none. */
  mean(): Frame<Reduced<R, K, Numbers<Exclude<Reducible<R>, K>>>> {
    return this.#reduced("mean")
  }

  min(): Frame<Reduced<R, K, Others<R, K>>> {
    return this.#reduced("min")
  }

  max(): Frame<Reduced<R, K, Others<R, K>>> {
    return this.#reduced("max")
  }

  /** How many values are not null, of each column. */
  count(): Frame<Reduced<R, K, { [N in keyof Others<R, K>]: number }>> {
    return this.#reduced("count")
  }

  /** How many rows: a column `size`. */
  size(): Frame<Reduced<R, K, { size: number }>> {
    return this.#make(
      grouped(this.#node, this.#keys, this.#options, [{ name: "size", text: ["count(*)"], type: "BIGINT" }]),
    )
  }

  std(): Frame<Reduced<R, K, Numbers<Exclude<Reducible<R>, K>>>> {
    return this.#reduced("std")
  }

  var(): Frame<Reduced<R, K, Numbers<Exclude<Reducible<R>, K>>>> {
    return this.#reduced("var")
  }

  sem(): Frame<Reduced<R, K, Numbers<Exclude<Reducible<R>, K>>>> {
    return this.#reduced("sem")
  }

  median(): Frame<Reduced<R, K, Numbers<Exclude<Reducible<R>, K>>>> {
    return this.#reduced("median")
  }

  prod(): Frame<Reduced<R, K, Numbers<Exclude<Reducible<R>, K>>>> {
    return this.#reduced("prod")
  }

  nunique(): Frame<Reduced<R, K, { [N in keyof Others<R, K>]: number }>> {
    return this.#reduced("nunique")
  }

  /** Is any value true, or not 0? Of columns of booleans and numbers. */
  any(): Frame<Reduced<R, K, { [N in Exclude<Reducible<R>, K>]: boolean }>> {
    return this.#reduced("any")
  }

  all(): Frame<Reduced<R, K, { [N in Exclude<Reducible<R>, K>]: boolean }>> {
    return this.#reduced("all")
  }

  /** The first value of each column that is not null, in the order of the rows. */
  first(): Frame<Reduced<R, K, Others<R, K>>> {
    return this.#reduced("first")
  }

  last(): Frame<Reduced<R, K, Others<R, K>>> {
    return this.#reduced("last")
  }

  /** The first rows of each group, all columns, in the order of the rows. */
  head(n = 5): Frame<R> {
    return this.#make(this.#ranked(n, ""))
  }

  tail(n = 5): Frame<R> {
    return this.#make(this.#ranked(n, " DESC"))
  }

  #ranked(n: number, way: string): Node {
    integer("n", n, { min: 0 })
    const texts = this.#keys.map(([, { text }]) => text)
    const present = texts.map((text): Text => [...text, " IS NOT NULL"])
    const node = this.#options.dropna === false ? this.#node : filter(this.#node, join(present, " AND "))
    const keys = render(join(texts, ", "))
    return checkedNames(node, "head", texts.flatMap(columnsOf), (names) =>
      qualified(node, names, (place) => `row_number() OVER (PARTITION BY ${keys} ORDER BY ${place}${way}) <= ${n}`),
    )
  }
}
