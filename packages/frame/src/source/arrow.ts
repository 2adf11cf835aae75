import { OptionError } from "heddle"
import { arrowColumns } from "../result/index.ts"
import type { MemoryColumn } from "../result/index.ts"
import type { Source } from "../plan/index.ts"
import { memorySource } from "./memory.ts"
import type { Given } from "./memory.ts"

/** A table of apache-arrow, or the bytes of one. */
export type ArrowSource = Parameters<typeof arrowColumns>[0]

export function arrowSource(table: ArrowSource): Source {
  if (!(table instanceof Uint8Array) && !Array.isArray((table as Partial<typeof table> | null)?.schema?.fields)) {
    throw new OptionError("table", "a table of apache-arrow, or the bytes of one", table)
  }
  return memorySource(arrowColumns(table).map(given), "fromArrow")
}

/** What Parquet has no place for is written in another unit, or as texts. */
function given({ name, type, values, nulls }: MemoryColumn): Given {
  const ticks = values as BigInt64Array
  const factor = { TIMESTAMP_S: 1_000_000n, TIMESTAMP_MS: 1000n }[type]
  if (factor !== undefined) {
    return { name, type: "TIMESTAMP", values: ticks.map((tick) => tick * factor), nulls, isPhysical: true }
  }
  const texts = (textOf: (value: bigint) => string): (string | null)[] =>
    Array.from(values as ArrayLike<bigint>, (value, i) => (nulls?.[i] === 1 ? null : textOf(value)))
  if (type === "TIME_NS") return { name, type, values: texts(clock) }
  const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(type) ?? []
  if (scale !== undefined) return { name, type, values: texts((value) => `${value}e-${scale}`) }
  return { name, type, values: values as Given["values"], nulls, isPhysical: true }
}

/** 12:34:56.123456789 */
function clock(nanoseconds: bigint): string {
  const part = (unit: bigint, count: bigint, digits: number): string =>
    String((nanoseconds / unit) % count).padStart(digits, "0")
  return `${part(3_600_000_000_000n, 24n, 2)}:${part(60_000_000_000n, 60n, 2)}:${part(1_000_000_000n, 60n, 2)}.${part(1n, 1_000_000_000n, 9)}`
}
