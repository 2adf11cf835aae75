import { DuckDBTypeId, DuckDBVariantValue } from "@duckdb/node-api"
import type {
  DuckDBArrayType,
  DuckDBListVector,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBStructVector,
  DuckDBType,
  DuckDBUnionType,
  DuckDBVector,
} from "@duckdb/node-api"
import { decoderOf } from "./decode.ts"
import { innerOf, isAllValid, layoutOf, markNulls, memoryOf, rawOf, validityOf } from "./memory.ts"
import { rowBuilder } from "./rows.ts"
import { readBlobs, readStrings } from "./strings.ts"

/** A byte a value, 1 where it is null; undefined where none is. */
export function nullsOf(vector: DuckDBVector, count: number): Uint8Array | undefined {
  const validity = validityOf(vector)
  if (validity === undefined || isAllValid(validity, count)) return undefined
  const nulls = new Uint8Array(count)
  markNulls(validity, count, nulls, 0)
  return nulls
}

/** The values of a vector, of any type, from `at` on in `out`. */
export function readValues(vector: DuckDBVector, type: DuckDBType, count: number, out: unknown[], at: number): void {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return readStrings(vector, nullsOf(vector, count), count, out, at)
    case DuckDBTypeId.BLOB:
      return readBlobs(vector, nullsOf(vector, count), count, out, at)
    case DuckDBTypeId.LIST:
      return readLists(vector, type.valueType, count, out, at)
    case DuckDBTypeId.ARRAY:
      return readArrays(vector, type, count, out, at)
    case DuckDBTypeId.STRUCT:
      return readStructs(vector, type, count, out, at)
    case DuckDBTypeId.MAP:
      return readMaps(vector, type, count, out, at)
    case DuckDBTypeId.UNION:
      return readUnions(vector, type, count, out, at)
    default:
      return layoutOf(type) === undefined ? readOthers(vector, count, out, at) : readRaw(vector, type, count, out, at)
  }
}

function readRaw(vector: DuckDBVector, type: DuckDBType, count: number, out: unknown[], at: number): void {
  const nulls = nullsOf(vector, count)
  const values: unknown[] = []
  decoderOf(type)(rawOf(vector, layoutOf(type)!, count), 0, count, values)
  for (let i = 0; i < count; i++) out[at + i] = nulls?.[i] === 1 ? null : values[i]
}

/** The values of a vector within another. */
function childValues(vector: DuckDBVector, type: DuckDBType): unknown[] {
  const values: unknown[] = []
  readValues(vector, type, vector.itemCount, values, 0)
  return values
}

/** Where each list's values begin and how many they are, as 64-bit pairs. */
function readLists(vector: DuckDBVector, type: DuckDBType, count: number, out: unknown[], at: number): void {
  const nulls = nullsOf(vector, count)
  const { buffer, byteOffset } = memoryOf(vector)
  const words = new Uint32Array(buffer, byteOffset, count * 4)
  const values = childValues((vector as DuckDBListVector).childVector, type)
  for (let i = 0; i < count; i++) {
    const start = words[i * 4]!
    out[at + i] = nulls?.[i] === 1 ? null : values.slice(start, start + words[i * 4 + 2]!)
  }
}

function readArrays(vector: DuckDBVector, type: DuckDBArrayType, count: number, out: unknown[], at: number): void {
  const nulls = nullsOf(vector, count)
  const values = childValues(innerOf(vector, "childData"), type.valueType)
  const { length } = type
  for (let i = 0; i < count; i++) out[at + i] = nulls?.[i] === 1 ? null : values.slice(i * length, (i + 1) * length)
}

function readStructs(vector: DuckDBVector, type: DuckDBStructType, count: number, out: unknown[], at: number): void {
  const nulls = nullsOf(vector, count)
  const fields = fieldValues(vector as DuckDBStructVector, type.entryTypes)
  const objects: unknown[] = []
  rowBuilder(type.entryNames)(fields, objects, 0, count)
  for (let i = 0; i < count; i++) out[at + i] = nulls?.[i] === 1 ? null : objects[i]
}

function fieldValues(vector: DuckDBStructVector, types: readonly DuckDBType[]): unknown[][] {
  return types.map((type, i) => childValues(vector.entryVectorAt(i), type))
}

/** A map is a list of structs of a key and a value. */
function readMaps(vector: DuckDBVector, type: DuckDBMapType, count: number, out: unknown[], at: number): void {
  const list = innerOf(vector, "listVector") as DuckDBListVector
  const nulls = nullsOf(list, count)
  const { buffer, byteOffset } = memoryOf(list)
  const words = new Uint32Array(buffer, byteOffset, count * 4)
  const entries = fieldValues(list.childVector as DuckDBStructVector, [type.keyType, type.valueType])
  const [keys, values] = entries as [unknown[], unknown[]]
  for (let i = 0; i < count; i++) {
    if (nulls?.[i] === 1) {
      out[at + i] = null
      continue
    }
    const map = new Map<unknown, unknown>()
    const start = words[i * 4]!
    const end = start + words[i * 4 + 2]!
    for (let entry = start; entry < end; entry++) map.set(keys[entry], values[entry])
    out[at + i] = map
  }
}

/** A union is a struct of a tag and its members. */
function readUnions(vector: DuckDBVector, type: DuckDBUnionType, count: number, out: unknown[], at: number): void {
  const struct = innerOf(vector, "structVector") as DuckDBStructVector
  const tag = struct.entryVectorAt(0)
  const members = type.memberTypes.map((member, i) => childValues(struct.entryVectorAt(i + 1), member))
  for (let i = 0; i < count; i++) {
    const which = struct.isItemValid(i) ? (tag.getItem(i) as number | null) : null
    out[at + i] = which === null ? null : members[which]![i]
  }
}

interface Printed {
  toString(): string
}

/** What is rare: BIT, BIGNUM, GEOMETRY, VARIANT. */
function readOthers(vector: DuckDBVector, count: number, out: unknown[], at: number): void {
  for (let i = 0; i < count; i++) out[at + i] = otherValue(vector.getItem(i))
}

function otherValue(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (value instanceof DuckDBVariantValue && value.value === null) return null
  if (typeof value !== "bigint") return (value as Printed).toString()
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
