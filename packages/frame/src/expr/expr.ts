// Long because: the operations of a column are one class, so that an editor lists them.
import { OptionError } from "heddle"
import { integer, knownKeys, number } from "heddle/extend"
import { isFloating, isInteger, isNumeric, isTemporal, typeName } from "../schema/index.ts"
import type { Column } from "../schema/index.ts"
import { join, literal } from "../sql/index.ts"
import type { Literal, Text } from "../sql/index.ts"
import { aggregates } from "./aggregates.ts"
import { DateParts } from "./dates.ts"
import { StringFunctions } from "./strings.ts"
import { overText, rankFunction, rowOrderOfTies } from "./windows.ts"
import type { Over } from "./windows.ts"

/** Of a row, of all rows of a group, or of a row among others. */
export type Kind = "row" | "aggregate" | "window"

/** A value, or what gives one. */
export type Operand<T> = T | Expr<T | null> | Expr<T>
export type Value = Literal
/** What comes of numbers: null where a value is null. */
export type Operated = Expr<number | null>

type TypeOf = (columns: readonly Column[]) => string | undefined

const untyped: TypeOf = () => undefined
const always =
  (type: string | undefined): TypeOf =>
  () =>
    type

/** How an expression is made. */
export interface Made {
  readonly text: Text
  readonly type?: TypeOf
  readonly kind?: Kind
  /** What it is called where nothing else is said. */
  readonly label?: string
  /** An aggregate's call, with what stands behind it. */
  readonly call?: (after: Text) => Text
}

/**
 * A column, or what is computed of columns. Methods have pandas' names; nothing is computed until a frame is. Null stays
 * null, and comparisons with null are null, which filters take as false.
 *
 * @example
 * ```ts
 * import { col, fromRows } from "@heddle/frame"
 * const frame = fromRows([{ price: 2, count: 3 }, { price: 5, count: null }])
 * const { total } = (await frame.select({ total: col("price").mul(col("count")).fillna(0) }).compute()).toColumns()
 * console.log(total) // => [6, 0]
 * ```
 */
export class Expr<out T = unknown> {
  readonly text: Text
  readonly kind: Kind
  readonly label: string | undefined
  readonly #type: TypeOf
  readonly #windowed: Made["call"]
  /** Only types know it. */
  declare readonly value?: T | undefined

  constructor({ text, type = untyped, kind = "row", label, call }: Made) {
    this.text = text
    this.#windowed = call
    this.kind = kind
    this.label = label
    this.#type = type
  }

  /** The type among columns, where it is known before DuckDB is asked. */
  typeIn(columns: readonly Column[]): string | undefined {
    return this.#type(columns)
  }

  /** Operators of JavaScript see no columns. */
  [Symbol.toPrimitive](): never {
    throw new OptionError(
      "expression",
      "made by methods: c.a.gt(3), c.a.add(c.b), c.a.eq(1).and(c.b.eq(2))",
      undefined,
      {
        hint: "operators such as > and + work on values, and a column has none yet",
      },
    )
  }

