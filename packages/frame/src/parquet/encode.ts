import { dictionaryOf } from "./dictionary.ts"
import type { EncodedColumn } from "./writer.ts"
import { storageOf } from "./types.ts"

/** Numbers as a typed array, or any values in a list, where `null` and `undefined` are missing. */
export type ColumnData =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly unknown[]

/** Is it there? */
export type Present = (row: number) => boolean

/** The typed arrays whose bytes are already those that Parquet wants. */
const same: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ["Int32Array"],
  UINTEGER: ["Uint32Array"],
  DATE: ["Int32Array"],
  BIGINT: ["BigInt64Array"],
  UBIGINT: ["BigUint64Array"],
  TIME: ["BigInt64Array"],
  TIMESTAMP: ["BigInt64Array"],
  TIMESTAMP_NS: ["BigInt64Array"],
  "TIMESTAMP WITH TIME ZONE": ["BigInt64Array"],
  TIMESTAMPTZ: ["BigInt64Array"],
  FLOAT: ["Float32Array"],
  DOUBLE: ["Float64Array"],
}

/** Rows `begin` to `end` in plain encoding. A view of the values where no byte must change. */
export function encode(type: string, values: ColumnData, begin: number, end: number, present?: Present): EncodedColumn {
  const rows = presentRows(begin, end, present)
  const valid = rows === undefined ? undefined : bitmap(begin, end, rows)
  const { shape } = storageOf(type)
  if (rows === undefined && ArrayBuffer.isView(values) && same[type]?.includes(values.constructor.name)) {
    const part = (values as Float64Array).subarray(begin, end)
    return { values: [new Uint8Array(part.buffer, part.byteOffset, part.byteLength)] }
  }
  const at = rows ?? span(begin, end)
  if (shape === "bit") return { values: [bits(values, at)], valid }
  if (shape === "text") {
    const bytes = texts(values, at)
    return { values: [bytes], valid, dictionary: dictionaryOf(bytes, bytes.length, at.length) }
  }
  return { values: [numbers(type, shape, values, at)], valid }
}

function span(begin: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - begin }, (_, i) => begin + i)
}

/** The rows that have a value; undefined where all have. */
function presentRows(begin: number, end: number, present: Present | undefined): Uint32Array | undefined {
  if (present === undefined) return undefined
  const rows = new Uint32Array(end - begin)
  let count = 0
  for (let row = begin; row < end; row++) if (present(row)) rows[count++] = row
  return count === end - begin ? undefined : rows.subarray(0, count)
}

function bitmap(begin: number, end: number, rows: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((end - begin) / 8))
  for (const row of rows) bytes[(row - begin) >> 3]! |= 1 << ((row - begin) & 7)
  return bytes
}

function bits(values: ColumnData, at: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(at.length / 8))
  for (let i = 0; i < at.length; i++) if (values[at[i]!]) bytes[i >> 3]! |= 1 << (i & 7)
  return bytes
}

function texts(values: ColumnData, at: Uint32Array): Uint8Array {
  let most = 0
  for (const row of at) most += 4 + mostBytes(values[row])
  const bytes = Buffer.allocUnsafe(most)
  let end = 0
  for (const row of at) {
    const value = values[row]
    const length = value instanceof Uint8Array ? copy(value, bytes, end + 4) : bytes.write(String(value), end + 4)
    bytes.writeUInt32LE(length, end)
    end += 4 + length
  }
  return bytes.subarray(0, end)
}

function copy(value: Uint8Array, bytes: Buffer, at: number): number {
  bytes.set(value, at)
  return value.length
}

/** UTF-8 takes at most three bytes for a unit of UTF-16. */
export function mostBytes(value: unknown): number {
  return value instanceof Uint8Array ? value.length : 3 * String(value).length
}

function numbers(type: string, shape: 4 | 8, values: ColumnData, at: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(shape * at.length)
  const view = new DataView(bytes.buffer)
  const read = readers[type]
  for (let i = 0; i < at.length; i++) {
    const value = read === undefined ? values[at[i]!] : read(values[at[i]!])
    if (type === "DOUBLE") view.setFloat64(8 * i, Number(value), true)
    else if (type === "FLOAT") view.setFloat32(4 * i, Number(value), true)
    else if (shape === 4) view.setInt32(4 * i, Number(value), true)
    else view.setBigInt64(8 * i, typeof value === "bigint" ? value : BigInt(value as number), true)
  }
  return bytes
}

/** What a Date is in the unit of a type. Numbers and bigints are in it already. */
const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
  DATE: (value) => (value instanceof Date ? Math.floor(value.getTime() / 86_400_000) : value),
  TIMESTAMP: micros,
  "TIMESTAMP WITH TIME ZONE": micros,
  TIMESTAMPTZ: micros,
  TIMESTAMP_NS: (value) => (value instanceof Date ? BigInt(value.getTime()) * 1_000_000n : value),
}

function micros(value: unknown): unknown {
  return value instanceof Date ? BigInt(value.getTime()) * 1000n : value
}
