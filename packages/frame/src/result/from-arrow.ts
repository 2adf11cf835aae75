import type { DataType, Table, Vector } from "apache-arrow"
import { typeIdentifier } from "../schema/index.ts"
import type { Column } from "../schema/index.ts"
import { requireArrow } from "./load-arrow.ts"

/** A column of data in memory. */
export interface MemoryColumn extends Column {
  /**
   * Numbers as typed arrays, DATE as days since 1970, TIMESTAMP and TIME in the type's unit, DECIMAL as unscaled bigints,
   * BOOLEAN as 0 and 1; of other types, JavaScript's values: strings, bytes, arrays, objects, Maps.
   */
  readonly values: ArrayLike<unknown>
  /** A byte a value, 1 where it is null; undefined where none is. What `values` has there means nothing. */
  readonly nulls: Uint8Array | undefined
}

/**
 * The columns of an Arrow table, or of the bytes of Arrow's IPC format. Numbers are the table's own memory where it has
 * one batch, and are copied together where it has more.
 *
 * @throws HeddleError for bytes, where apache-arrow is not installed
 * @throws TypeError where a column's type is none of DuckDB's
 */
export function arrowColumns(source: Table | Uint8Array): MemoryColumn[] {
  const table = source instanceof Uint8Array ? requireArrow("fromArrow(bytes)").tableFromIPC(source) : source
  return table.schema.fields.map(({ name, type }, i) => {
    const vector = table.getChildAt(i) as Vector
    const nulls = nullsOf(vector)
    return { name, type: typeOf(type as DataType), values: valuesOf(vector, nulls), nulls }
  })
}

function nullsOf(vector: Vector): Uint8Array | undefined {
  if (vector.nullCount === 0) return undefined
  const nulls = new Uint8Array(vector.length)
  for (let i = 0; i < nulls.length; i++) if (!vector.isValid(i)) nulls[i] = 1
  return nulls
}

/** As the enum of apache-arrow, which is not loaded for this. */
const kind = { null: 1, int: 2, float: 3, binary: 4, text: 5, bool: 6, decimal: 7, date: 8, time: 9, timestamp: 10 }
const nested = {
  list: 12,
  struct: 13,
  fixedBinary: 15,
  fixedList: 16,
  map: 17,
  largeBinary: 19,
  largeText: 20,
  dictionary: -1,
}
const views = { binary: 23, text: 24, largeList: 21 }

interface Details {
  readonly typeId: number
  readonly isSigned: boolean
  readonly bitWidth: number
  readonly precision: number
  readonly scale: number
  readonly unit: number
  readonly timezone?: string | null
  readonly listSize: number
  readonly dictionary: DataType
  readonly children: readonly { readonly name: string; readonly type: DataType }[]
}

function typeOf(type: DataType): string {
  const about = type as unknown as Details
  const child = (i = 0) => typeOf(about.children[i]!.type)
  switch (about.typeId) {
    case kind.null:
      return "INTEGER"
    case kind.int: {
      const name = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" }[about.bitWidth]!
      return about.isSigned ? name : `U${name}`
    }
    case kind.float:
      return about.precision === 2 ? "DOUBLE" : "FLOAT"
    case kind.binary:
    case nested.largeBinary:
    case nested.fixedBinary:
    case views.binary:
      return "BLOB"
    case kind.text:
    case nested.largeText:
    case views.text:
      return "VARCHAR"
    case kind.bool:
      return "BOOLEAN"
    case kind.decimal:
      return `DECIMAL(${about.precision},${about.scale})`
    case kind.date:
      return "DATE"
    case kind.time:
      return about.unit === 3 ? "TIME_NS" : "TIME"
    case kind.timestamp:
      if (about.timezone) return "TIMESTAMP WITH TIME ZONE"
      return ["TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP_NS"][about.unit]!
    case nested.list:
    case views.largeList:
      return `${child()}[]`
    case nested.fixedList:
      return `${child()}[${about.listSize}]`
    case nested.struct:
      return `STRUCT(${about.children.map(({ name }, i) => `${typeIdentifier(name)} ${child(i)}`).join(", ")})`
    case nested.map: {
      const [key, value] = (about.children[0]!.type as unknown as Details).children
      return `MAP(${typeOf(key!.type)}, ${typeOf(value!.type)})`
    }
    case nested.dictionary:
      return typeOf(about.dictionary)
    default:
      throw new TypeError(`DuckDB has no type for Arrow's ${(type as { toString(): string }).toString()}`)
  }
}

