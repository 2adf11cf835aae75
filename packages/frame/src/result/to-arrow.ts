import { DuckDBTypeId } from "@duckdb/node-api"
import type { DuckDBType } from "@duckdb/node-api"
import type { Data, DataType, Table } from "apache-arrow"
import { nestedData } from "./arrow-values.ts"
import type { Columns } from "./columns.ts"
import { loadArrow } from "./load-arrow.ts"
import type { Arrow } from "./load-arrow.ts"
import type { Raw } from "./memory.ts"
import type { Store } from "./store.ts"
import { typedArrayOf } from "./typed-arrays.ts"

/** A table of apache-arrow with one batch. */
export async function toArrow(columns: Columns): Promise<Table> {
  const arrow = await loadArrow("toArrow()")
  const data = columns.stores.map((store) => dataOf(arrow, store))
  const fields = columns.names.map((name, i) => new arrow.Field(name, data[i]!.type, true))
  const schema = new arrow.Schema(fields)
  if (fields.length === 0) return new arrow.Table(schema)
  const struct = arrow.makeData({ type: new arrow.Struct(fields), length: columns.rowCount, children: data })
  return new arrow.Table([new arrow.RecordBatch(schema, struct)])
}

function dataOf(arrow: Arrow, store: Store): Data {
  const { type, count, raw, nulls, values } = store
  if (raw === undefined) return nestedData(arrow, type, values!)
  const nullBitmap = nulls === undefined ? undefined : bitmap(nulls, (is) => is === 0)
  const make = (to: DataType, data: unknown) =>
    arrow.makeData({ type: to, length: count, nullBitmap, data } as never) as Data
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return make(
        new arrow.Bool(),
        bitmap(raw as Uint8Array, (is) => is !== 0),
      )
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type
      return make(new arrow.Decimal(scale, width, 128), widened(raw, count))
    }
    case DuckDBTypeId.HUGEINT: {
      const narrow = typedArrayOf({ ...store, nulls: undefined })
      const isNarrow = narrow instanceof BigInt64Array
      return isNarrow ? make(new arrow.Int64(), narrow) : make(new arrow.Decimal(0, 38, 128), widened(raw, count))
    }
    case DuckDBTypeId.ENUM: {
      const { values: members } = type
      const dictionary = arrow.makeVector(nestedData(arrow, text, [...members]) as never)
      const to = new arrow.Dictionary(new arrow.Utf8(), indexType(arrow, raw))
      return arrow.makeData({ type: to, length: count, nullBitmap, data: raw, dictionary } as never) as Data
    }
    case DuckDBTypeId.INTERVAL:
      return make(new arrow.IntervalMonthDayNano(), nanoIntervals(raw, count))
    default: {
      const to = plainType(arrow, type)
      if (to !== undefined) return make(to, raw)
      return nestedData(arrow, text, typedArrayOf(store) as unknown[])
    }
  }
}

const text = { typeId: DuckDBTypeId.VARCHAR } as DuckDBType

/** The types whose memory is the same. */
function plainType(arrow: Arrow, { typeId }: DuckDBType): DataType | undefined {
  switch (typeId) {
    case DuckDBTypeId.TINYINT:
      return new arrow.Int8()
    case DuckDBTypeId.SMALLINT:
      return new arrow.Int16()
    case DuckDBTypeId.INTEGER:
      return new arrow.Int32()
    case DuckDBTypeId.BIGINT:
      return new arrow.Int64()
    case DuckDBTypeId.UTINYINT:
      return new arrow.Uint8()
    case DuckDBTypeId.USMALLINT:
      return new arrow.Uint16()
    case DuckDBTypeId.UINTEGER:
      return new arrow.Uint32()
    case DuckDBTypeId.UBIGINT:
      return new arrow.Uint64()
    case DuckDBTypeId.FLOAT:
      return new arrow.Float32()
    case DuckDBTypeId.DOUBLE:
      return new arrow.Float64()
    case DuckDBTypeId.DATE:
      return new arrow.DateDay()
    case DuckDBTypeId.TIME:
      return new arrow.TimeMicrosecond()
    case DuckDBTypeId.TIME_NS:
      return new arrow.TimeNanosecond()
    case DuckDBTypeId.TIMESTAMP:
      return new arrow.TimestampMicrosecond()
    case DuckDBTypeId.TIMESTAMP_S:
      return new arrow.TimestampSecond()
    case DuckDBTypeId.TIMESTAMP_MS:
      return new arrow.TimestampMillisecond()
    case DuckDBTypeId.TIMESTAMP_NS:
      return new arrow.TimestampNanosecond()
    case DuckDBTypeId.TIMESTAMP_TZ:
      return new arrow.TimestampMicrosecond("UTC")
    default:
      return undefined
  }
}

/** A bit a value, the first the lowest. */
export function bitmap(values: ArrayLike<number>, isSet: (value: number) => boolean): Uint8Array {
  const bits = new Uint8Array(((values.length + 63) >> 6) << 3)
  for (let i = 0; i < values.length; i++) if (isSet(values[i]!)) bits[i >> 3]! |= 1 << (i & 7)
  return bits
}

/** Integers as 128 bits each. */
function widened(raw: Raw, count: number): Uint32Array {
  if (raw.length === count * 4) return new Uint32Array(raw.buffer, raw.byteOffset, count * 4)
  const pairs = new BigInt64Array(count * 2)
  for (let i = 0; i < count; i++) {
    const value = BigInt(raw[i]!)
    pairs[i * 2] = value
    if (value < 0n) pairs[i * 2 + 1] = -1n
  }
  return new Uint32Array(pairs.buffer)
}

function indexType(arrow: Arrow, raw: Raw): InstanceType<Arrow["Uint8"] | Arrow["Uint16"] | Arrow["Uint32"]> {
  if (raw instanceof Uint8Array) return new arrow.Uint8()
  return raw instanceof Uint16Array ? new arrow.Uint16() : new arrow.Uint32()
}

/** Months and days, then microseconds: Arrow has nanoseconds there. */
function nanoIntervals(raw: Raw, count: number): Int32Array {
  const words = (raw as Int32Array).slice()
  const halves = new BigInt64Array(words.buffer)
  for (let i = 0; i < count; i++) halves[i * 2 + 1]! *= 1000n
  return words
}
