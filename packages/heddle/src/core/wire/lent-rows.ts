import type { GraphNode } from "./graph-types.ts"
import { lend } from "./loans.ts"
import type { Lendable, Moment } from "./loans.ts"

/** An array that waits for the end of its table: only then is it known whether something else shows its memory. */
export interface LentRow {
  readonly ref: readonly [number]
  /** The receiver needs a copy of its own. */
  own: boolean
  /** It was met where it must be the same object as everywhere else in the table. */
  barred: boolean
  /** What became of it; set by `finish`. */
  outcome?: "shared" | "own" | "copied"
  /** How long that took, in ms. */
  ms: number
}

/** The arrays of a table that may be lent. */
export class LentRows {
  readonly #rows = new Map<Lendable, LentRow>()

  get(value: object): LentRow | undefined {
    return this.#rows.get(value as Lendable)
  }

  add(value: Lendable, ref: readonly [number], readOnly: boolean): void {
    this.#rows.set(value, { ref, own: !readOnly || !looksAlike(value), barred: false, ms: 0 })
  }

  /** Forgets those of the rows from `mark` on. */
  cut(mark: number): void {
    for (const [value, { ref }] of this.#rows) if (ref[0] >= mark) this.#rows.delete(value)
  }

  /**
   * Writes the rows. Arrays over memory that the table shows elsewhere too, or that several rows show of which one may be
   * written, keep what they have in common: `copy` writes them as ever.
   */
  finish(
    nodes: (GraphNode | undefined)[],
    moment: Moment,
    isShown: (buffer: ArrayBuffer) => boolean,
    copy: (value: Lendable, ref: readonly [number]) => void,
  ): void {
    const crowded = this.#crowded()
    for (const [value, row] of this.#rows) {
      const start = performance.now()
      const buffer = bufferOf(value)
      if (row.barred || crowded.has(buffer) || isShown(buffer)) {
        row.outcome = "copied"
        copy(value, row.ref)
      } else {
        row.outcome = row.own ? "own" : "shared"
        nodes[row.ref[0]] = lend(value, row.own, moment)
      }
      row.ms = performance.now() - start
    }
  }

  /** Buffers that several rows show, one of them to be written. */
  #crowded(): Set<ArrayBuffer> {
    const rows = new Map<ArrayBuffer, LentRow[]>()
    for (const [value, row] of this.#rows) {
      const buffer = bufferOf(value)
      const others = rows.get(buffer)
      if (others === undefined) rows.set(buffer, [row])
      else others.push(row)
    }
    const crowded = new Set<ArrayBuffer>()
    for (const [buffer, all] of rows) {
      if (all.length > 1 && all.some(({ own, barred }) => own || barred)) crowded.add(buffer)
    }
    return crowded
  }
}

/** The buffer of an array, also where that is shared: it is only compared. */
export function bufferOf(value: Lendable): ArrayBuffer {
  return (ArrayBuffer.isView(value) ? value.buffer : value) as ArrayBuffer
}

/** Whether a view of shared memory looks like a view of other memory to who only reads elements. */
function looksAlike(value: Lendable): boolean {
  return ArrayBuffer.isView(value) && !Buffer.isBuffer(value)
}
