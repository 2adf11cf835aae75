// Long because: the verbs of a frame are one class, so that an editor lists them.
import { inspect } from "node:util"
import { OptionError } from "heddle"
import type { Pool } from "heddle"
import type { NDArray } from "heddle/array"
import { integer } from "heddle/extend"
import { columnsProxy, Expr, exprOf } from "../expr/index.ts"
import type { Columns } from "../expr/index.ts"
import type { QueryOptions } from "../engine/index.ts"
import { applied, gathered, mapped } from "../partitions/index.ts"
import type { MapPartitionsOptions, PartitionFunction } from "../partitions/index.ts"
import { limit, namesOf, typesOf } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import { tableOf } from "../result/index.ts"
import type { Table } from "../result/index.ts"
import { columnsOfNode, explained, shownSql } from "../run/index.ts"
import type { AnyRow, RowOf } from "../schema/index.ts"
import {
  aggregated,
  assigned,
  checkNames,
  concatenated,
  conditionOf,
  described,
  dropped,
  exploded,
  filledNulls,
  filtered,
  listOf,
  melted,
  merged,
  ofTypes,
  pivoted,
  reduced,
  renamed,
  sampled,
  selected,
  sorted,
  tailed,
  valueCounts,
  withoutDuplicates,
  withoutNulls,
} from "../verbs/index.ts"
import type { GroupOptions, MeltOptions, MergeOptions, Named, PivotOptions, SortOptions } from "../verbs/index.ts"
import { persisted, writeCsv, writeJson, writeParquetFiles } from "../sink/index.ts"
import type { ColumnValues } from "../source/index.ts"
import type { CsvOutput, JsonOutput, ParquetOutput, PersistOptions } from "../sink/index.ts"
import { arrayOf, batchesOf, columnsFrom, countOf } from "./computing.ts"
import { GroupBy } from "./groupby.ts"
import type {
  AggregatedRow,
  Aggregations,
  Assignable,
  Computed,
  ComputedKeys,
  Condition,
  FunctionName,
  Given,
  Name,
  Numbers,
  OfColumns,
  Reducible,
  Shown,
  TypedColumns,
} from "./types.ts"

type AnyFrame = Frame
// oxlint-disable-next-line typescript/no-explicit-any -- what overloads say is what counts
type AnyGroupBy = GroupBy<any, any>

const makeFrame = (node: Node): AnyFrame => new Frame(node)

/** A column by name, or what is computed. */
type Selected<R> = Name<R> | Expr | ((columns: Columns<R>) => Expr)

