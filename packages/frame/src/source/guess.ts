import { OptionError } from "heddle"
import { canWrite } from "../parquet/index.ts"
import type { ParquetColumn } from "../parquet/index.ts"
import { isFloating, isInteger, isTemporal } from "../schema/index.ts"
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
  return textOf(ofColumn(name, values))
}

/** A type whose parts may not be known yet: `"NULL"` is none of which a value was seen. */
type Guess = string | { readonly list: Guess } | { readonly fields: ReadonlyMap<string, Guess> }

function textOf(guess: Guess): string {
  if (typeof guess === "string") return guess === "NULL" ? "VARCHAR" : guess
  if ("list" in guess) return `${textOf(guess.list)}[]`
  const fields = [...guess.fields].map(([name, one]) => `${identifier(name)} ${textOf(one)}`)
  return `STRUCT(${fields.join(", ")})`
}

function ofColumn(name: string, values: ColumnValues): Guess {
  if (!ArrayBuffer.isView(values)) return ofValues(name, values)
  const kind = ofArrays[Object.prototype.toString.call(values).slice("[object ".length, -1)]
  if (kind !== undefined) return kind
  throw new OptionError(name, `one of ${Object.keys(ofArrays).join(", ")}, or a list`, values)
}

function ofValues(name: string, values: readonly unknown[]): Guess {
  let found: Guess = "NULL"
  for (const value of values) {
    if (isNothing(value)) continue
    const own = ofValue(name, value)
    if (own === found) continue
    const both = together(found, own)
    if (both === undefined) {
      throw new OptionError(name, `of values of one type: there are ${textOf(found)} and ${textOf(own)}`, value, {
        hint: `{ types: { ${JSON.stringify(name)}: "VARCHAR" } } takes all as texts`,
      })
    }
    found = both
  }
  return found
}

const order = ["BIGINT", "HUGEINT", "DOUBLE"]

function together(a: Guess, b: Guess): Guess | undefined {
  if (a === "NULL" || a === b) return b
  if (b === "NULL") return a
  if (typeof a === "string" || typeof b === "string") {
    const [i, j] = [order.indexOf(a as string), order.indexOf(b as string)]
    return i >= 0 && j >= 0 ? order[Math.max(i, j)] : undefined
  }
  if ("list" in a && "list" in b) {
    const list = together(a.list, b.list)
    return list && { list }
  }
  return "fields" in a && "fields" in b ? ofBoth(a.fields, b.fields) : undefined
}

function ofBoth(a: ReadonlyMap<string, Guess>, b: ReadonlyMap<string, Guess>): Guess | undefined {
  const fields = new Map(a)
  for (const [name, one] of b) {
    const both = together(fields.get(name) ?? "NULL", one)
    if (both === undefined) return undefined
    fields.set(name, both)
  }
  return { fields }
}

