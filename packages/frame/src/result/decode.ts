import { DuckDBDateValue, DuckDBTimeTZValue, DuckDBTimestampValue, DuckDBTypeId } from "@duckdb/node-api"
import type { DuckDBDecimalType, DuckDBType } from "@duckdb/node-api"
import type { Raw } from "./memory.ts"
import { bigint128, integer128, integer64, ticksToMs, unsigned64, wordsOf } from "./words.ts"

/** Writes `count` values from `start` on to the begin of `out`. What is null has any value. */
export type Decode = (raw: Raw, start: number, count: number, out: unknown[]) => void

const dayMs = 86_400_000
/** What a Date can be. */
const latestMs = 8.64e15
/** DuckDB's infinite dates. */
const endOfDays = 0x7fffffff

/** From values as DuckDB has them to JavaScript's, for types of a fixed width. */
export function decoderOf(type: DuckDBType): Decode {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return each((raw, i) => raw[i] !== 0)
    case DuckDBTypeId.BIGINT:
      return eachWord(2, integer64)
    case DuckDBTypeId.UBIGINT:
      return eachWord(2, unsigned64)
    case DuckDBTypeId.HUGEINT:
      return eachWord(4, (words, at) => integer128(words, at, true))
    case DuckDBTypeId.UHUGEINT:
      return eachWord(4, (words, at) => integer128(words, at, false))
    case DuckDBTypeId.DECIMAL:
      return decimals(type)
    case DuckDBTypeId.ENUM: {
      const { values } = type
      return each((raw, i) => values[raw[i] as number])
    }
    case DuckDBTypeId.UUID:
      return eachWord(4, uuid)
    case DuckDBTypeId.INTERVAL:
      return eachWord(4, (words, at) => ({
        months: words[at]!,
        days: words[at + 1]!,
        micros: integer64(words, at + 2),
      }))
    case DuckDBTypeId.DATE:
      return each((raw, i) => dateOf(raw[i] as number))
    case DuckDBTypeId.TIME:
      return eachWord(2, (words, at) => timeOf(Number(integer64(words, at)), 6))
    case DuckDBTypeId.TIME_NS:
      return eachWord(2, (words, at) => timeOf(Number(integer64(words, at)), 9))
    case DuckDBTypeId.TIME_TZ:
      return each((raw, i) => DuckDBTimeTZValue.fromBits(raw[i] as bigint).toString())
    default: {
      const ticks = ticksOf(type)
      return ticks === undefined ? each((raw, i) => raw[i]) : eachWord(2, (words, at) => instantOf(words, at, ticks))
    }
  }
}

/** How many of a timestamp's units are a millisecond; undefined for other types. */
export function ticksOf({ typeId }: DuckDBType): number | undefined {
  switch (typeId) {
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return 1000
    case DuckDBTypeId.TIMESTAMP_S:
      return 0.001
    case DuckDBTypeId.TIMESTAMP_MS:
      return 1
    case DuckDBTypeId.TIMESTAMP_NS:
      return 1_000_000
    default:
      return undefined
  }
}

function each(value: (raw: Raw, i: number) => unknown): Decode {
  return (raw, start, count, out) => {
    for (let i = 0; i < count; i++) out[i] = value(raw, start + i)
  }
}

function eachWord(width: number, value: (words: Int32Array, at: number) => unknown): Decode {
  return (raw, start, count, out) => {
    const words = wordsOf(raw)
    for (let i = 0; i < count; i++) out[i] = value(words, (start + i) * width)
  }
}

/** The nearest number: a quotient of exact numbers, or what the text means. */
function decimals({ width, scale }: DuckDBDecimalType): Decode {
  const unit = 10 ** scale
  const exact = (value: number | bigint) =>
    typeof value === "number" && scale <= 22 ? value / unit : Number(`${value}e-${scale}`)
  if (width > 18) return eachWord(4, (words, at) => exact(integer128(words, at, true)))
  if (width > 9) return eachWord(2, (words, at) => exact(integer64(words, at)))
  return each((raw, i) => (raw[i] as number) / unit)
}

function dateOf(days: number): Date | string {
  const ms = days * dayMs
  if (Math.abs(ms) <= latestMs) return new Date(ms)
  return Math.abs(days) === endOfDays ? infinity(days) : new DuckDBDateValue(days).toString()
}

/** Before the year -271821 and after 275760 a Date has no value: then it is what DuckDB prints. */
function instantOf(words: Int32Array, at: number, ticks: number): Date | string {
  const ms = ticksToMs(words, at, ticks)
  if (Math.abs(ms) <= latestMs) return new Date(Math.floor(ms))
  return Math.abs(ms) === Infinity ? infinity(ms) : new DuckDBTimestampValue(BigInt(ms) * 1000n).toString()
}

function infinity(sign: number): string {
  return sign > 0 ? "infinity" : "-infinity"
}

function timeOf(ticks: number, digits: number): string {
  const unit = 10 ** digits
  const seconds = Math.floor(ticks / unit)
  const two = (n: number) => String(n).padStart(2, "0")
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const rest = ticks - seconds * unit
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(digits, "0").replace(/0+$/, "")}`
}

function uuid(words: Int32Array, at: number): string {
  const hex = bigint128(words, at, false) ^ (1n << 127n)
  const text = hex.toString(16).padStart(32, "0")
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}
