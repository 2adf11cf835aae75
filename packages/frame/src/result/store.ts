import type { DuckDBType, DuckDBVector } from "@duckdb/node-api"
import { isAllValid, layoutOf, markNulls, rawOf, validityOf } from "./memory.ts"
import type { Layout, Raw } from "./memory.ts"
import { readValues } from "./objects.ts"

/** The values of a column: raw memory, or, where they have no fixed width, JavaScript's values. */
export interface Store {
  readonly type: DuckDBType
  readonly count: number
  readonly raw: Raw | undefined
  /** A byte a value, 1 where it is null; undefined where none is. Only beside raw memory. */
  readonly nulls: Uint8Array | undefined
  /** Only where there is no raw memory. */
  readonly values: unknown[] | undefined
}

/** What takes a column's vectors, chunk by chunk. */
export interface Collector {
  add(vector: DuckDBVector, count: number): void
  /** The column. The collector takes no more then. */
  finish(): Store
}

/** @param rows how many values are expected, where it is known */
export function collector(type: DuckDBType, rows: number | undefined): Collector {
  const layout = layoutOf(type)
  return layout === undefined ? new ObjectCollector(type) : new RawCollector(type, layout, rows ?? 0)
}

const fewest = 4096

/** Copies the memory of vectors, which is valid only as long as its chunk. */
class RawCollector implements Collector {
  readonly type: DuckDBType
  readonly layout: Layout
  raw: Raw
  nulls: Uint8Array | undefined
  capacity: number
  count = 0

  constructor(type: DuckDBType, layout: Layout, capacity: number) {
    this.type = type
    this.layout = layout
    this.capacity = capacity
    this.raw = new layout.Kind(capacity * layout.width)
  }

  add(vector: DuckDBVector, count: number): void {
    const end = this.count + count
    if (end > this.capacity) this.resize(Math.max(end, this.capacity * 2, fewest))
    const chunk = rawOf(vector, this.layout, count)
    ;(this.raw as { set(from: unknown, at: number): void }).set(chunk, this.count * this.layout.width)
    const validity = validityOf(vector)
    if (validity !== undefined && !isAllValid(validity, count)) {
      this.nulls ??= new Uint8Array(this.capacity)
      markNulls(validity, count, this.nulls, this.count)
    }
    this.count = end
  }

  resize(capacity: number): void {
    const { Kind, width } = this.layout
    const kept = Math.min(capacity, this.count)
    const raw = new Kind(capacity * width)
    ;(raw as { set(from: unknown): void }).set(this.raw.subarray(0, kept * width))
    this.raw = raw
    if (this.nulls !== undefined) {
      const nulls = new Uint8Array(capacity)
      nulls.set(this.nulls.subarray(0, kept))
      this.nulls = nulls
    }
    this.capacity = capacity
  }

  finish(): Store {
    if (this.capacity !== this.count) this.resize(this.count)
    const { type, count, raw, nulls } = this
    return { type, count, raw, nulls, values: undefined }
  }
}

class ObjectCollector implements Collector {
  readonly type: DuckDBType
  readonly values: unknown[] = []

  constructor(type: DuckDBType) {
    this.type = type
  }

  add(vector: DuckDBVector, count: number): void {
    readValues(vector, this.type, count, this.values, this.values.length)
  }

  finish(): Store {
    const { type, values } = this
    return { type, count: values.length, raw: undefined, nulls: undefined, values }
  }
}