function valuesOf(vector: Vector, nulls: Uint8Array | undefined): ArrayLike<unknown> {
  const about = vector.type as unknown as Details
  switch (about.typeId) {
    case kind.int:
      return vector.toArray() as ArrayLike<number>
    case kind.float:
      // Half floats are read one by one.
      return about.precision === 0 ? Float32Array.from(vector as Iterable<number>) : (vector.toArray() as Float64Array)
    case kind.bool:
      return Uint8Array.from(vector as Iterable<boolean | null>, Number)
    case kind.date:
      return about.unit === 0 ? memory(vector, Int32Array) : Int32Array.from(memory(vector, BigInt64Array), days)
    case kind.timestamp:
      return timestamps(memory(vector, BigInt64Array), about)
    case kind.time:
      return times(vector, about.unit)
    case kind.decimal:
      return decimals(vector, about.bitWidth)
    default:
      return Array.from({ length: vector.length }, (_, i) =>
        nulls?.[i] === 1 ? null : plain(vector.get(i), vector.type as DataType),
      )
  }
}

interface Memory {
  readonly length: number
  set(from: ArrayLike<never>, at: number): void
  subarray(start: number, end: number): Memory
}

/** The values as they lie in memory, the batches joined. */
function memory<T extends Int32Array | BigInt64Array>(vector: Vector, Kind: new (count: number) => T, width = 1): T {
  const parts = vector.data.map(({ values, length }) => (values as unknown as Memory).subarray(0, length * width))
  if (parts.length === 1) return parts[0] as unknown as T
  const joined = new Kind(vector.length * width)
  let at = 0
  for (const part of parts) {
    ;(joined as unknown as Memory).set(part as never, at)
    at += part.length
  }
  return joined
}

function days(ms: bigint): number {
  return Number(ms / 86_400_000n)
}

/** With a time zone, DuckDB has microseconds only. */
function timestamps(ticks: BigInt64Array, { timezone, unit }: Details): BigInt64Array {
  if (!timezone || unit === 2) return ticks
  if (unit === 3) return ticks.map((tick) => tick / 1000n)
  const factor = unit === 0 ? 1_000_000n : 1000n
  return ticks.map((tick) => tick * factor)
}

/** Microseconds, or nanoseconds where the type has those. */
function times(vector: Vector, unit: number): BigInt64Array {
  if (unit >= 2) return memory(vector, BigInt64Array)
  const factor = unit === 0 ? 1_000_000n : 1000n
  return BigInt64Array.from(memory(vector, Int32Array), (tick) => BigInt(tick) * factor)
}

function decimals(vector: Vector, bitWidth: number): bigint[] {
  const width = bitWidth / 32
  const words = memory(vector, Int32Array, width)
  return Array.from({ length: vector.length }, (_, i) => {
    let value = BigInt(words[(i + 1) * width - 1]! | 0)
    for (let word = width - 2; word >= 0; word--) value = (value << 32n) | BigInt(words[i * width + word]! >>> 0)
    return value
  })
}

/** Arrow's views of lists, structs and maps as plain values. */
function plain(value: unknown, type: DataType): unknown {
  const { typeId, children, dictionary } = type as unknown as Details
  if (value === null) return null
  switch (typeId) {
    case nested.list:
    case nested.fixedList:
    case views.largeList:
      return Array.from(value as Iterable<unknown>, (item) => plain(item, children[0]!.type))
    case nested.struct: {
      const row = (value as { toJSON(): Record<string, unknown> }).toJSON()
      return Object.fromEntries(children.map((child) => [child.name, plain(row[child.name], child.type)]))
    }
    case nested.map: {
      const [, item] = (children[0]!.type as unknown as Details).children
      const entries = value as Iterable<[unknown, unknown]>
      return new Map([...entries].map(([key, one]) => [key, plain(one, item!.type)]))
    }
    case nested.dictionary:
      return plain(value, dictionary)
    default:
      return value
  }
}
