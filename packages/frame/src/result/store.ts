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

/** Elements of the first piece of memory, and of the largest, where it is not known how many come. */
const [smallest, largest] = [1 << 13, 1 << 20]

/** Copies the memory of vectors, which is valid only as long as its chunk. */
class RawCollector implements Collector {
  readonly type: DuckDBType
  readonly layout: Layout
  /** Memory that is full. It is joined at the end: to grow would copy it again and again. */
  readonly full: Raw[] = []
  piece: Raw
  /** How much of the piece is filled. */
  filled = 0
  nulls: Uint8Array | undefined
  count = 0

  constructor(type: DuckDBType, layout: Layout, rows: number) {
    this.type = type
    this.layout = layout
    this.piece = new layout.Kind(rows * layout.width)
  }

  add(vector: DuckDBVector, count: number): void {
    const { layout } = this
    const length = count * layout.width
    if (this.filled + length > this.piece.length) {
      if (this.filled > 0) this.full.push(this.piece.subarray(0, this.filled))
      const twice = Math.min(largest, Math.max(smallest, this.piece.length * 2))
      this.piece = new layout.Kind(Math.max(length, twice))
      this.filled = 0
    }
    copy(rawOf(vector, layout, count), this.piece, this.filled)
    this.filled += length
    this.count += count
    const validity = validityOf(vector)
    if (validity === undefined || isAllValid(validity, count)) return
    if (this.nulls === undefined || this.nulls.length < this.count) this.growNulls()
    markNulls(validity, count, this.nulls!, this.count - count)
  }

  growNulls(): void {
    const nulls = new Uint8Array(Math.max(this.count * 2, this.piece.length / this.layout.width))
    if (this.nulls !== undefined) nulls.set(this.nulls)
    this.nulls = nulls
  }

  finish(): Store {
    const { type, count } = this
    if (this.nulls !== undefined && this.nulls.length < count) this.growNulls()
    const nulls = this.nulls === undefined || this.nulls.length === count ? this.nulls : this.nulls.slice(0, count)
    return { type, count, raw: this.join(), nulls, values: undefined }
  }

  join(): Raw {
    const { full, piece, filled, layout, count } = this
    if (full.length === 0 && filled === piece.length) return piece
    const whole = new layout.Kind(count * layout.width)
    let at = 0
    for (const part of [...full, piece.subarray(0, filled)]) {
      copy(part, whole, at)
      at += part.length
    }
    return whole
  }
}

function copy(from: Raw, to: Raw, at: number): void {
  ;(to as { set(from: unknown, at: number): void }).set(from, at)
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
