import { OptionError } from "heddle"
import { knownKeys } from "heddle/extend"
import type { ParquetColumn } from "../parquet/index.ts"
import type { Source } from "../plan/index.ts"
import { typeName } from "../schema/index.ts"
import type { Column } from "../schema/index.ts"
import { identifier, repeated } from "../sql/index.ts"
import { standard } from "./files.ts"
import { guessed, stored } from "./guess.ts"
import { Stored } from "./stored.ts"

/** Values of a column: NaN in typed arrays and null in lists are no values. */
export type ColumnValues =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly unknown[]

/** What is said of data in memory. */
export interface MemoryOptions {
  /** Types of some columns. Others are what their values are. */
  readonly types?: Readonly<Record<string, string>>
}

export interface Given {
  readonly name: string
  readonly type: string
  readonly values: ColumnValues
  readonly nulls?: Uint8Array | undefined
  /** Numbers of times are in the unit of the type. */
  readonly isPhysical?: boolean
}

/** Columns by name, with their types. */
export function givenColumns(columns: Readonly<Record<string, ColumnValues>>, options: MemoryOptions = {}): Given[] {
  knownKeys(options, ["types"], { columns: "types", dtypes: "types" })
  const { types = {} } = options
  const names = Object.keys(columns)
  if (names.length === 0) throw new OptionError("columns", "at least one", columns)
  const twice = repeated(names)
  if (twice !== undefined) {
    throw new OptionError("columns", "of names that differ by more than case, of which SQL knows nothing", twice)
  }
  for (const name of Object.keys(types)) {
    if (!names.includes(name)) throw new OptionError("types", `of columns that are there: ${names.join(", ")}`, name)
  }
  const given = names.map((name): Given => {
    identifier(name)
    const values = columns[name]!
    if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && !(values instanceof DataView))) {
      throw new OptionError(name, "a typed array or a list of values", values)
    }
    const type = Object.hasOwn(types, name) ? standard(typeName(types[name]!)) : guessed(name, values)
    return { name, type, values }
  })
  const [first] = given
  for (const { name, values } of given) {
    if (values.length !== first!.values.length) {
      throw new OptionError(
        name,
        `as long as the others: \`${first!.name}\` has ${first!.values.length} values`,
        values.length,
      )
    }
  }
  return given
}

/** A frame of columns, which must not change until it is computed. */
export function columnsSource(
  columns: Readonly<Record<string, ColumnValues>>,
  options: MemoryOptions = {},
  label = "fromColumns",
): Source {
  return memorySource(givenColumns(columns, options), label)
}

/** Columns as a file has them, and what makes values of those that it cannot have. */
export function storedColumns(given: readonly Given[]): {
  readonly columns: ParquetColumn[]
  readonly casts: (string | undefined)[]
} {
  const kept = given.map((one) => stored(one))
  return {
    columns: kept.map(({ column }) => column()),
    casts: kept.map(({ cast }, i) => (cast === undefined ? undefined : `${cast} AS ${identifier(given[i]!.name)}`)),
  }
}

/** Columns that are written to a file for the first query. */
export function memorySource(given: readonly Given[], label: string): Source {
  const columns: Column[] = given.map(({ name, type }) => ({ name, type }))
  const empty = columns.map(({ name, type }) => `NULL::${type} AS ${identifier(name)}`).join(", ")
  const kept = given.map((one) => stored(one))
  const casts = kept.flatMap(({ cast }, i) => (cast === undefined ? [] : [`${cast} AS ${identifier(given[i]!.name)}`]))
  const inFile = (): ParquetColumn[] => kept.map(({ column }) => column())
  const source: Source = {
    label,
    columns,
    from: `(SELECT ${empty} LIMIT 0)`,
    isQuick: true,
    files: async () => ({ reader: "read_parquet", paths: [file.path(inFile)], settings: "", casts }),
    prepare: async () => {
      const from = file.from(inFile)
      return casts.length === 0 ? from : `(SELECT * REPLACE (${casts.join(", ")}) FROM ${from})`
    },
  }
  const file = new Stored(source)
  return source
}

/** A frame of objects. What an object has not is null. */
export function rowsSource(rows: Iterable<Readonly<Record<string, unknown>>>, options: MemoryOptions = {}): Source {
  if (typeof rows !== "object" || rows === null || !(Symbol.iterator in rows)) {
    throw new OptionError("rows", "a list of objects", rows)
  }
  const names = new Map<string, unknown[]>()
  let count = 0
  for (const row of rows) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new OptionError("rows", `of objects: row ${count} is none`, row)
    }
    for (const name of Object.keys(row)) {
      let values = names.get(name)
      if (values === undefined) names.set(name, (values = Array.from({ length: count }, () => null)))
      values.push(row[name])
    }
    count++
    for (const values of names.values()) if (values.length < count) values.push(null)
  }
  if (names.size === 0) {
    const { types = {} } = options
    if (Object.keys(types).length === 0) {
      throw new OptionError(
        "rows",
        "at least one object with a value, or { types } that say what columns there are",
        undefined,
      )
    }
    for (const name of Object.keys(types)) names.set(name, [])
  }
  return columnsSource(Object.fromEntries(names), options, "fromRows")
}
