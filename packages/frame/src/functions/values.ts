import type * as DuckDB from "@duckdb/node-api"
import type { DuckDBType, DuckDBValue } from "@duckdb/node-api"
import { OptionError } from "heddle"

const integers = {
  TINYINT: [-128, 127],
  SMALLINT: [-32_768, 32_767],
  INTEGER: [-2_147_483_648, 2_147_483_647],
  UTINYINT: [0, 255],
  USMALLINT: [0, 65_535],
  UINTEGER: [0, 4_294_967_295],
} as const
const big = { BIGINT: 64, UBIGINT: 64, HUGEINT: 128 } as const

/** The types that functions may take and give. */
export type FunctionType =
  | keyof typeof integers
  | keyof typeof big
  | "FLOAT"
  | "DOUBLE"
  | "BOOLEAN"
  | "VARCHAR"
  | "DATE"
  | "TIMESTAMP"
  | "TIMESTAMPTZ"

export const types: readonly FunctionType[] = [
  ...(Object.keys(integers) as (keyof typeof integers)[]),
  ...(Object.keys(big) as (keyof typeof big)[]),
  ...(["FLOAT", "DOUBLE", "BOOLEAN", "VARCHAR", "DATE", "TIMESTAMP", "TIMESTAMPTZ"] as const),
]

/** Numbers that lie in memory as typed arrays have them. */
export function isPlain(type: FunctionType): boolean {
  return type in integers || type === "BIGINT" || type === "UBIGINT" || type === "FLOAT" || type === "DOUBLE"
}

const day = 86_400_000

/** A value of DuckDB's as a function gets it. */
export function readerOf(type: FunctionType): (value: DuckDBValue) => unknown {
  switch (type) {
    case "DATE":
      return (value) => new Date((value as { readonly days: number }).days * day)
    case "TIMESTAMP":
    case "TIMESTAMPTZ":
      return (value) => {
        const { micros } = value as { readonly micros: bigint }
        return new Date(Number(micros / 1000n) + (micros % 1000n < 0n ? -1 : 0))
      }
    default:
      return (value) => value
  }
}

/** What a function gave as a value of DuckDB's. @throws OptionError where it is none of the type */
export function writerOf(type: FunctionType, name: string, duckdb: typeof DuckDB): (value: unknown) => DuckDBValue {
  const wrong = (what: string, value: unknown): OptionError => {
    const hint =
      value instanceof Promise ? { hint: "a function of SQL gives its value at once: it cannot be async" } : {}
    return new OptionError(`${name}()`, `a function that gives ${what}, or null`, value, hint)
  }
  if (Object.hasOwn(integers, type)) {
    const [least, most] = integers[type as keyof typeof integers]
    return (value) => {
      if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number
      throw wrong(`an integer from ${least} to ${most}`, value)
    }
  }
  if (Object.hasOwn(big, type)) {
    const bits = big[type as keyof typeof big]
    const fit = (own: bigint): bigint => (type === "UBIGINT" ? BigInt.asUintN(bits, own) : BigInt.asIntN(bits, own))
    return (value) => {
      const own = Number.isSafeInteger(value) ? BigInt(value as number) : value
      if (typeof own === "bigint" && fit(own) === own) return own
      throw wrong(`a bigint of ${bits} bits`, value)
    }
  }
  const date = (value: unknown): number => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime()
    throw wrong("a Date", value)
  }
  switch (type) {
    case "DATE":
      return (value) => new duckdb.DuckDBDateValue(Math.floor(date(value) / day))
    case "TIMESTAMP":
      return (value) => new duckdb.DuckDBTimestampValue(BigInt(date(value)) * 1000n)
    case "TIMESTAMPTZ":
      return (value) => new duckdb.DuckDBTimestampTZValue(BigInt(date(value)) * 1000n)
    default: {
      const kind = type === "VARCHAR" ? "string" : type === "BOOLEAN" ? "boolean" : "number"
      return (value) => {
        if (typeof value === kind) return value as DuckDBValue
        throw wrong(`a ${kind}`, value)
      }
    }
  }
}

export function duckdbType(type: FunctionType, duckdb: typeof DuckDB): DuckDBType {
  return type === "TIMESTAMPTZ" ? duckdb.TIMESTAMPTZ : duckdb[type]
}
