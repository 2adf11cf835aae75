import { oneOf } from "heddle/extend"
import { literal } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import type { Expr, Tools } from "./expr.ts"

const parts = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"] as const

/** A unit of time. */
export type DatePart = (typeof parts)[number]

/** Parts of a column of dates or times: `c.day.dt.year()`. Null stays null. */
export class DateParts {
  readonly #of: Expr
  readonly #tools: Tools

  constructor(of: Expr, tools: Tools) {
    this.#of = of
    this.#tools = tools
  }

  #made<R>(before: string, after: string, type: string | undefined): Expr<R> {
    const { kind, label, text } = this.#of
    const own: Text = [before, ...text, after]
    return this.#tools.make({ text: own, type: () => type, kind, ...(label !== undefined && { label }) })
  }

  #part(name: string): Expr<number | null> {
    return this.#made(`date_part('${name}', `, ")", "BIGINT")
  }

  year(): Expr<number | null> {
    return this.#part("year")
  }

  quarter(): Expr<number | null> {
    return this.#part("quarter")
  }

  /** From 1. */
  month(): Expr<number | null> {
    return this.#part("month")
  }

  /** ISO 8601's. */
  week(): Expr<number | null> {
    return this.#part("week")
  }

  day(): Expr<number | null> {
    return this.#part("day")
  }

  hour(): Expr<number | null> {
    return this.#part("hour")
  }

  minute(): Expr<number | null> {
    return this.#part("minute")
  }

  /** Without fractions. */
  second(): Expr<number | null> {
    return this.#part("second")
  }

  /** Monday is 0, as in pandas. */
  dayOfWeek(): Expr<number | null> {
    return this.#made("(date_part('isodow', ", ") - 1)", "BIGINT")
  }

  /** From 1. */
  dayOfYear(): Expr<number | null> {
    return this.#part("dayofyear")
  }

  date(): Expr<Date | null> {
    return this.#made("CAST(", " AS DATE)", "DATE")
  }

  /** Back to the begin of the unit. */
  floor(unit: DatePart): Expr<Date | null> {
    return this.#made(`date_trunc('${oneOf("unit", unit, parts)}', `, ")", undefined)
  }

  /** As text, by the directives of C's `strftime`. */
  strftime(format: string): Expr<string | null> {
    return this.#made("strftime(", `, ${literal(format)})`, "VARCHAR")
  }

  /** Seconds since 1970. */
  timestamp(): Expr<number | null> {
    return this.#made("epoch(", ")", "DOUBLE")
  }

  /** Milliseconds since 1970, as `Date` has them. */
  epochMs(): Expr<number | null> {
    return this.#made("epoch_ms(", ")", "BIGINT")
  }

  /** The same moments, as a clock there shows them. A time without a zone is taken as UTC's. */
  tzConvert(zone: string): Expr<Date | null> {
    return this.#made(`timezone(${literal(zone)}, CAST(`, " AS TIMESTAMPTZ))", "TIMESTAMP")
  }
}