  #with<R>(text: Text, type: TypeOf, ...others: readonly Expr[]): Expr<R> {
    return new Expr<R>({ text, type, kind: kindOf([this, ...others]), ...named(this.label) })
  }

  #call<R>(name: string, type: TypeOf, ...args: readonly unknown[]): Expr<R> {
    const others = args.map((one) => exprOf(one))
    const list = join([this.text, ...others.map(({ text }) => text)], ", ")
    return this.#with([`${name}(`, ...list, ")"], type, ...others)
  }

  #infix<R>(operator: string, other: unknown, type: TypeOf): Expr<R> {
    const right = exprOf(other)
    return this.#with(["(", ...this.text, ` ${operator} `, ...right.text, ")"], type, right)
  }

  #arithmetic(operator: string, other: unknown): Operated {
    const right = exprOf(other)
    return this.#infix(operator, right, (columns) => promoted(this.typeIn(columns), right.typeIn(columns)))
  }

  // Arithmetic

  add(other: Operand<number | bigint>): Operated {
    return this.#arithmetic("+", other)
  }

  sub(other: Operand<number | bigint>): Operated {
    return this.#arithmetic("-", other)
  }

  mul(other: Operand<number | bigint>): Operated {
    return this.#arithmetic("*", other)
  }

  /** Of integers too, what `/` gives in JavaScript. */
  div(other: Operand<number | bigint>): Operated {
    const right = exprOf(other)
    return this.#infix("/", right, (columns) => quotient(this.typeIn(columns), right.typeIn(columns)))
  }

  /** Rounded down, as Python's `//`. */
  floordiv(other: Operand<number | bigint>): Operated {
    return this.div(other).floor()
  }

  /** What is left of a division that is rounded down: it has the divisor's sign, as Python's `%`. */
  mod(other: Operand<number | bigint>): Operated {
    const right = exprOf(other)
    const { text } = right
    const rest = ["(", ...this.text, " % ", ...text, ")"]
    return this.#with(["((", ...rest, " + ", ...text, ") % ", ...text, ")"], (columns) =>
      promoted(this.typeIn(columns), right.typeIn(columns)),
    )
  }

  pow(other: Operand<number>): Operated {
    return this.#call("pow", always("DOUBLE"), other)
  }

  neg(): Expr<T> {
    return this.#with(["(-", ...this.text, ")"], this.#type)
  }

  abs(): Expr<T> {
    return this.#call("abs", this.#type)
  }

  /** To so many decimals, halves to even, as NumPy. */
  round(decimals = 0): Operated {
    const type: TypeOf = (columns) => quotient(this.typeIn(columns), "INTEGER")
    return this.#call("round_even", type, integer("decimals", decimals))
  }

  floor(): Operated {
    return this.#call("floor", this.#wholeOrDouble)
  }

  ceil(): Operated {
    return this.#call("ceil", this.#wholeOrDouble)
  }

  readonly #wholeOrDouble: TypeOf = (columns) => {
    const type = this.typeIn(columns)
    return type !== undefined && isFloating(type) ? type : undefined
  }

  /** NaN of what is below 0. */
  sqrt(): Operated {
    return this.#defined("sqrt")
  }

  exp(): Operated {
    return this.#call("exp", always("DOUBLE"))
  }

  /** The natural logarithm: -Infinity of 0, NaN of what is below. */
  log(): Operated {
    return this.#defined("ln")
  }

  log2(): Operated {
    return this.#defined("log2")
  }

  log10(): Operated {
    return this.#defined("log10")
  }

  /** DuckDB ends the query where JavaScript and NumPy have NaN or -Infinity. */
  #defined(name: string): Operated {
    const { text } = this
    const atZero: Text = name === "sqrt" ? [] : [" WHEN ", ...text, " = 0 THEN '-inf'::DOUBLE"]
    const cases: Text = ["CASE WHEN ", ...text, " < 0 THEN 'nan'::DOUBLE", ...atZero]
    return this.#with([...cases, ` ELSE ${name}(`, ...text, ") END"], always("DOUBLE"))
  }

  sign(): Operated {
    return this.#call("sign", untyped)
  }

  /** At least `lower`, at most `upper`. */
  clip(lower?: Operand<T>, upper?: Operand<T>): Expr<T> {
    const least: Expr<T> = lower === undefined ? this : this.#call("greatest", untyped, lower)
    const most: Expr<T> = upper === undefined ? least : least.#call("least", untyped, upper)
    return this.#with(
      ["CASE WHEN ", ...this.text, " IS NOT NULL THEN ", ...most.text, " END"],
      untyped,
      ...[lower, upper].map((one) => exprOf(one)),
    )
  }

  // Comparisons

  eq(other: Operand<T> | null): Expr<boolean | null> {
    return other === null ? this.isna() : this.#infix("=", other, always("BOOLEAN"))
  }

  ne(other: Operand<T> | null): Expr<boolean | null> {
    return other === null ? this.notna() : this.#infix("<>", other, always("BOOLEAN"))
  }

  lt(other: Operand<T>): Expr<boolean | null> {
    return this.#infix("<", other, always("BOOLEAN"))
  }

  le(other: Operand<T>): Expr<boolean | null> {
    return this.#infix("<=", other, always("BOOLEAN"))
  }

  gt(other: Operand<T>): Expr<boolean | null> {
    return this.#infix(">", other, always("BOOLEAN"))
  }

  ge(other: Operand<T>): Expr<boolean | null> {
    return this.#infix(">=", other, always("BOOLEAN"))
  }

  /** Both ends included. */
  between(left: Operand<T>, right: Operand<T>): Expr<boolean | null> {
    return this.ge(left).and(this.le(right))
  }

  /** Is it one of some? null is one of a list that has null. */
  isin(values: Iterable<Operand<T> | null>): Expr<boolean | null> {
    if (typeof values !== "object" || values === null || !(Symbol.iterator in values)) {
      throw new OptionError("values", "a list of values", values, { hint: "isin([1, 2]); of one value it is eq(1)" })
    }
    const all = [...values]
    const others = all.filter((one) => one !== null && one !== undefined).map((one) => exprOf(one))
    const list = join(
      others.map(({ text }) => text),
      ", ",
    )
    const isOne: Text = others.length === 0 ? ["false"] : [...this.text, " IN (", ...list, ")"]
    const text: Text =
      others.length === all.length
        ? ["(", ...isOne, ")"]
        : ["(", ...this.text, " IS NULL OR coalesce(", ...isOne, ", false))"]
    return this.#with(text, always("BOOLEAN"), ...others)
  }

  /** Is it null? NaN is not. */
  isna(): Expr<boolean> {
    return this.#with(["(", ...this.text, " IS NULL)"], always("BOOLEAN"))
  }

  notna(): Expr<boolean> {
    return this.#with(["(", ...this.text, " IS NOT NULL)"], always("BOOLEAN"))
  }

  isnan(): Expr<boolean | null> {
    return this.#call("isnan", always("BOOLEAN"))
  }

  // Logic

  and(other: Operand<boolean>): Expr<boolean | null> {
    return this.#infix("AND", other, always("BOOLEAN"))
  }

  or(other: Operand<boolean>): Expr<boolean | null> {
    return this.#infix("OR", other, always("BOOLEAN"))
  }

  not(): Expr<boolean | null> {
    return this.#with(["(NOT ", ...this.text, ")"], always("BOOLEAN"))
  }

  // Choosing

  /** Another value where this one is null. */
  fillna<V extends Value>(other: Operand<V>): Expr<Exclude<T, null> | V> {
    const right = exprOf(other)
    return this.#call("coalesce", (columns) => filled(this.typeIn(columns), right.typeIn(columns)), right)
  }

  /** This where `condition` holds, else `other` (default null). */
  where<V extends Value = null>(condition: Expr, other?: Operand<V>): Expr<T | V> {
    const second = exprOf(other ?? null) as Expr<V>
    return this.#with<T | V>(
      ["CASE WHEN ", ...condition.text, " THEN ", ...this.text, " ELSE ", ...second.text, " END"],
      other === undefined ? this.#type : untyped,
      condition,
      second,
    )
  }

  /** `other` (default null) where `condition` holds, else this. */
  mask<V extends Value = null>(condition: Expr, other?: Operand<V>): Expr<T | V> {
    return this.where<V>(condition.fillna(false).not(), other)
  }

  /** Other values for some. */
  replace(values: ReadonlyMap<T, unknown> | Readonly<Record<string, unknown>>): Expr<T> {
    const pairs = values instanceof Map ? [...values] : Object.entries(values)
    const cases = pairs.flatMap(([from, to]): Text => [
      " WHEN ",
      ...this.text,
      " IS NOT DISTINCT FROM ",
      ...exprOf(from).text,
      " THEN ",
      ...exprOf(to).text,
    ])
    return pairs.length === 0 ? this : this.#with(["CASE", ...cases, " ELSE ", ...this.text, " END"], untyped)
  }

  /** As another type: `"DOUBLE"`, `"VARCHAR"`, `"DATE"`. What cannot be converted ends the query. */
  cast<R = unknown>(type: string): Expr<R> {
    return this.#with(["CAST(", ...this.text, ` AS ${typeName(type)})`], always(canonical(type)))
  }

  /** The same; null where a value cannot be converted. */
  tryCast<R = unknown>(type: string): Expr<R | null> {
    return this.#with(["TRY_CAST(", ...this.text, ` AS ${typeName(type)})`], always(canonical(type)))
  }

  astype<R = unknown>(type: string): Expr<R> {
    return this.cast(type)
  }

  /** Under another name. */
  alias(name: string): Expr<T> {
    const call = this.#windowed
    return new Expr<T>({ text: this.text, type: this.#type, kind: this.kind, label: name, ...(call && { call }) })
  }

  /** Functions of strings. */
  get str(): StringFunctions {
    return new StringFunctions(this, tools)
  }

  /** Parts of dates and times. */
  get dt(): DateParts {
    return new DateParts(this, tools)
  }

  // Of all rows of a group

  #aggregate<R>(name: string): Expr<R> {
    const found = aggregates[name]!
    this.#mustBeOfRows(name)
    return this.#reduced(
      (after) => found.text(this.text, after, this.typeIn([])),
      (columns) => found.type(this.typeIn(columns)),
    )
  }

  #reduced<R>(call: (after: Text) => Text, type: TypeOf): Expr<R> {
    return new Expr<R>({ text: call([]), type, kind: "aggregate", call, ...named(this.label) })
  }

  #mustBeOfRows(name: string): void {
    if (this.kind === "row") return
    const what = this.kind === "aggregate" ? "an aggregate" : "a window"
    throw new OptionError(
      "expression",
      `of rows: ${name}() of ${what} needs an assign() or groupby() before it`,
      undefined,
    )
  }

  sum(): Expr<number | bigint> {
    return this.#aggregate("sum")
  }

  mean(): Operated {
    return this.#aggregate("mean")
  }

  min(): Expr<T | null> {
    return this.#aggregate("min")
  }

  max(): Expr<T | null> {
    return this.#aggregate("max")
  }

  /** How many are not null. */
  count(): Expr<number> {
    return this.#aggregate("count")
  }

  nunique(): Expr<number> {
    return this.#aggregate("nunique")
  }

  /** `ddof` 1 (the default): of a sample; 0: of all. */
  std(options: { readonly ddof?: 0 | 1 } = {}): Operated {
    return this.#spread("stddev", options)
  }

  var(options: { readonly ddof?: 0 | 1 } = {}): Operated {
    return this.#spread("var", options)
  }

  #spread(name: string, options: { readonly ddof?: 0 | 1 }): Operated {
    knownKeys(options, ["ddof"])
    this.#mustBeOfRows(name)
    const ddof = integer("ddof", options.ddof ?? 1, { min: 0, max: 1 })
    return this.#over(`${name}_${ddof === 1 ? "samp" : "pop"}`, always("DOUBLE"))
  }

  #over<R>(name: string, type: TypeOf, more: Text = []): Expr<R> {
    return this.#reduced((after) => [`${name}(`, ...this.text, ...more, ")", ...after], type)
  }

  median(): Operated {
    return this.#aggregate("median")
  }

  /** Linear between the two nearest, as NumPy. */
  quantile(q = 0.5): Operated {
    this.#mustBeOfRows("quantile")
    return this.#over("quantile_cont", untyped, [`, ${literal(number("q", q, { min: 0, max: 1 }))}`])
  }

  prod(): Expr<number> {
    return this.#aggregate("prod")
  }

  any(): Expr<boolean> {
    return this.#aggregate("any")
  }

  all(): Expr<boolean> {
    return this.#aggregate("all")
  }

  mode(): Expr<T | null> {
    return this.#aggregate("mode")
  }

  /** All values as a list, nulls too. */
  list(): Expr<T[]> {
    return this.#aggregate("list")
  }

  // Of a row among others

  /** An aggregate of the rows that belong to each row. */
  over(over: Over = {}): Expr<T> {
    if (this.#windowed === undefined) {
      throw new OptionError(
        "expression",
        'one aggregate: c.a.sum().over({ partitionBy: "b" }), and what is computed of it after over()',
        undefined,
      )
    }
    return new Expr<T>({
      text: this.#windowed([" ", ...overText(over)]),
      type: this.#type,
      kind: "window",
      ...named(this.label),
    })
  }

  #window<R>(name: string, type: TypeOf, more: Text, over: Over, rows?: Over["rows"]): Expr<R> {
    this.#mustBeOfRows(name)
    const whole = rows === undefined ? over : { rows, ...over }
    // DuckDB computes some of all rows while they come, in their order.
    const streams = over.partitionBy === undefined && (over.rows === undefined ? streaming.has(name) : false)
    return new Expr<R>({
      text: [`${name}(`, ...this.text, ...more, ") ", ...overText(whole, !streams)],
      type,
      kind: "window",
      ...named(this.label),
    })
  }

  /** The value `periods` rows before; behind, if it is negative. Give it an order: `{ orderBy: "time" }`. */
  shift(periods = 1, over: Over = {}): Expr<T | null> {
    integer("periods", periods)
    return periods >= 0
      ? this.#window("lag", this.#type, [`, ${periods}`], over)
      : this.#window("lead", this.#type, [`, ${-periods}`], over)
  }

  /** How much it is beyond the value `periods` rows before. */
  diff(periods = 1, over: Over = {}): Operated {
    const before = this.shift(periods, over)
    return new Expr({
      text: ["(", ...this.text, " - ", ...before.text, ")"],
      kind: "window",
      type: (columns) => promoted(this.typeIn(columns), this.typeIn(columns)),
      ...named(this.label),
    })
  }

  pctChange(periods = 1, over: Over = {}): Operated {
    const before = this.shift(periods, over)
    return new Expr({
      text: ["(", ...this.text, " / ", ...before.text, " - 1)"],
      kind: "window",
      type: (columns) => quotient(this.typeIn(columns), this.typeIn(columns)),
      ...named(this.label),
    })
  }

  /** Of the rows so far; null where this is. */
  #running<R>(name: string, type: TypeOf, over: Over): Expr<R> {
    const { text } = this.#window(name, type, [], over, [null, 0])
    return this.#unlessNull(text, type)
  }

  #unlessNull<R>(text: Text, type: TypeOf): Expr<R> {
    return new Expr<R>({
      text: ["CASE WHEN ", ...this.text, " IS NOT NULL THEN ", ...text, " END"],
      type,
      kind: "window",
      ...named(this.label),
    })
  }

  cumsum(over: Over = {}): Operated {
    return this.#running("sum", (columns) => aggregates["sum"]!.type(this.typeIn(columns)), over)
  }

  cummax(over: Over = {}): Expr<T | null> {
    return this.#running("max", this.#type, over)
  }

  cummin(over: Over = {}): Expr<T | null> {
    return this.#running("min", this.#type, over)
  }

  cumprod(over: Over = {}): Operated {
    return this.#running("product", always("DOUBLE"), over)
  }

  /** How many values that are not null there are up to the row, itself included. pandas counts rows, from 0. */
  cumcount(over: Over = {}): Expr<number> {
    return this.#window("count", always("BIGINT"), [], over, [null, 0])
  }

  /** The place in order, from 1: equal ones have the least (`"min"`), none is left out (`"dense"`), or as they come (`"first"`). Null has none. */
  rank(
    options: {
      readonly method?: "min" | "dense" | "first"
      readonly ascending?: boolean
      readonly partitionBy?: Over["partitionBy"]
    } = {},
  ): Expr<number | null> {
    knownKeys(options, ["method", "ascending", "partitionBy"])
    const { method = "min", ascending = true, partitionBy } = options
    const by = partitionBy === undefined ? [] : overText({ partitionBy }).slice(0, -1).slice(1)
    const text: Text = [
      `${rankFunction(method)}() OVER (`,
      ...by,
      `${by.length > 0 ? " " : ""}ORDER BY `,
      ...this.text,
      `${ascending ? "" : " DESC"} NULLS LAST`,
      ...(method === "first" ? [rowOrderOfTies] : []),
      ")",
    ]
    return this.#unlessNull(text, always("BIGINT"))
  }

  /** Of a row and the `size - 1` before it: `c.a.rolling(7, { orderBy: "day" }).mean()`. Null until there are `minPeriods` (default: `size`). */
  rolling(size: number, over: Over & { readonly minPeriods?: number } = {}): Rolling {
    this.#mustBeOfRows("rolling")
    const { minPeriods = size, ...rest } = over
    integer("size", size, { min: 1 })
    integer("minPeriods", minPeriods, { min: 0, max: size })
    const whole: Over = { rows: [1 - size, 0], ...rest }
    return Object.fromEntries(
      rollings.map(([name, sql]) => [
        name,
        (): Operated =>
          new Expr({
            text: [
              ...(name === "count" ? ["CASE WHEN count(*) "] : ["CASE WHEN count(", ...this.text, ") "]),
              ...overText(whole, true),
              ` >= ${minPeriods} THEN ${sql}(`,
              ...this.text,
              ") ",
              ...overText(whole, true),
              " END",
            ],
            kind: "window",
            type: (columns) => (name === "count" ? "BIGINT" : rolledType(name, this.typeIn(columns))),
            ...named(this.label),
          }),
      ]),
    ) as unknown as Rolling
  }

  /** The last value before it that is not null, where it is null. */
  ffill(over: Over = {}): Expr<T> {
    return this.#window("last_value", this.#type, [" IGNORE NULLS"], over, [null, 0])
  }

  /** The next value behind it that is not null, where it is null. */
  bfill(over: Over = {}): Expr<T> {
    return this.#window("first_value", this.#type, [" IGNORE NULLS"], over, [0, null])
  }
}