function ofValue(name: string, value: unknown): Guess {
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

function ofObject(name: string, value: object): Guess {
  if (value instanceof Date) return "TIMESTAMP"
  if (value instanceof Uint8Array) return "BLOB"
  if (Array.isArray(value)) return { list: ofValues(name, value) }
  if (ArrayBuffer.isView(value)) return { list: ofColumn(name, value as Float64Array) }
  const fields = Object.entries(value).map(([key, one]) => [key, ofValues(`${name}.${key}`, [one])] as const)
  if (fields.length === 0) throw new OptionError(name, "of objects with at least one field", value)
  return { fields: new Map(fields) }
}

/** How a column lies in its file, and what makes its values of that. */
export function stored(given: {
  readonly name: string
  readonly type: string
  readonly values: ColumnValues
  readonly nulls?: Uint8Array | undefined
  readonly isPhysical?: boolean
}): { readonly column: () => ParquetColumn; readonly cast: string | undefined } {
  const { name, type, values, nulls } = given
  const own = identifier(name)
  const cast = nulls === undefined && given.isPhysical !== true ? castOf(type, values, own) : undefined
  if (cast !== undefined) {
    const natural = guessed(name, values)
    return { column: () => ({ name, type: natural, values, nulls: nansOf(natural, values) }), cast }
  }
  if (isInteger(type) && !ArrayBuffer.isView(values)) checkIntegers(name, type, values)
  if (canWrite(type) && !needsText(type, values)) {
    return {
      column: () => ({ name, type, values: withoutNaN(type, values), nulls: nulls ?? nansOf(type, values) }),
      cast: undefined,
    }
  }
  const isNested = type.endsWith("]") || type.startsWith("STRUCT")
  const guess = isNested && type.includes("STRUCT") ? ofColumn(name, values) : undefined
  const text = (value: unknown): string | null =>
    isNothing(value) ? null : isNested ? json(value, guess) : plain(value)
  return {
    column: () => ({ name, type: "VARCHAR", values: Array.from(values as ArrayLike<unknown>, text) }),
    cast: isNested ? `CAST(${own}::JSON AS ${type})` : `CAST(${own} AS ${type})`,
  }
}

/** What DuckDB makes of a typed array that is of another type than it is asked for; of times it has milliseconds. */
function castOf(type: string, values: ColumnValues, own: string): string | undefined {
  if (!ArrayBuffer.isView(values) || isFloating(type) || guessed(own, values) === type) return undefined
  if (!isTemporal(type) || !isFloating(guessed(own, values))) return `CAST(${own} AS ${type})`
  return `CAST(make_timestamp(CAST(${own} * 1000 AS BIGINT)) AS ${type})`
}

/** What a list may have of integers, which are written as they are. */
function checkIntegers(name: string, type: string, values: readonly unknown[]): void {
  const isUnsigned = type.startsWith("U")
  const [, bits] = integerBits.find(([kind]) => type.endsWith(kind))!
  const [least, end] = isUnsigned ? [0, 2 ** bits] : [-(2 ** (bits - 1)), 2 ** (bits - 1)]
  for (const value of values) {
    if (typeof value !== "number" && typeof value !== "bigint") continue
    if (
      Number.isNaN(value) ||
      (value >= least && value < end && (typeof value === "bigint" || Number.isInteger(value)))
    )
      continue
    throw new OptionError(name, `of integers that ${type} can hold`, value)
  }
}

const integerBits = [
  ["HUGEINT", 128],
  ["TINYINT", 8],
  ["SMALLINT", 16],
  ["BIGINT", 64],
  ["INTEGER", 32],
] as const

/** Strings that are given as dates or numbers are converted by DuckDB. */
function needsText(type: string, values: ColumnValues): boolean {
  if (type === "VARCHAR" || type === "BLOB" || ArrayBuffer.isView(values)) return false
  return values.some((value) => typeof value === "string")
}

function plain(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}

function json(value: unknown, guess: Guess | undefined): string {
  return JSON.stringify(guess === undefined ? value : withAllFields(value, guess), (_, one: unknown) =>
    typeof one === "bigint" ? rawJson(String(one)) : ArrayBuffer.isView(one) ? Array.from(one as Float64Array) : one,
  )
}

/** Digits as they are: a number of JavaScript has too few. */
const { rawJSON: rawJson } = JSON as unknown as { readonly rawJSON: (text: string) => unknown }

/** DuckDB wants all fields of an object, also those that only others have. */
function withAllFields(value: unknown, guess: Guess): unknown {
  if (value === null || value === undefined || typeof guess === "string") return value
  if ("list" in guess) return Array.isArray(value) ? value.map((one) => withAllFields(one, guess.list)) : value
  const own = value as Readonly<Record<string, unknown>>
  const fields = [...guess.fields].map(([name, one]) => [name, withAllFields(own[name] ?? null, one)] as const)
  return Object.fromEntries(fields)
}

/** NaN, and a Date of NaN, in a list is no value. */
function withoutNaN(type: string, values: ColumnValues): ColumnValues {
  if (ArrayBuffer.isView(values)) return values
  if (type === "VARCHAR")
    return values.map((value) => (typeof value === "string" ? value : isNothing(value) ? null : plain(value)))
  return values.some((value) => isNaN(value)) ? values.map((value) => (isNaN(value) ? null : value)) : values
}

function isNaN(value: unknown): boolean {
  return Number.isNaN(value instanceof Date ? value.getTime() : value)
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || isNaN(value)
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
