import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from "@duckdb/node-api"
import type { Column } from "../schema/index.ts"
import { decoderOf } from "./decode.ts"
import { vectorAt } from "./memory.ts"
import { rowBuilder } from "./rows.ts"
import { collector } from "./store.ts"
import type { Store } from "./store.ts"
import { typedArrayOf } from "./typed-arrays.ts"
import type { ColumnArray } from "./typed-arrays.ts"
import { typeText } from "./type-text.ts"

/** A column of a result: its name, and its type as DuckDB has it. */
export interface ResultColumn {
  readonly name: string
  readonly type: DuckDBType
}

/** The columns of a query that runs. */
export function resultColumns(result: DuckDBResult): ResultColumn[] {
  return result.columnNames().map((name, i) => ({ name, type: result.columnType(i) }))
}

/** Rows are decoded so many at a time, so that what is read and what is written stay in the cache. */
const block = 1024

/**
 * The columns of a result, from its chunks as they come; the chunks may be freed afterwards. Numbers, dates and times are
 * copied as they lie in memory, strings and nested values are decoded.
 *
 * @param columns names that come twice get a number: `a`, `a:1`
 * @param rows how many rows come, where it is known: then memory is taken once
 */
export async function collectColumns(
  chunks: AsyncIterable<DuckDBDataChunk> | Iterable<DuckDBDataChunk>,
  columns: readonly ResultColumn[],
  rows?: number,
): Promise<Columns> {
  const known = rows ?? (Array.isArray(chunks) ? total(chunks as DuckDBDataChunk[]) : undefined)
  const collectors = columns.map(({ type }) => collector(type, known))
  let count = 0
  for await (const chunk of chunks) {
    const { rowCount } = chunk
    if (rowCount === 0) continue
    for (let i = 0; i < collectors.length; i++) {
      collectors[i]!.add(vectorAt(chunk, i, columns[i]!.type, rowCount), rowCount)
    }
    // Used once more: its vectors are valid only as long as it is.
    count += chunk.rowCount
  }
  return new Columns(
    distinct(columns.map(({ name }) => name)),
    collectors.map((each) => each.finish()),
    count,
  )
}

function total(chunks: readonly DuckDBDataChunk[]): number {
  return chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)
}

/** Numbers names that come again, as DuckDB's package does. */
export function distinct(names: readonly string[]): string[] {
  const given = new Set(names)
  const used = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let i = 1; used.has(unique) || (i > 1 && given.has(unique)); i++) unique = `${name}:${i}`
    used.add(unique)
    return unique
  })
}

/** A result by columns. Rows and arrays are made of it when they are asked for. */
export class Columns {
  readonly names: readonly string[]
  readonly types: readonly Column[]
  readonly stores: readonly Store[]
  readonly rowCount: number

  constructor(names: readonly string[], stores: readonly Store[], rowCount: number) {
    this.names = names
    this.stores = stores
    this.types = names.map((name, i) => ({ name, type: typeText(stores[i]!.type) }))
    this.rowCount = rowCount
  }

  /** The values of a column, made anew. */
  values(column: number): unknown[] {
    const store = this.stores[column]!
    if (store.values !== undefined) return store.values.slice()
    const out: unknown[] = []
    reader(store)(0, store.count, out)
    return out
  }

  /** Writes an object for each row to `rows`, from `at` on; `at` is not checked. */
  writeRows(rows: unknown[], at = 0): void {
    const build = rowBuilder(this.names)
    const readers = this.stores.map(reader)
    const scratch = this.stores.map((): unknown[] => Array.from({ length: Math.min(block, this.rowCount) }, () => null))
    for (let start = 0; start < this.rowCount; start += block) {
      const count = Math.min(block, this.rowCount - start)
      for (let i = 0; i < readers.length; i++) readers[i]!(start, count, scratch[i]!)
      build(scratch, rows, at + start, count)
    }
  }

  /** By name: a typed array, or an array of values. They are the result's own memory, where they are typed alike. */
  toTypedArrays(): Record<string, ColumnArray> {
    return byName(
      this.names,
      this.stores.map((store) => typedArrayOf(store)),
    )
  }

  /** By name: the values that rows have. */
  toColumns(): Record<string, unknown[]> {
    return byName(
      this.names,
      this.stores.map((_, i) => this.values(i)),
    )
  }
}

/** A plain object; a column may be called `__proto__`. */
function byName<T>(names: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]))
}

type Reader = (start: number, count: number, out: unknown[]) => void

/** What writes a range of a column's values to the begin of an array. */
export function reader({ type, raw, nulls, values }: Store): Reader {
  if (raw === undefined) {
    return (start, count, out) => {
      for (let i = 0; i < count; i++) out[i] = values![start + i]
    }
  }
  const decode = decoderOf(type)
  return (start, count, out) => {
    decode(raw, start, count, out)
    if (nulls !== undefined) for (let i = 0; i < count; i++) if (nulls[start + i] === 1) out[i] = null
  }
}
