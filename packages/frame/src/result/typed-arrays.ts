import { DuckDBTypeId } from "@duckdb/node-api"
import { decoderOf, ticksOf } from "./decode.ts"
import type { Raw } from "./memory.ts"
import type { Store } from "./store.ts"
import { integer128, ticksToMs, wordsOf } from "./words.ts"

/** What a column is in `toTypedArrays()`. */
export type ColumnArray = Raw | unknown[]

const dayMs = 86_400_000
const endOfDays = 0x7fffffff
const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]

/** A column as a typed array where there is one for its type; see {@link Table.toTypedArrays}. */
export function typedArrayOf(store: Store): ColumnArray {
  const { type, count, raw, nulls, values } = store
  if (raw === undefined) return values!.slice()
  const ticks = ticksOf(type)
  if (ticks !== undefined) {
    const words = wordsOf(raw)
    return floats(count, nulls, (i) => ticksToMs(words, i * 2, ticks))
  }
  switch (type.typeId) {
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      if (nulls !== undefined) for (let i = 0; i < count; i++) if (nulls[i] === 1) raw[i] = Number.NaN
      return raw
    case DuckDBTypeId.DATE:
      return floats(count, nulls, (i) => {
        const days = raw[i] as number
        return Math.abs(days) === endOfDays ? days * Infinity : days * dayMs
      })
    case DuckDBTypeId.DECIMAL:
      return floats(count, nulls, numberOf(store))
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
      return nulls === undefined ? raw : floats(count, nulls, (i) => raw[i] as number)
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
      return nulls === undefined ? raw : safeOrValues(store)
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return nulls === undefined ? narrowed(store) : safeOrValues(store)
    default:
      return decoded(store)
  }
}

/** NaN for null. */
function floats(count: number, nulls: Uint8Array | undefined, value: (i: number) => number): Float64Array {
  const array = new Float64Array(count)
  for (let i = 0; i < count; i++) array[i] = nulls?.[i] === 1 ? Number.NaN : value(i)
  return array
}

function numberOf({ type, raw }: Store): (i: number) => number {
  const decode = decoderOf(type)
  const out: unknown[] = []
  return (i) => {
    decode(raw!, i, 1, out)
    return out[0] as number
  }
}

function decoded({ type, count, raw, nulls }: Store): unknown[] {
  const values: unknown[] = []
  decoderOf(type)(raw!, 0, count, values)
  if (nulls !== undefined) for (let i = 0; i < count; i++) if (nulls[i] === 1) values[i] = null
  return values
}

/** A number for each where all are exact, else the values, which may be bigints. */
function safeOrValues(store: Store): ColumnArray {
  const values = decoded(store)
  if (values.some((value) => typeof value === "bigint")) return values
  return Float64Array.from(values, (value) => (value === null ? Number.NaN : (value as number)))
}

/** 64 bits each where that is enough, else bigints. */
function narrowed({ type, count, raw }: Store): ColumnArray {
  const words = wordsOf(raw!)
  const isSigned = type.typeId === DuckDBTypeId.HUGEINT
  const array = isSigned ? new BigInt64Array(count) : new BigUint64Array(count)
  const low = new BigInt64Array(raw!.buffer, raw!.byteOffset, count * 2)
  for (let i = 0; i < count; i++) {
    const value = integer128(words, i * 4, isSigned)
    const fits = typeof value === "number" || (isSigned ? value >= least && value <= most : value < 2n ** 64n)
    if (!fits) return Array.from({ length: count }, (_, j) => BigInt(integer128(words, j * 4, isSigned)))
    array[i] = low[i * 2]!
  }
  return array
}
