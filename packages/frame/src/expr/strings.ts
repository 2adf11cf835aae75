import { integer } from "heddle/extend"
import { join, literal } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import type { Expr, Operand, Tools } from "./expr.ts"

/** Functions of a column of strings: `c.name.str.upper()`. Null stays null. */
export class StringFunctions {
  readonly #of: Expr
  readonly #tools: Tools

  constructor(of: Expr, tools: Tools) {
    this.#of = of
    this.#tools = tools
  }

  #made<R>(text: Text, type: string, ...others: readonly Expr[]): Expr<R> {
    const { kind, label } = this.#of
    const own = others.reduce((found, one) => (one.kind === "row" ? found : one.kind), kind)
    return this.#tools.make({ text, type: () => type, kind: own, ...(label !== undefined && { label }) })
  }

  #call<R>(name: string, type: string, ...args: readonly unknown[]): Expr<R> {
    const others = args.map((one) => this.#tools.of(one))
    const list = join([this.#of.text, ...others.map(({ text }) => text)], ", ")
    return this.#made([`${name}(`, ...list, ")"], type, ...others)
  }

  upper(): Expr<string | null> {
    return this.#call("upper", "VARCHAR")
  }

  lower(): Expr<string | null> {
    return this.#call("lower", "VARCHAR")
  }

  /** The first letter large, the others small. */
  capitalize(): Expr<string | null> {
    const { text } = this.#of
    return this.#made(["(upper(", ...text, "[1]) || lower(", ...text, "[2:]))"], "VARCHAR")
  }

  /** Without blanks, or other characters, at both ends. */
  strip(characters: string = " \t\n\r\f\v"): Expr<string | null> {
    return this.#call("trim", "VARCHAR", characters)
  }

  lstrip(characters: string = " \t\n\r\f\v"): Expr<string | null> {
    return this.#call("ltrim", "VARCHAR", characters)
  }

  rstrip(characters: string = " \t\n\r\f\v"): Expr<string | null> {
    return this.#call("rtrim", "VARCHAR", characters)
  }

  /** How many characters. */
  len(): Expr<number | null> {
    return this.#call("length", "BIGINT")
  }

  /** Is there such a text in it? A RegExp is taken in RE2's dialect, which has no look-around and no references back. */
  contains(pattern: string | RegExp): Expr<boolean | null> {
    if (pattern instanceof RegExp) return this.#call("regexp_matches", "BOOLEAN", pattern.source, flags(pattern))
    return this.#call("contains", "BOOLEAN", pattern)
  }

  startsWith(prefix: Operand<string>): Expr<boolean | null> {
    return this.#call("starts_with", "BOOLEAN", prefix)
  }

  endsWith(suffix: Operand<string>): Expr<boolean | null> {
    return this.#call("ends_with", "BOOLEAN", suffix)
  }

  /** All places where the text, or RegExp, stands. Behind a RegExp, `$&` is what it found, `$1` its first group. */
  replace(pattern: string | RegExp, by: string): Expr<string | null> {
    if (!(pattern instanceof RegExp)) return this.#call("replace", "VARCHAR", pattern, by)
    return this.#call("regexp_replace", "VARCHAR", pattern.source, replacement(by, pattern), `g${flags(pattern)}`)
  }

  /** What a RegExp finds first: the whole, or a group. Null where it finds nothing. */
  extract(pattern: RegExp, group = 0): Expr<string | null> {
    const found = this.#call<string>(
      "regexp_extract",
      "VARCHAR",
      pattern.source,
      integer("group", group),
      flags(pattern),
    )
    return this.#made(["CASE WHEN ", ...this.contains(pattern).text, " THEN ", ...found.text, " END"], "VARCHAR")
  }

  /** Characters from `start` to before `stop`; negative ones count from the end, as in Python. */
  slice(start = 0, stop?: number): Expr<string | null> {
    integer("start", start)
    const { text } = this.#of
    const from = start < 0 ? String(start) : String(start + 1)
    if (stop === undefined) return this.#made([...text, `[${from}:]`], "VARCHAR")
    integer("stop", stop)
    const to = stop < 0 ? String(stop - 1) : String(stop)
    return stop === 0 ? this.#call("left", "VARCHAR", 0) : this.#made([...text, `[${from}:${to}]`], "VARCHAR")
  }

  split(separator: string): Expr<string[] | null> {
    return this.#call("string_split", "VARCHAR[]", separator)
  }

  /** At least so long, filled in front. */
  padStart(length: number, fill = " "): Expr<string | null> {
    return this.#pad("lpad", length, fill)
  }

  padEnd(length: number, fill = " "): Expr<string | null> {
    return this.#pad("rpad", length, fill)
  }

  #pad(name: string, length: number, fill: string): Expr<string | null> {
    const { text } = this.#of
    // Those that are longer would be cut.
    const to = `greatest(${integer("length", length)}, length(`
    return this.#made([`${name}(`, ...text, `, ${to}`, ...text, `))::INTEGER, ${literal(fill)})`], "VARCHAR")
  }

  zfill(length: number): Expr<string | null> {
    return this.padStart(length, "0")
  }

  repeat(times: number): Expr<string | null> {
    return this.#call("repeat", "VARCHAR", integer("times", times, { min: 0 }))
  }

  /** Joined with others. */
  cat(...others: readonly Operand<string>[]): Expr<string | null> {
    const parts = [this.#of, ...others.map((one) => this.#tools.of(one))]
    const text = join(
      parts.map((one) => one.text),
      " || ",
    )
    return this.#made(["(", ...text, ")"], "VARCHAR", ...parts)
  }
}

/** RE2 writes a group as `\1`, which also stays. What is no group of the pattern is text, as in JavaScript. */
function replacement(by: string, pattern: RegExp): string {
  const count = new RegExp(`${pattern.source}|`, pattern.flags).exec("")!.length - 1
  return by.replaceAll(/\$(?:([$&])|([1-9]))/g, (all, sign: string | undefined, group: string | undefined) => {
    if (sign !== undefined) return sign === "$" ? "$" : String.raw`\0`
    return Number(group) <= count ? `\\${group}` : all
  })
}

/** Those of RE2. */
function flags(pattern: RegExp): string {
  return `${pattern.ignoreCase ? "i" : "c"}${pattern.dotAll ? "s" : ""}${pattern.multiline ? "m" : ""}`
}
