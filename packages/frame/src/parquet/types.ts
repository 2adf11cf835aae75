import type { ThriftWriter } from "./thrift.ts"

/** How many bytes a value takes: `bit` is an eighth, `text` four and its own. */
type Shape = "bit" | 4 | 8 | "text"

/** How Parquet stores a type of DuckDB. Source: https://github.com/apache/parquet-format (parquet.thrift). */
export interface Storage {
  /** Parquet's number of the physical type. */
  readonly physical: number
  readonly shape: Shape
  readonly converted?: number
  /** Writes the union LogicalType, for what ConvertedType cannot say. */
  readonly logical?: (out: ThriftWriter) => void
}

const [boolean, int32, int64, float, double, byteArray] = [0, 1, 2, 4, 5, 6]

function timestamp(utc: boolean, unit: 1 | 2 | 3): (out: ThriftWriter) => void {
  return (out) =>
    out.struct(8, () => {
      out.boolean(1, utc)
      out.struct(2, () => out.struct(unit, () => {}))
    })
}

const storages: Readonly<Record<string, Storage>> = {
  BOOLEAN: { physical: boolean, shape: "bit" },
  TINYINT: { physical: int32, shape: 4, converted: 15 },
  SMALLINT: { physical: int32, shape: 4, converted: 16 },
  INTEGER: { physical: int32, shape: 4, converted: 17 },
  BIGINT: { physical: int64, shape: 8, converted: 18 },
  UTINYINT: { physical: int32, shape: 4, converted: 11 },
  USMALLINT: { physical: int32, shape: 4, converted: 12 },
  UINTEGER: { physical: int32, shape: 4, converted: 13 },
  UBIGINT: { physical: int64, shape: 8, converted: 14 },
  FLOAT: { physical: float, shape: 4 },
  DOUBLE: { physical: double, shape: 8 },
  VARCHAR: { physical: byteArray, shape: "text", converted: 0 },
  BLOB: { physical: byteArray, shape: "text" },
  DATE: { physical: int32, shape: 4, converted: 6 },
  TIME: { physical: int64, shape: 8, converted: 8 },
  TIMESTAMP: { physical: int64, shape: 8, logical: timestamp(false, 2) },
  TIMESTAMP_NS: { physical: int64, shape: 8, logical: timestamp(false, 3) },
  "TIMESTAMP WITH TIME ZONE": { physical: int64, shape: 8, logical: timestamp(true, 2) },
  TIMESTAMPTZ: { physical: int64, shape: 8, logical: timestamp(true, 2) },
}

/** Has the writer a way to store this type? */
export function canWrite(type: string): boolean {
  return Object.hasOwn(storages, type)
}

export function storageOf(type: string): Storage {
  if (!canWrite(type)) throw new TypeError(`no way to write ${type} to Parquet`)
  return storages[type]!
}
