import { OptionError } from "../core/errors/index.ts"
import { bufferOf } from "../core/heap/index.ts"

/** Python's range: numbers from `start` (0) to before `stop`, in steps of `step` (1). Iterable as often as you like, no array is made. */
export class Range implements Iterable<number> {
  readonly start: number
  readonly stop: number
  readonly step: number
  readonly length: number

  constructor(start: number, stop: number, step: number) {
    this.start = start
    this.stop = stop
    this.step = step
    this.length = Math.max(0, Math.ceil((stop - start) / step))
  }

  *[Symbol.iterator](): Generator<number, void, undefined> {
    for (let i = 0; i < this.length; i++) yield this.start + i * this.step
  }

  /** The numbers through `fn`, as an array. */
  map<R>(fn: (value: number, index: number) => R): R[] {
    return Array.from({ length: this.length }, (_, i) => fn(this.start + i * this.step, i))
  }
}

/**
 * `range(stop)`, `range(start, stop)` or `range(start, stop, step)`.
 *
 * @example
 * ```ts
 * import { range } from "heddle"
 * const odd = [...range(1, 10, 2)] // => [1, 3, 5, 7, 9]
 * range(4).map((i) => i * i) // => [0, 1, 4, 9]
 * ```
 */
export function range(stop: number): Range
export function range(start: number, stop: number, step?: number): Range
export function range(first: number, second?: number, step: number = 1): Range {
  for (const [name, value] of Object.entries({ start: first, stop: second ?? first, step })) {
    if (typeof value !== "number" || !Number.isFinite(value)) throw new OptionError(name, "a finite number", value)
  }
  if (step === 0) throw new OptionError("step", "a number other than 0", step)
  return second === undefined ? new Range(0, first, 1) : new Range(first, second, step)
}

/**
 * Rows to columns, typed by column: what `zip(*rows)` does in Python. Rows of different lengths are cut to the shortest.
 *
 * @example
 * ```ts
 * import { unzip } from "heddle"
 * const [numbers, names] = unzip([[1, "a"], [2, "b"]] as [number, string][])
 * numbers // => [1, 2]
 * names // => ["a", "b"]
 * ```
 */
export function unzip<R extends readonly unknown[]>(rows: Iterable<R>): { -readonly [K in keyof R]: R[K][] } {
  const all = [...rows]
  const width = all.length === 0 ? 0 : Math.min(...all.map((row) => row.length))
  return Array.from({ length: width }, (_, i) => all.map((row) => row[i])) as { -readonly [K in keyof R]: R[K][] }
}

/**
 * Columns to rows, up to the shortest column.
 *
 * @example
 * ```ts
 * import { zip } from "heddle"
 * zip([1, 2], ["a", "b"]) // => [[1, "a"], [2, "b"]]
 * ```
 */
export function zip<C extends readonly Iterable<unknown>[]>(
  ...columns: C
): { -readonly [K in keyof C]: C[K] extends Iterable<infer T> ? T : never }[] {
  const arrays = columns.map((column) => [...column])
  const length = arrays.length === 0 ? 0 : Math.min(...arrays.map((array) => array.length))
  return Array.from({ length }, (_, i) => arrays.map((array) => array[i])) as never
}

/** What `chunked` cuts. */
export interface Sliceable {
  readonly length: number
  slice(start: number, end: number): this
}

/**
 * Pieces of `size` items each, the last one shorter. Pieces of a typed array in shared memory share it; others are
 * copies.
 *
 * @example
 * ```ts
 * import { chunked } from "heddle"
 * chunked([1, 2, 3, 4, 5], 2) // => [[1, 2], [3, 4], [5]]
 * ```
 */
export function chunked<T>(items: readonly T[], size: number): T[][]
export function chunked<
  A extends ArrayBufferView & { readonly length: number; subarray(start: number, end: number): A },
>(items: A, size: number): A[]
export function chunked(items: ArrayLike<unknown>, size: number): unknown[] {
  if (!Number.isSafeInteger(size) || size < 1) throw new OptionError("size", "a positive integer", size)
  const pieces: unknown[] = []
  for (let at = 0; at < items.length; at += size) pieces.push(piece(items, at, Math.min(at + size, items.length)))
  return pieces
}

function piece(items: ArrayLike<unknown>, from: number, to: number): unknown {
  if (ArrayBuffer.isView(items)) {
    const view = items as unknown as Float64Array
    // A Buffer's own slice shares its memory.
    return bufferOf(view) instanceof SharedArrayBuffer
      ? view.subarray(from, to)
      : Float64Array.prototype.slice.call(view, from, to)
  }
  return Array.prototype.slice.call(items, from, to)
}
