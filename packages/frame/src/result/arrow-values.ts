import { inspect } from "node:util"
import { DuckDBTypeId } from "@duckdb/node-api"
import type { DuckDBType } from "@duckdb/node-api"
import type { Data, DataType } from "apache-arrow"
import type { Arrow } from "./load-arrow.ts"

/** Arrow's memory of JavaScript's values, null where they are null. Within lists and structs, DECIMAL and HUGEINT are doubles. */
export function nestedData(arrow: Arrow, type: DuckDBType, values: readonly unknown[]): Data {
  const shape = { length: values.length, nullBitmap: validBits(values) }
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const { valueType } = type
      const lists = values as readonly (readonly unknown[] | null)[]
      const child = nestedData(
        arrow,
        valueType,
        lists.flatMap((list) => list ?? []),
      )
      const to = new arrow.List(new arrow.Field("item", child.type, true))
      return arrow.makeData({
        type: to,
        ...shape,
        valueOffsets: offsets(lists.map((list) => list?.length ?? 0)),
        child,
      })
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type
      const structs = values as readonly (Record<string, unknown> | null)[]
      const children = entryTypes.map((of, i) =>
        nestedData(
          arrow,
          of,
          structs.map((struct) => struct?.[entryNames[i]!] ?? null),
        ),
      )
      const fields = children.map((child, i) => new arrow.Field(entryNames[i]!, child.type, true))
      return arrow.makeData({ type: new arrow.Struct(fields), ...shape, children })
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type
      const maps = values as readonly (ReadonlyMap<unknown, unknown> | null)[]
      const entries = maps.flatMap((map) => [...(map ?? [])])
      const keys = nestedData(
        arrow,
        keyType,
        entries.map(([key]) => key),
      )
      const items = nestedData(
        arrow,
        valueType,
        entries.map(([, value]) => value),
      )
      const struct = new arrow.Struct([new arrow.Field("key", keys.type), new arrow.Field("value", items.type, true)])
      const child = arrow.makeData({ type: struct, length: entries.length, children: [keys, items] })
      const to = new arrow.Map_(new arrow.Field("entries", struct) as never)
      return arrow.makeData({ type: to, ...shape, valueOffsets: offsets(maps.map((map) => map?.size ?? 0)), child })
    }
    case DuckDBTypeId.BLOB: {
      const parts = values.map((value) => (value as Uint8Array | null) ?? new Uint8Array())
      const data = Buffer.concat(parts)
      return arrow.makeData({
        type: new arrow.Binary(),
        ...shape,
        valueOffsets: offsets(parts.map((p) => p.length)),
        data,
      })
    }
    default: {
      const leaf = leafOf(arrow, type, values)
      if (leaf === undefined) return textData(arrow, values)
      return arrow.makeData({ type: leaf.type, ...shape, data: leaf.data } as never)
    }
  }
}

function validBits(values: readonly unknown[]): Uint8Array | undefined {
  if (!values.some((value) => value === null)) return undefined
  const bits = new Uint8Array(((values.length + 63) >> 6) << 3)
  for (let i = 0; i < values.length; i++) if (values[i] !== null) bits[i >> 3]! |= 1 << (i & 7)
  return bits
}

/** Where each begins, and where the last ends. */
function offsets(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1)
  for (let i = 0; i < lengths.length; i++) starts[i + 1] = starts[i]! + lengths[i]!
  return starts
}

function textData(arrow: Arrow, values: readonly unknown[]): Data {
  const texts = values.map(textOf)
  const valueOffsets = offsets(texts.map((text) => Buffer.byteLength(text)))
  const data = Buffer.allocUnsafeSlow(valueOffsets.at(-1)!)
  for (let i = 0; i < texts.length; i++) data.write(texts[i]!, valueOffsets[i]!)
  const shape = { length: values.length, nullBitmap: validBits(values) }
  return arrow.makeData({ type: new arrow.Utf8(), ...shape, valueOffsets, data })
}

function textOf(value: unknown): string {
  if (value === null) return ""
  return typeof value === "string" ? value : inspect(value, { breakLength: Infinity })
}

/** Numbers, booleans, dates and times; undefined for what is text. */
function leafOf(
  arrow: Arrow,
  { typeId }: DuckDBType,
  values: readonly unknown[],
): { type: DataType; data: unknown } | undefined {
  const numbers = values as readonly (number | null)[]
  const big = (value: unknown) => BigInt((value as number | bigint | null) ?? 0)
  const ms = (value: unknown) => (value instanceof Date ? value.getTime() : 0)
  switch (typeId) {
    case DuckDBTypeId.BOOLEAN: {
      const data = new Uint8Array(((values.length + 63) >> 6) << 3)
      for (let i = 0; i < values.length; i++) if (values[i] === true) data[i >> 3]! |= 1 << (i & 7)
      return { type: new arrow.Bool(), data }
    }
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
      return { type: new arrow.Int32(), data: Int32Array.from(numbers as number[]) }
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
      return { type: new arrow.Uint32(), data: Uint32Array.from(numbers as number[]) }
    case DuckDBTypeId.BIGINT:
      return { type: new arrow.Int64(), data: BigInt64Array.from(values, big) }
    case DuckDBTypeId.UBIGINT:
      return { type: new arrow.Uint64(), data: BigUint64Array.from(values, big) }
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return { type: new arrow.Float64(), data: Float64Array.from(values, (value) => Number(value)) }
    case DuckDBTypeId.DATE:
      return { type: new arrow.DateDay(), data: Int32Array.from(values, (value) => ms(value) / 86_400_000) }
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return { type: new arrow.TimestampMillisecond(), data: BigInt64Array.from(values, (value) => BigInt(ms(value))) }
    case DuckDBTypeId.TIMESTAMP_TZ:
      return {
        type: new arrow.TimestampMillisecond("UTC"),
        data: BigInt64Array.from(values, (value) => BigInt(ms(value))),
      }
    default:
      return undefined
  }
}