/** Functions of a window that moves along. */
export interface Rolling {
  sum(): Operated
  mean(): Operated
  min(): Operated
  max(): Operated
  count(): Operated
  std(): Operated
  var(): Operated
  median(): Operated
}

const rollings = [
  ["sum", "sum"],
  ["mean", "avg"],
  ["min", "min"],
  ["max", "max"],
  ["count", "count"],
  ["std", "stddev_samp"],
  ["var", "var_samp"],
  ["median", "median"],
] as const

/** Window functions that need no order where they are of all rows. */
const streaming = new Set(["lag", "lead", "sum", "min", "max", "count", "product"])

/** What makes expressions, for those that this file needs itself. */
export interface Tools {
  make<R>(made: Made): Expr<R>
  of(value: unknown): Expr
}

const tools: Tools = { make: (made) => new Expr(made), of: exprOf }

/** A value, as an expression. */
export function exprOf(value: unknown): Expr {
  if (value instanceof Expr) return value
  const fragment = (value as { readonly fragment?: Expr } | null | undefined)?.fragment
  if (fragment instanceof Expr) return fragment
  return new Expr({ text: [literal(value as Literal)], type: () => typeOfValue(value) })
}

function typeOfValue(value: unknown): string | undefined {
  if (typeof value === "boolean") return "BOOLEAN"
  if (typeof value === "string") return "VARCHAR"
  if (typeof value === "number")
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? Math.abs(value) < 2 ** 31
        ? "INTEGER"
        : "BIGINT"
      : "DOUBLE"
  return value instanceof Date ? "TIMESTAMP" : undefined
}

