import { inspect } from "node:util"
import type { Table as ArrowTable } from "apache-arrow"
import { nearest } from "heddle/extend"
import { ColumnError } from "../errors/index.ts"
import type { Column } from "../schema/index.ts"
import type { Columns } from "./columns.ts"
import { tableText } from "./text.ts"
import type { Style } from "./text.ts"
import { toArrow } from "./to-arrow.ts"
import type { ColumnArray } from "./typed-arrays.ts"

/**
 * The rows of a result: an array of plain objects, whose keys are the columns in their order (names that are whole
 * numbers stand first, as in all of JavaScript's objects).
 *
 * | DuckDB | JavaScript |
 * | --- | --- |
 * | NULL | `null` |
 * | BOOLEAN | boolean |
 * | integers to 32 bits, FLOAT, DOUBLE, DECIMAL | number |
 * | BIGINT, UBIGINT, HUGEINT, UHUGEINT, BIGNUM | number where it is a safe integer, else bigint |
 * | VARCHAR, ENUM, UUID, BIT, JSON | string |
 * | DATE, TIMESTAMP of all kinds | Date in UTC, to the millisecond; `"infinity"`, `"-infinity"`; text where no Date is so far |
 * | TIME | `"10:00:00.5"` |
 * | INTERVAL | `{ months, days, micros }` |
 * | BLOB | Uint8Array |
 * | LIST, ARRAY; STRUCT; MAP | array; object; Map |
 * | UNION | the member's value |
 * | others | what DuckDB prints |
 *
 * Methods of arrays, such as `map` and `filter`, give plain arrays. What it has beside its rows shows the result as it came, and
 * does not see what is changed in the rows.
 */
export type Table<R = Record<string, unknown>> = R[] & TableMethods<R>

/** What the array of a result has beside its rows. */
export interface TableMethods<R> {
  /** The names of the columns. */
  readonly columns: string[]
  /** The columns with DuckDB's types. */
  readonly types: Column[]
  /** The table itself. */
  readonly rows: Table<R>

  /**
   * The values of a column, as rows have them.
   *
   * @throws ColumnError where there is no such column
   */
  column<K extends keyof R & string>(name: K): R[K][]

  /** By name, the values of each column, as rows have them. */
  toColumns(): { [K in keyof R]: R[K][] }

  /**
   * By name, each column as a typed array where its type has one, without making it of the rows.
   *
   * | DuckDB | without null | with null |
   * | --- | --- | --- |
   * | DOUBLE, FLOAT | Float64Array, Float32Array | the same, NaN |
   * | TINYINT, SMALLINT, INTEGER | Int8Array, Int16Array, Int32Array | Float64Array, NaN |
   * | UTINYINT, USMALLINT, UINTEGER | Uint8Array, Uint16Array, Uint32Array | Float64Array, NaN |
   * | BOOLEAN | Uint8Array of 0 and 1 | Float64Array, NaN |
   * | BIGINT, UBIGINT | BigInt64Array, BigUint64Array | Float64Array and NaN if all are safe, else an array |
   * | HUGEINT, UHUGEINT | the same if all fit, else an array of bigints | Float64Array and NaN if all are safe, else an array |
   * | DECIMAL | Float64Array | Float64Array, NaN |
   * | DATE, TIMESTAMP of all kinds | Float64Array: milliseconds since 1970, with fractions | NaN; infinite ones are infinite |
   * | others | an array of values | an array, null |
   *
   * Arrays of the width of DuckDB's own are the result's memory, not copies: what you change in them, the table shows.
   */
  toTypedArrays(): { [K in keyof R]: ColumnArray }

  /**
   * A table of the package apache-arrow. Columns of numbers, dates and times are its memory, not copies; DECIMAL stays
   * exact, HUGEINT is Int64 where that is enough, else Decimal; what Arrow has no type for is text.
   *
   * @throws HeddleError where apache-arrow is not installed
   */
  toArrow(): Promise<ArrowTable>

  /** The table as text: the first and the last ten rows, as wide as the terminal. */
  toString(): string
}

/** A table of a result. The rows are made at once; what it has beside them is not enumerable, so that it equals its rows. */
export function tableOf<R>(columns: Columns): Table<R> {
  const rows: unknown[] = []
  columns.writeRows(rows)
  const methods = {
    columns: [...columns.names],
    types: [...columns.types],
    rows,
    column: (name: string) => columns.values(placeOf(columns.names, name)),
    toColumns: () => columns.toColumns(),
    toTypedArrays: () => columns.toTypedArrays(),
    toArrow: async () => toArrow(columns),
    toString: () => tableText(columns),
    [inspect.custom]: (_depth: number, style: Style) => tableText(columns, style),
  }
  for (const key of Reflect.ownKeys(methods)) {
    Object.defineProperty(rows, key, {
      value: methods[key as keyof typeof methods],
      writable: true,
      configurable: true,
    })
  }
  return rows as Table<R>
}

function placeOf(names: readonly string[], name: string): number {
  const at = names.indexOf(name)
  if (at !== -1) return at
  throw new ColumnError(`there is no column ${JSON.stringify(name)}`, {
    column: name,
    columns: names,
    nearest: nearest(name, names),
  })
}
