import { createRequire } from "node:module"
import { DuckDBTypeId, DuckDBVector } from "@duckdb/node-api"
import type { DuckDBDataChunk, DuckDBType } from "@duckdb/node-api"

/** Values of a fixed width, as DuckDB has them. */
export type Raw =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

type RawConstructor = { readonly BYTES_PER_ELEMENT: number } & (new (
  buffer: ArrayBufferLike | number,
  byteOffset?: number,
  length?: number,
) => Raw)

/** How values of a fixed width lie in memory: elements of a kind, `width` of them a value. */
export interface Layout {
  readonly Kind: RawConstructor
  readonly width: number
}

const one = (Kind: unknown): Layout => ({ Kind: Kind as RawConstructor, width: 1 })
/** 16 bytes: words, the least first. */
const wide: Layout = { Kind: Int32Array, width: 4 }

const layouts: Readonly<Partial<Record<DuckDBTypeId, Layout>>> = {
  [DuckDBTypeId.BOOLEAN]: one(Uint8Array),
  [DuckDBTypeId.TINYINT]: one(Int8Array),
  [DuckDBTypeId.SMALLINT]: one(Int16Array),
  [DuckDBTypeId.INTEGER]: one(Int32Array),
  [DuckDBTypeId.BIGINT]: one(BigInt64Array),
  [DuckDBTypeId.UTINYINT]: one(Uint8Array),
  [DuckDBTypeId.USMALLINT]: one(Uint16Array),
  [DuckDBTypeId.UINTEGER]: one(Uint32Array),
  [DuckDBTypeId.UBIGINT]: one(BigUint64Array),
  [DuckDBTypeId.HUGEINT]: wide,
  [DuckDBTypeId.UHUGEINT]: wide,
  [DuckDBTypeId.UUID]: wide,
  [DuckDBTypeId.INTERVAL]: wide,
  [DuckDBTypeId.FLOAT]: one(Float32Array),
  [DuckDBTypeId.DOUBLE]: one(Float64Array),
  [DuckDBTypeId.DATE]: one(Int32Array),
  [DuckDBTypeId.TIME]: one(BigInt64Array),
  [DuckDBTypeId.TIME_NS]: one(BigInt64Array),
  [DuckDBTypeId.TIME_TZ]: one(BigUint64Array),
  [DuckDBTypeId.TIMESTAMP]: one(BigInt64Array),
  [DuckDBTypeId.TIMESTAMP_S]: one(BigInt64Array),
  [DuckDBTypeId.TIMESTAMP_MS]: one(BigInt64Array),
  [DuckDBTypeId.TIMESTAMP_NS]: one(BigInt64Array),
  [DuckDBTypeId.TIMESTAMP_TZ]: one(BigInt64Array),
}

/** The layout of a type; undefined where its values have no fixed width. */
export function layoutOf(type: DuckDBType): Layout | undefined {
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    const { width } = type
    if (width > 18) return wide
    return one(width > 9 ? BigInt64Array : width > 4 ? Int32Array : Int16Array)
  }
  if (type.typeId === DuckDBTypeId.ENUM) {
    const { internalTypeId } = type
    return layouts[internalTypeId]
  }
  return layouts[type.typeId]
}

type RawVector = Parameters<typeof DuckDBVector.create>[0]

interface Bindings {
  data_chunk_get_vector(chunk: unknown, column: number): RawVector
  get_data_from_pointer(memory: ArrayBufferLike, at: number, length: number): Uint8Array
}

/** The package below DuckDB's, as that one finds it. */
const bindings = createRequire(import.meta.resolve("@duckdb/node-api"))("@duckdb/node-bindings") as Bindings

/**
 * A chunk's vector of a type that is known. The chunk's own method asks for the type again with each chunk, with all
 * members of an ENUM.
 */
export function vectorAt(chunk: DuckDBDataChunk, column: number, type: DuckDBType, count: number): DuckDBVector {
  const { chunk: raw } = chunk as unknown as { chunk: unknown }
  return DuckDBVector.create(bindings.data_chunk_get_vector(raw, column), count, type)
}

/** The bytes at the address that stands at `at`, not copied. */
export function bytesAt(memory: ArrayBufferLike, at: number, length: number): Buffer {
  const { buffer, byteOffset } = bindings.get_data_from_pointer(memory, at, length)
  return Buffer.from(buffer as ArrayBuffer, byteOffset, length)
}

/** What vectors have and do not show. The package's version is pinned. */
interface Inner {
  readonly items?: ArrayBufferView
  readonly dataView?: DataView
  readonly entryData?: ArrayBufferView
  readonly validity?: { readonly data: BigUint64Array | null; readonly offset: number }
  readonly listVector?: DuckDBVector
  readonly structVector?: DuckDBVector
  readonly childData?: DuckDBVector
}

/** The vector's own memory, valid as long as its chunk. */
export function memoryOf(vector: DuckDBVector): ArrayBufferView {
  const { items, dataView, entryData } = vector as unknown as Inner
  const memory = items ?? dataView ?? entryData
  if (memory === undefined) throw new TypeError(`${vector.constructor.name} has no memory`)
  return memory
}

/** The values of a fixed width, not copied. */
export function rawOf(vector: DuckDBVector, { Kind, width }: Layout, count: number): Raw {
  const { buffer, byteOffset } = memoryOf(vector)
  return new Kind(buffer, byteOffset, count * width)
}

/** The list within a map, the struct within a union, the values of an array. */
export function innerOf(vector: DuckDBVector, part: "listVector" | "structVector" | "childData"): DuckDBVector {
  return (vector as unknown as Inner)[part]!
}

/** A bit a value, set where it is not null; undefined where none is. */
export function validityOf(vector: DuckDBVector): Uint8Array | undefined {
  const { validity } = vector as unknown as Inner
  const data = validity?.data
  return data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : undefined
}

/** Whether none of the first `count` values is null. */
export function isAllValid(validity: Uint8Array, count: number): boolean {
  const whole = count >> 3
  for (let i = 0; i < whole; i++) if (validity[i] !== 0xff) return false
  const rest = (1 << (count & 7)) - 1
  return rest === 0 || (validity[whole]! & rest) === rest
}

/** Sets a byte to 1 for each null. */
export function markNulls(validity: Uint8Array, count: number, nulls: Uint8Array, at: number): void {
  for (let i = 0; i < count; i += 8) {
    const bits = validity[i >> 3]!
    if (bits === 0xff) continue
    const end = Math.min(8, count - i)
    for (let bit = 0; bit < end; bit++) if ((bits & (1 << bit)) === 0) nulls[at + i + bit] = 1
  }
}
