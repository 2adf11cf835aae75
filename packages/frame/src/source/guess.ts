import { OptionError } from "heddle"
import { canWrite } from "../parquet/index.ts"
import type { ParquetColumn } from "../parquet/index.ts"
import { isFloating } from "../schema/index.ts"
import { identifier } from "../sql/index.ts"
import type { ColumnValues } from "./memory.ts"

const ofArrays: Readonly<Record<string, string>> = {
  Float64Array: "DOUBLE",
  Float32Array: "FLOAT",
  Int8Array: "TINYINT",
  Uint8Array: "UTINYINT",
  Uint8ClampedArray: "UTINYINT",
  Int16Array: "SMALLINT",
  Uint16Array: "USMALLINT",
  Int32Array: "INTEGER",
  Uint32Array: "UINTEGER",
  BigInt64Array: "BIGINT",
  BigUint64Array: "UBIGINT",
}

/** The type of a column, of its values. */
export function guessed(name: string, values: ColumnValues): string {
  if (ArrayBuffer.isView(values)) {
    const kind = ofArrays[Object.prototype.toString.call(values).slice("[object ".length, -1)]
    if (kind !== undefined) return kind
    throw new OptionError(name, `one of ${Object.keys(ofArrays).join(", ")}, or a list`, values)
  }
  const type = ofValues(name, values)
  return type === "NULL" ? "VARCHAR" : type
}

/** `"NULL"`: none of them is a value. */
function ofValues(name: string, values: readonly unknown[]): string {
  let found = "NULL"
  for (const value of values) {
    if (value === null || value === undefined) continue
    const own = ofValue(name, value)
    if (own === found) continue
    const both = own === "NULL" ? found : together(found, own)
    if (both === undefined) {
      throw new OptionError(name, `of values of one type: there are ${found} and ${own}`, value, {
        hint: `{ types: { ${JSON.stringify(name)}: "VARCHAR" } } takes all as texts`,
      })
    }
    found = both
  }
  return found
}

const order = ["BIGINT", "HUGEINT", "DOUBLE"]

function together(a: string, b: string): string | undefined {
  if (a === "NULL") return b
  const [i, j] = [order.indexOf(a), order.indexOf(b)]
  if (i >= 0 && j >= 0) return order[Math.max(i, j)]
  const [list, other] = [/^(.*)\[\]$/.exec(a)?.[1], /^(.*)\[\]$/.exec(b)?.[1]]
  if (list !== undefined && other !== undefined) {
    const both = together(list, other)
    return both && `${both}[]`
  }
  return undefined
}

function ofValue(name: string, value: unknown): string {
  switch (typeof value) {
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? "BIGINT" : Number.isNaN(value) ? "NULL" : "DOUBLE"
    case "bigint":
      return BigInt.asIntN(64, value) === value ? "BIGINT" : "HUGEINT"
    case "string":
      return "VARCHAR"
    case "boolean":
      return "BOOLEAN"
    case "object":
      return ofObject(name, value!)
    default:
      throw new OptionError(name, "of numbers, bigints, strings, booleans, Dates, bytes, lists or objects", value)
  }
}

function ofObject(name: string, value: object): string {
  if (value instanceof Date) return "TIMESTAMP"
  if (value instanceof Uint8Array) return "BLOB"
  if (Array.isArray(value)) {
    const item = ofValues(name, value)
    return `${item === "NULL" ? "VARCHAR" : item}[]`
  }
  if (ArrayBuffer.isView(value)) return `${guessed(name, value as Float64Array)}[]`
  const fields = Object.entries(value).map(([key, one]) => {
    const type = one === null || one === undefined ? "NULL" : ofValue(`${name}.${key}`, one)
    return `${identifier(key)} ${type === "NULL" ? "VARCHAR" : type}`
  })
  if (fields.length === 0) throw new OptionError(name, "of objects with at least one field", value)
  return `STRUCT(${fields.join(", ")})`
}

/** How a column lies in its file, and what makes its values of that. */
export function stored(given: {
  readonly name: string
  readonly type: string
  readonly values: ColumnValues
  readonly nulls?: Uint8Array | undefined
}): { readonly column: () => ParquetColumn; readonly cast: string | undefined } {
  const { name, type, values, nulls } = given
  const own = identifier(name)
  if (canWrite(type) && !needsText(type, values)) {
    return {
      column: () => ({ name, type, values: withoutNaN(type, values), nulls: nulls ?? nansOf(type, values) }),
      cast: undefined,
    }
  }
  const isNested = type.endsWith("]") || type.startsWith("STRUCT")
  const text = (value: unknown): string | null =>
    value === null || value === undefined || Number.isNaN(value) ? null : isNested ? json(value) : plain(value)
  return {
    column: () => ({ name, type: "VARCHAR", values: Array.from(values as ArrayLike<unknown>, text) }),
    cast: isNested ? `CAST(${own}::JSON AS ${type})` : `CAST(${own} AS ${type})`,
  }
}

/** Strings that are given as dates or numbers are converted by DuckDB. */
function needsText(type: string, values: ColumnValues): boolean {
  if (type === "VARCHAR" || type === "BLOB" || ArrayBuffer.isView(values)) return false
  return values.some((value) => typeof value === "string")
}

function plain(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "bigint" ? Number(one) : ArrayBuffer.isView(one) ? Array.from(one as Float64Array) : one,
  )
}

/** NaN in a list of floats is no value. */
function withoutNaN(type: string, values: ColumnValues): ColumnValues {
  if (ArrayBuffer.isView(values)) return values
  if (type === "VARCHAR")
    return values.map((value) =>
      value === null || value === undefined ? null : typeof value === "string" ? value : plain(value),
    )
  return values.some((value) => Number.isNaN(value))
    ? values.map((value) => (Number.isNaN(value) ? null : value))
    : values
}

/** Rows of a typed array that are NaN. */
function nansOf(type: string, values: ColumnValues): Uint8Array | undefined {
  if (!isFloating(type) || !ArrayBuffer.isView(values)) return undefined
  const floats = values as Float64Array
  let first = 0
  while (first < floats.length && floats[first] === floats[first]) first++
  if (first === floats.length) return undefined
  const nulls = new Uint8Array(floats.length)
  for (let i = first; i < floats.length; i++) if (floats[i] !== floats[i]) nulls[i] = 1
  return nulls
}
