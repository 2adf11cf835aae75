import { OptionError } from "heddle"
import { column, join } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"
import { Expr, exprOf } from "./expr.ts"
import type { Kind, Operand, Value } from "./expr.ts"
import { overText } from "./windows.ts"
import type { Over } from "./windows.ts"

/** A column by its name. */
// oxlint-disable-next-line typescript/no-explicit-any -- TypeScript does not know of which frame
export function col<T = any>(name: string): Expr<T> {
  if (typeof name !== "string" || name === "") throw new OptionError("column", "a name", name)
  return columnOf(name)
}

/** A column whose type is known already. */
export function columnOf<T>(name: string, type?: string): Expr<T> {
  return new Expr<T>({
    text: [column(name)],
    type: (columns) => columns.find((one) => one.name === name)?.type ?? type,
    label: name,
  })
}

/** A value in every row. */
export function lit<V extends Value>(value: V): Expr<V> {
  return exprOf(value) as Expr<V>
}

/**
 * Any function of DuckDB: `fn("levenshtein", col("a"), "heddle")`. Strings are values: columns are `col("a")`.
 */
export function fn<T = unknown>(name: string, ...args: readonly unknown[]): Expr<T> {
  if (typeof name !== "string" || !/^[A-Za-z_]\w*$/.test(name))
    throw new OptionError("name", "the name of a function", name)
  return called(name, args)
}

function called<T>(name: string, args: readonly unknown[], kind?: Kind): Expr<T> {
  const exprs = args.map((one) => exprOf(one))
  const list = join(
    exprs.map(({ text }) => text),
    ", ",
  )
  const own = kind ?? exprs.find((one) => one.kind !== "row")?.kind ?? "row"
  return new Expr<T>({ text: [`${name}(`, ...list, ")"], kind: own })
}

/** The first that is not null. */
export function coalesce<T>(...values: readonly Operand<T>[]): Expr<T | null> {
  return called("coalesce", values)
}

/** The greatest that is not null. */
export function greatest<T>(...values: readonly Operand<T>[]): Expr<T | null> {
  return called("greatest", values)
}

/** The least that is not null. */
export function least<T>(...values: readonly Operand<T>[]): Expr<T | null> {
  return called("least", values)
}

/** Texts joined; null counts as empty. */
export function concat(...values: readonly unknown[]): Expr<string> {
  return called("concat", values)
}

/** The number of the row, from 1. */
export function rowNumber(over: Over = {}): Expr<number> {
  return new Expr<number>({
    text: ["row_number() ", ...overText(over, over.partitionBy !== undefined)],
    type: () => "BIGINT",
    kind: "window",
  })
}

/** Conditions, one after the other. As it stands it is a column too: null where none holds. */
export interface When<T> {
  readonly fragment: Expr<T | null>
  when(condition: Expr): { readonly then: <V extends Value>(value: Operand<V>) => When<T | V> }
  otherwise<V extends Value>(value: Operand<V> | null): Expr<T | V | null>
}

/**
 * The value of the first condition that holds.
 *
 * @example
 * ```ts
 * import { col, fromColumns, when } from "@heddle/frame"
 * const sizes = fromColumns({ n: [1, 50, 900] })
 * const size = when(col("n").lt(10)).then("small").when(col("n").lt(100)).then("medium").otherwise("large")
 * console.log((await sizes.select({ size }).compute()).column("size")) // => ["small", "medium", "large"]
 * ```
 */
export function when(condition: Expr): { readonly then: <V extends Value>(value: Operand<V>) => When<V> } {
  return chain([], [], condition) as never
}

function chain(
  before: Text,
  exprs: readonly Expr[],
  condition: Expr,
): { readonly then: (value: unknown) => When<unknown> } {
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- Python's and SQL's word; what it is given is no function
    then(value) {
      const result = exprOf(value)
      const text: Text = [...before, " WHEN ", ...condition.text, " THEN ", ...result.text]
      const all = [...exprs, condition, result]
      const ended = (other: unknown): Expr => {
        const last = exprOf(other)
        const kind = [...all, last].find((one) => one.kind !== "row")?.kind ?? "row"
        return new Expr({ text: ["CASE", ...text, " ELSE ", ...last.text, " END"], kind })
      }
      return {
        fragment: ended(null),
        when: (next) => chain(text, all, next) as never,
        otherwise: ended,
      }
    },
  }
}