function kindOf(exprs: readonly Expr[]): Kind {
  if (exprs.some(({ kind }) => kind === "window")) return "window"
  return exprs.some(({ kind }) => kind === "aggregate") ? "aggregate" : "row"
}

function named(label: string | undefined): { readonly label?: string } {
  return label === undefined ? {} : { label }
}

function rolledType(name: string, of: string | undefined): string | undefined {
  return name === "mean" || name === "std" || name === "var" ? aggregates["mean"]!.type(of) : undefined
}

/** The name of a type if it is how DuckDB writes it. */
function canonical(type: string): string | undefined {
  const own = type.toUpperCase()
  const isOne = isNumeric(own) ? !/ /.test(own) : isTemporal(own) || own === "VARCHAR" || own === "BOOLEAN"
  return isOne ? own : undefined
}

/** The type of `/`. */
function quotient(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined || a === "FLOAT" || b === "FLOAT") return undefined
  return isNumeric(a) && isNumeric(b) ? "DOUBLE" : undefined
}

/** The type of a column with another value in the place of null. */
function filled(of: string | undefined, by: string | undefined): string | undefined {
  if (of === by) return of
  const isWider = of === "DOUBLE" || of === "BIGINT"
  return isWider && (by === "INTEGER" || (of === "DOUBLE" && by === "BIGINT")) ? of : undefined
}

/** Numbers of programs take the type of smaller ones. */
const widths = ["INTEGER", "BIGINT"]

/** The type of a sum or product of numbers. */
function promoted(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined
  if (a === "DOUBLE" || b === "DOUBLE") return isNumber(a) && isNumber(b) ? "DOUBLE" : undefined
  const [i, j] = [widths.indexOf(a), widths.indexOf(b)]
  return i >= 0 && j >= 0 ? widths[Math.max(i, j)] : undefined
}

function isNumber(type: string): boolean {
  return isInteger(type) || isFloating(type)
}