/**
 * Rows of named columns, which are computed when they are asked for. Verbs have pandas' names and give another frame;
 * together they become one SQL text, which DuckDB runs on all cores and beyond the memory.
 *
 * Null is a missing value, as empty fields of CSV files and NaN in typed arrays are; aggregates leave it out. The order of
 * rows is that of the source as long as nothing is grouped, merged, or a window with an order of its own.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- a frame of whatever rows takes, and is taken for, any other
export class Frame<R extends AnyRow = any> implements AsyncIterable<R> {
  static {
    Object.defineProperty(this.prototype, inspect.custom, { value: print })
  }

  readonly node: Node

  constructor(node: Node) {
    this.node = node
  }

  // What it has

  /** The names of the columns. @throws OptionError where they are not known before a query: `await frame.typed()` asks */
  get columns(): readonly Name<R>[] {
    const names = namesOf(this.node)
    if (names !== undefined) return names
    throw new OptionError("columns", "asked for by `(await frame.typed()).columns`: they are not known yet", undefined)
  }

  /** The types of the columns, by name, as DuckDB writes them. */
  get dtypes(): Readonly<Record<Name<R>, string>> {
    const columns = typesOf(this.node)
    if (columns !== undefined) return Object.fromEntries(columns.map(({ name, type }) => [name, type])) as never
    throw new OptionError("dtypes", "asked for by `(await frame.typed()).dtypes`: they are not known yet", undefined)
  }

  /**
   * The same frame, of which it is known what columns it has. `columns` says what TypeScript may take them for; it is
   * checked.
   *
   * @throws OptionError where a column is of another type, ColumnError where it is not there
   */
  async typed<const C extends Readonly<Record<string, string>> = never>(
    columns?: C,
  ): Promise<Frame<[C] extends [never] ? R : Shown<RowOf<C>>>> {
    const found = await columnsOfNode(this.node, {})
    if (columns !== undefined) {
      const names = Object.keys(columns)
      checkNames({ ...this.node, columns: found.columns }, "typed", names)
      for (const { name, type } of found.columns) {
        if (Object.hasOwn(columns, name) && !isSameType(columns[name]!, type)) {
          throw new OptionError(name, `${type}: that is what the column is`, columns[name], {
            hint: `frame.astype({ ${JSON.stringify(name)}: ${JSON.stringify(columns[name])} }) converts it`,
          })
        }
      }
      const only = selected(
        found.node,
        names.map((name) => [name, this.#column(name)]),
      )
      return new Frame(only)
    }
    return new Frame(found.node)
  }

  /** How many rows. */
  async len(options: QueryOptions = {}): Promise<number> {
    return countOf(this.node, options)
  }

  /** How many rows and columns. */
  async shape(options: QueryOptions = {}): Promise<[rows: number, columns: number]> {
    const { columns } = await columnsOfNode(this.node, options)
    return [await countOf(this.node, options), columns.length]
  }

  // Columns

  #column(name: string): Expr {
    return this.#proxy("select")[name]!
  }

  readonly #typeOf = (name: string): string | undefined => this.node.columns?.find((one) => one.name === name)?.type

  #proxy(verb: string): Columns<AnyRow> {
    return columnsProxy<AnyRow>((name) => checkNames(this.node, verb, [name]), this.#typeOf)
  }

  #expr(verb: string, value: unknown): Expr {
    return exprOf(typeof value === "function" ? (value as (columns: unknown) => unknown)(this.#proxy(verb)) : value)
  }

  #named(verb: string, items: Readonly<Record<string, unknown>>): Named[] {
    return Object.entries(items).map(([name, value]) => [name, this.#expr(verb, value)])
  }

  /**
   * Some columns, and what is computed of them; aggregates alone make one row.
   *
   * @example
   * ```ts
   * import { col, fromColumns } from "@heddle/frame"
   * const frame = fromColumns({ a: [1, 2], b: [3, 4] })
   * console.log([...(await frame.select("b", { sum: (c) => c.a.add(c.b) }).compute())]) // => [{ b: 3, sum: 4 }, { b: 4, sum: 6 }]
   * console.log([...(await frame.select({ most: col("b").max() }).compute())]) // => [{ most: 4 }]
   * ```
   */
  select<const K extends Name<R>>(...columns: readonly (K | readonly K[])[]): Frame<Shown<Pick<R, K>>>
  select<const S extends Readonly<Record<string, Assignable<R>>>>(
    columns: S,
  ): Frame<Shown<{ [K in keyof S]: Given<S[K]> }>>
  select<const K extends Name<R>, const S extends Readonly<Record<string, Assignable<R>>>>(
    ...columns: readonly [...K[], S]
  ): Frame<Shown<Pick<R, K> & { [N in keyof S]: Given<S[N]> }>>
  select(...columns: readonly (Selected<R> | readonly Selected<R>[] | Readonly<Record<string, Assignable<R>>>)[]): Frame
  select(...columns: readonly unknown[]): AnyFrame {
    const named = columns.flat().flatMap((one): Named[] => {
      if (typeof one === "string") {
        checkNames(this.node, "select", [one])
        return [[one, this.#column(one)]]
      }
      if (typeof one === "object" && one !== null && !(one instanceof Expr) && !("fragment" in one)) {
        return this.#named("select", one as Readonly<Record<string, unknown>>)
      }
      return [this.#labelled("select", one)]
    })
    if (named.length === 0) throw new OptionError("select", "at least one column", columns)
    return new Frame(selected(this.node, named))
  }

  /** An expression by its own name. */
  #labelled(verb: string, value: unknown): Named {
    const expr = this.#expr(verb, value)
    if (expr.label !== undefined) return [expr.label, expr]
    throw new OptionError(
      verb,
      "columns with names: what is computed needs one, { name: expression } or .alias(name)",
      undefined,
    )
  }

  /** All columns and more, or others in the place of some. Later ones may be computed of earlier ones. */
  assign<const S extends Readonly<Record<string, Assignable<R>>>>(
    columns: S,
  ): Frame<Shown<Omit<R, keyof S> & { [K in keyof S]: Given<S[K]> }>> {
    // A function sees the columns that are made before it.
    const made = new Set<string>()
    const proxy = columnsProxy<AnyRow>(
      (name) => made.has(name) || checkNames(this.node, "assign", [name]),
      (name) => (made.has(name) ? undefined : this.#typeOf(name)),
    )
    const named = Object.entries(columns).map(([name, value]): Named => {
      const expr = exprOf(typeof value === "function" ? value(proxy as Columns<R>) : value)
      made.add(name)
      return [name, expr]
    })
    return new Frame(assigned(this.node, named))
  }

  /** Without some columns. */
  drop<const K extends Name<R>>(...columns: readonly (K | readonly K[])[]): Frame<Shown<Omit<R, K>>> {
    return new Frame(dropped(this.node, columns.flat()))
  }

  /** Columns under other names. */
  rename<const M extends { readonly [K in Name<R>]?: string }>(
    columns: M | ((name: string) => string),
  ): Frame<Shown<{ [K in keyof R as K extends keyof M ? (M[K] extends string ? M[K] : K) : K]: R[K] }>> {
    return new Frame(renamed(this.node, columns as Readonly<Record<string, string>>))
  }

  /** Columns as other types; one type for all, or one for each of some. What cannot be converted ends the query. */
  astype<const T extends { readonly [K in Name<R>]?: string }>(
    types: T,
  ): Frame<Shown<Omit<R, keyof T> & RowOf<{ [K in keyof T & string]: T[K] & string }>>>
  astype(types: string): Frame
  astype(types: string | Readonly<Record<string, string>>): AnyFrame {
    return new Frame(ofTypes(this.node, types))
  }

  // Rows

  /**
   * The rows for which a condition holds; null counts as false.
   *
   * @example
   * ```ts
   * import { fromRows, sql } from "@heddle/frame"
   * const frame = fromRows([{ a: 1, b: "x" }, { a: 5, b: "y" }, { a: 9, b: "x" }])
   * console.log(await frame.filter((c) => c.a.gt(2).and(c.b.eq("x"))).len()) // => 1
   * console.log(await frame.filter({ b: "x" }).len()) // => 2
   * console.log(await frame.filter(sql`a % ${2} = 1`).len()) // => 3
   * ```
   */
  filter(...conditions: readonly Condition<R>[]): Frame<R> {
    const node = conditions.reduce<Node>((input, condition) => filtered(input, this.#condition(condition)), this.node)
    return new Frame(node)
  }

  #condition(condition: Condition<R>): Expr {
    if (typeof condition === "function") {
      const made: unknown = condition(this.#proxy("filter") as Columns<R>)
      if (typeof made !== "boolean") return exprOf(made)
      throw new OptionError("condition", "an expression: c.a.eq(1), c.a.gt(1).and(c.b.eq(2))", made, {
        hint: "operators such as === and && do not see rows",
      })
    }
    if (condition instanceof Expr) return condition
    if (typeof condition !== "object" || condition === null) {
      throw new OptionError("condition", "an expression, a function of the columns, or { column: value }", condition)
    }
    if ("fragment" in condition && condition.fragment instanceof Expr) return condition.fragment
    checkNames(this.node, "filter", Object.keys(condition))
    return conditionOf(condition)
  }

  /** `filter`, by SQL's name. */
  where(...conditions: readonly Condition<R>[]): Frame<R> {
    return this.filter(...conditions)
  }

  /** Sorted by columns: `{ ascending: [true, false] }` says which way. Nulls are last. */
  sortValues(by: Name<R> | Expr | readonly (Name<R> | Expr)[], options: SortOptions = {}): Frame<R> {
    return new Frame(sorted(this.node, by, options))
  }

  /** The first rows. */
  head(n = 5): Frame<R> {
    return this.limit(n)
  }

  /** The last rows. They are counted first, so that all is read twice. */
  tail(n = 5): Frame<R> {
    return new Frame(tailed(this.node, n))
  }

  /** At most `n` rows, without the first `offset`. */
  limit(n: number, offset = 0): Frame<R> {
    return new Frame(limit(this.node, integer("n", n, { min: 0 }), integer("offset", offset, { min: 0 })))
  }

  /** The rows with the greatest values. */
  nlargest(n: number, by: Name<R> | readonly Name<R>[]): Frame<R> {
    return this.sortValues(by, { ascending: listOf(by).map(() => false) }).limit(n)
  }

  nsmallest(n: number, by: Name<R> | readonly Name<R>[]): Frame<R> {
    return this.sortValues(by).limit(n)
  }

  /** Rows by chance: `n` of them, or each with the probability `frac`. */
  sample(options: { readonly n?: number; readonly frac?: number; readonly seed?: number }): Frame<R> {
    return new Frame(sampled(this.node, options))
  }

  /** Without rows that have nulls: in any column, or in `subset`. */
  dropna(
    options: { readonly subset?: readonly Name<R>[]; readonly how?: "any" | "all"; readonly thresh?: number } = {},
  ): Frame<string extends keyof R ? R : { [K in keyof R]: NonNullable<R[K]> }> {
    return new Frame(withoutNulls(this.node, options))
  }

  /** A value where there is null: in each column that can hold it, or one for each of some. */
  fillna(value: string | number | bigint | boolean | Date | { readonly [K in Name<R>]?: unknown }): Frame<R> {
    return new Frame(filledNulls(this.node, value))
  }

  /** One of rows that are equal in all columns, or in `subset`: the first, the last, or (false) none. */
  dropDuplicates(
    subset?: Name<R> | readonly Name<R>[],
    options: { readonly keep?: "first" | "last" | false } = {},
  ): Frame<R> {
    return new Frame(
      withoutDuplicates(this.node, subset === undefined ? undefined : listOf(subset), options.keep ?? "first"),
    )
  }

  /** A row for each item of a list. */
  explode(column: Name<R>): Frame {
    return new Frame(exploded(this.node, column))
  }

  // Groups

  /**
   * Groups of rows with equal keys: names of columns, or expressions with names. In the result the keys come first, and
   * rows are sorted by them unless `sort` is false, which is faster.
   */
  groupby(keys: Readonly<Record<string, Assignable<R>>>, options?: GroupOptions): GroupBy<AnyRow, string>
  groupby(keys: Computed<R> | ComputedKeys<R>, options?: GroupOptions): GroupBy<AnyRow, string>
  groupby<const K extends Name<R>>(keys: K | readonly K[], options?: GroupOptions): GroupBy<R, K>
  groupby(keys: unknown, options: GroupOptions = {}): AnyGroupBy {
    const isOne = typeof keys === "string" || typeof keys === "function" || keys instanceof Expr
    const named =
      isOne || Array.isArray(keys)
        ? listOf(keys as Selected<R> | readonly Selected<R>[]).map((key): Named => {
            if (typeof key !== "string") return this.#labelled("groupby", key)
            checkNames(this.node, "groupby", [key])
            return [key, this.#column(key)]
          })
        : this.#named("groupby", keys as Readonly<Record<string, unknown>>)
    return new GroupBy(this.node, named, options, makeFrame)
  }

  /** `groupby`. */
  groupBy(keys: Readonly<Record<string, Assignable<R>>>, options?: GroupOptions): GroupBy<AnyRow, string>
  groupBy(keys: Computed<R> | ComputedKeys<R>, options?: GroupOptions): GroupBy<AnyRow, string>
  groupBy<const K extends Name<R>>(keys: K | readonly K[], options?: GroupOptions): GroupBy<R, K>
  groupBy(keys: never, options: GroupOptions = {}): AnyGroupBy {
    return this.groupby(keys, options) as never
  }

  /** One row: `{ a: ["mean", "max"] }` makes `a_mean` and `a_max`. */
  agg(spec: FunctionName | readonly FunctionName[]): Frame
  agg<const S extends Aggregations<R>>(spec: S & OfColumns<R, S>): Frame<AggregatedRow<R, S>>
  agg(spec: unknown): AnyFrame {
    return new Frame(aggregated(this.node, [], {}, spec as never))
  }

  #reduced(fn: string): AnyFrame {
    return new Frame(reduced(this.node, [], {}, fn))
  }

  /** One row with the sum of each column of numbers. */
  sum(): Frame<Numbers<Reducible<R>>> {
    return this.#reduced("sum")
  }

  mean(): Frame<Numbers<Reducible<R>>> {
    return this.#reduced("mean")
  }

  min(): Frame<{ [K in keyof R]: R[K] | null }> {
    return this.#reduced("min")
  }

  max(): Frame<{ [K in keyof R]: R[K] | null }> {
    return this.#reduced("max")
  }

  /** One row with how many values each column has that are not null. */
  count(): Frame<{ [K in keyof R]: number }> {
    return this.#reduced("count")
  }

  std(): Frame<Numbers<Reducible<R>>> {
    return this.#reduced("std")
  }

  var(): Frame<Numbers<Reducible<R>>> {
    return this.#reduced("var")
  }

  median(): Frame<Numbers<Reducible<R>>> {
    return this.#reduced("median")
  }

  prod(): Frame<Numbers<Reducible<R>>> {
    return this.#reduced("prod")
  }

  /** One row with how many different values each column has. */
  nunique(): Frame<{ [K in keyof R]: number }> {
    return this.#reduced("nunique")
  }

  /** The different values of a column, sorted. */
  async unique<const K extends Name<R>>(column: K, options: QueryOptions = {}): Promise<R[K][]> {
    const found = this.select(column as Name<R>)
      .dropDuplicates()
      .sortValues(column)
    return (await found.compute(options)).column(column as never)
  }

  /** How often each value, or each combination of some columns, is there; the most frequent first. */
  valueCounts<const K extends Name<R>, const N extends boolean = false>(
    columns?: K | readonly K[],
    options: {
      /** Shares of all, in a column `proportion`. */
      readonly normalize?: N
      readonly sort?: boolean
      readonly ascending?: boolean
      readonly dropna?: boolean
    } = {},
  ): Frame<Shown<Pick<R, K> & (N extends true ? { proportion: number } : { count: number })>> {
    return new Frame(valueCounts(this.node, columns === undefined ? undefined : listOf(columns), options))
  }

  /** Count, mean, deviation, least, quartiles and greatest of each column of numbers, a row each. */
  describe(): Frame<Shown<{ statistic: string } & Numbers<Reducible<R>>>> {
    return new Frame(described(this.node))
  }

  // Several frames

  /** Rows of this and another frame with equal keys, by pandas' rules. Their order is not defined. */
  merge<S extends AnyRow>(other: Frame<S>, options: MergeOptions = {}): Frame<Shown<R & Omit<S, keyof R>>> {
    if (!(other instanceof Frame)) throw new OptionError("other", "a frame", other)
    return new Frame(merged(this.node, other.node, options))
  }

  /** `merge` that keeps all rows of this frame, unless `how` says otherwise. */
  join<S extends AnyRow>(other: Frame<S>, options: MergeOptions = {}): Frame<Shown<R & Omit<S, keyof R>>> {
    return this.merge(other, { how: "left", ...options })
  }

  /** This and other frames, one below the other. Columns go by name; what one has not is null there. */
  concat(...others: readonly (AnyFrame | readonly AnyFrame[])[]): Frame<R> {
    const nodes = others.flat().map((one) => {
      if (!(one instanceof Frame)) throw new OptionError("others", "frames", one)
      return one.node
    })
    return new Frame(concatenated([this.node, ...nodes]))
  }

  // Other shapes

  /** A column for each value of `columns`, a row for each of `index`. */
  pivotTable(options: PivotOptions): Frame {
    return new Frame(pivoted(this.node, options))
  }

  /** `pivotTable` of cells that have one value. */
  pivot(options: PivotOptions): Frame {
    return new Frame(pivoted(this.node, { aggfunc: "first", ...options }))
  }

  /** A row for each of some columns: its name, and its value. */
  melt(options: MeltOptions = {}): Frame {
    return new Frame(melted(this.node, options))
  }

  // Functions of the program's

  /**
   * What a function makes of parts of the rows: it is given columns by name (typed arrays of numbers, BIGINT as Float64Array
   * where all are safe integers; lists of the rest), and gives columns, or rows. It runs on the workers of a pool, on several parts at a time; parts stay in order. Kernels of
   * `heddle/jit` are at home in it.
   *
   * @example
   * ```ts
   * import { fromColumns } from "@heddle/frame"
   * const points = fromColumns({ x: new Float64Array([3, 6]), y: new Float64Array([4, 8]) })
   * const lengths = points.mapPartitions(({ x, y }) => ({ length: x.map((a, i) => Math.hypot(a, y[i]!)) }))
   * console.log([...(await lengths.compute())]) // => [{ length: 5 }, { length: 10 }]
   * ```
   */
  mapPartitions<const C extends Readonly<Record<string, string>>>(
    fn: PartitionFunction<TypedColumns<R>>,
    options: MapPartitionsOptions & { readonly columns: C },
  ): Frame<Shown<RowOf<C>>>
  mapPartitions(fn: PartitionFunction<TypedColumns<R>>, options?: MapPartitionsOptions): Frame
  mapPartitions(fn: PartitionFunction<TypedColumns<R>>, options: MapPartitionsOptions = {}): AnyFrame {
    return new Frame(mapped(this.node, fn, options))
  }

  /**
   * One more column, of some columns: `fn` is given their arrays and gives an array, part by part, on the workers of a pool.
   *
   * @example
   * ```ts
   * import { fromColumns } from "@heddle/frame"
   * const frame = fromColumns({ a: new Float64Array([1, 4]) })
   * const roots = frame.apply("a", (a) => a.map(Math.sqrt), { as: "root" })
   * console.log([...(await roots.compute())]) // => [{ a: 1, root: 1 }, { a: 4, root: 2 }]
   * ```
   */
  apply<const K extends Name<R>, const N extends string>(
    columns: K | readonly K[],
    fn: (...arrays: TypedColumns<R>[K][]) => ColumnValues | Promise<ColumnValues>,
    options: { readonly as: N; readonly type?: string; readonly rows?: number; readonly pool?: Pool },
  ): Frame<Shown<R & { [P in N]: number | null }>> {
    const names = listOf(columns)
    checkNames(this.node, "apply", names)
    return new Frame(applied(this.node, names, fn, options))
  }

  // Computing

  /** The rows, an array with more: `.columns`, `.toTypedArrays()`, `.toArrow()`. Rejects with what is wrong with the query. */
  async compute(options: QueryOptions = {}): Promise<Table<R>> {
    return tableOf<R>(await columnsFrom(this.node, options))
  }

  /** Columns as typed arrays, without rows between: the fastest way out. */
  async toTypedArrays(options: QueryOptions = {}): Promise<TypedColumns<R>> {
    const made = await gathered(this.node, options)
    return (made ?? (await columnsFrom(this.node, options)).toTypedArrays()) as TypedColumns<R>
  }

  /**
   * An array of heddle of rows and columns, all numbers as float64: NaN where there is no value. `da.fromArray` goes on with it.
   *
   * @throws OptionError where a column has something else than numbers, booleans and times
   */
  async toArray(options: QueryOptions = {}): Promise<NDArray<"float64">> {
    return arrayOf(await this.toTypedArrays(options))
  }

  /** Columns as lists of values. */
  async toColumns(options: QueryOptions = {}): Promise<{ [K in keyof R]: R[K][] }> {
    return (await columnsFrom(this.node, options)).toColumns() as { [K in keyof R]: R[K][] }
  }

  /** Rows one after the other, while the query runs: of any size in little memory. */
  async *[Symbol.asyncIterator](): AsyncGenerator<R, void, undefined> {
    for await (const batch of this.batches()) yield* batch
  }

  /** The same in lists. `rows`: at least so many in each but the last. Default: as they come, 2048 or fewer. */
  batches(options: QueryOptions & { readonly rows?: number } = {}): AsyncGenerator<Table<R>, void, undefined> {
    return batchesOf<R>(this.node, options)
  }

  /** Writes a CSV file, which is there when it is whole. */
  async toCsv(path: string, options: CsvOutput = {}): Promise<void> {
    await writeCsv(this.node, path, options)
  }

  /** Writes a Parquet file, or, with `partitionOn`, a folder of them. */
  async toParquet(path: string, options: ParquetOutput = {}): Promise<void> {
    await writeParquetFiles(this.node, path, options)
  }

  /** Writes JSON: an object a line, or one list. */
  async toJson(path: string, options: JsonOutput = {}): Promise<void> {
    await writeJson(this.node, path, options)
  }

  /** Columns as a table of apache-arrow, which must be installed. */
  async toArrow(options: QueryOptions = {}): Promise<Awaited<ReturnType<Table["toArrow"]>>> {
    return tableOf(await columnsFrom(this.node, options)).toArrow()
  }

  /**
   * Computes it now, into a file, and gives a frame of that file: for what several queries need. Rows keep their order.
   * The file is temporary, unless `path` names one.
   */
  async persist(options: PersistOptions = {}): Promise<Frame<R>> {
    return new Frame(await persisted(this.node, options))
  }

  /** The SQL text, and how DuckDB would run it. */
  async explain(): Promise<string> {
    return explained(this.node)
  }

  /** The SQL text. Sources stand in it as they are written. @throws where something must be looked up first */
  toSql(): string {
    return shownSql(this.node)
  }
}

/** What a console shows: the columns, as far as they are known. */
function print(this: Frame): string {
  const columns = this.node.columns?.map(({ name, type }) => (type === undefined ? name : `${name}: ${type}`))
  return `Frame { ${columns?.join(", ") ?? "columns not known yet"} }`
}

function isSameType(given: string, found: string): boolean {
  const own = given.toUpperCase()
  return own === found || (own === "TIMESTAMPTZ" && found === "TIMESTAMP WITH TIME ZONE")
}

/** SQL of the program's own: a frame, and where verbs take an expression also that. */
// oxlint-disable-next-line typescript/no-explicit-any -- what overloads say is what counts
export class SqlFrame<R extends AnyRow = any> extends Frame<R> {
  readonly fragment: Expr

  constructor(node: Node, fragment: Expr) {
    super(node)
    this.fragment = fragment
  }
}
