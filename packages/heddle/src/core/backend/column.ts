import { encodeItem } from "../closure/index.ts"
import type { CaptureHint } from "../closure/index.ts"
import { copyFlat, copyFlatList, isPrimitive, Moment } from "../wire/index.ts"
import type { CodeUnit, Transferable } from "../wire/index.ts"
import type { Run } from "./backend.ts"
import type { PreparedFunction } from "./functions.ts"

/** The items of a run, snapshot and ready to be sent or called. */
export interface Column {
  /** One entry an item: its argument, or the list of its arguments. Where each is one number, the numbers themselves. */
  readonly data: unknown[] | Float64Array
  /** Indices of the entries that the worker must decode. */
  readonly graphs: readonly number[] | undefined
  /** What moves with it. Such a run can be sent only once. */
  readonly transfer: readonly Transferable[]
  readonly codes: readonly CodeUnit[]
}

export interface ColumnOptions {
  /** False: entries are passed as they are. */
  readonly copies: boolean
  readonly shares: boolean
  /** Each item is an argument list. */
  readonly spread: boolean
  /** What they are the arguments of: large arrays that it only reads are shared. Undefined: nothing is. */
  readonly fn?: PreparedFunction | undefined
  /** Told what copies of large arrays cost. */
  readonly hint?: ((hint: CaptureHint) => void) | undefined
  /** Told of each call whose arguments had to be copied, and how long that took. */
  readonly spent?: ((ms: number, fn: PreparedFunction | undefined, args: readonly unknown[]) => void) | undefined
}

const nothing: readonly never[] = []

/**
 * Takes a snapshot of `items`. The array itself becomes part of the result: give a fresh one.
 * `fail(i, error)` is told of each item that cannot be sent; its entry is undefined.
 */
export function column(
  items: unknown[],
  options: ColumnOptions,
  fail: (index: number, error: unknown) => void,
): Column {
  if (!options.copies) return { data: items, graphs: undefined, transfer: nothing, codes: nothing }
  const numbers = items.length > 1 ? packNumbers(items, options.spread) : undefined
  if (numbers !== undefined) return numberColumn(numbers)
  const { shares: shared, spread, hint } = options
  let moment: Moment | undefined
  let graphs: number[] | undefined
  let transfer: Transferable[] | undefined
  let codes: CodeUnit[] | undefined
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (options.spread ? (item as unknown[]).every(isPrimitive) : isPrimitive(item)) continue
    const flat = options.spread ? copyFlatList(item as unknown[]) : copyFlat(item as object)
    if (flat !== undefined) {
      items[i] = flat
      continue
    }
    const from = performance.now()
    try {
      const encoded = encodeItem(item, options.fn?.frozen, { shared, spread, hint, moment: (moment ??= new Moment()) })
      items[i] = encoded.data
      if (encoded.graph) (graphs ??= []).push(i)
      if (encoded.transfer.length > 0) (transfer ??= []).push(...encoded.transfer)
      if (encoded.codes.length > 0) (codes ??= []).push(...encoded.codes)
    } catch (error) {
      items[i] = undefined
      fail(i, error)
    }
    options.spent?.(performance.now() - from, options.fn, options.spread ? (item as unknown[]) : [item])
  }
  return { data: items, graphs, transfer: transfer ?? nothing, codes: codes ?? nothing }
}

/** Numbers, each the only argument of a call. The array becomes part of the result. */
export function numberColumn(numbers: Float64Array): Column {
  return { data: numbers, graphs: undefined, transfer: nothing, codes: nothing }
}

/** Is each item a list of arguments? Numbers that are only arguments stand for themselves. */
export function hasLists({ call, items }: Pick<Run, "call" | "items">): boolean {
  return call.spread && !(items.data instanceof Float64Array)
}

/** The items as float64, if each is a number, or the list of one number where items are lists. */
export function packNumbers(items: readonly unknown[], spread: boolean): Float64Array | undefined {
  const packed = new Float64Array(items.length)
  for (let i = 0; i < items.length; i++) {
    const item = spread ? onlyArgument(items[i] as unknown[]) : items[i]
    if (typeof item !== "number") return undefined
    packed[i] = item
  }
  return packed
}

function onlyArgument(args: readonly unknown[]): unknown {
  return args.length === 1 ? args[0] : undefined
}

/** The column as it can be sent more than once: buffers, which have left the caller already, go as copies. */
export function resendable(moving: Column): Column {
  if (moving.transfer.length === 0) return moving
  return { ...moving, transfer: moving.transfer.filter((moved) => !(moved instanceof ArrayBuffer)) }
}

/** The part of a column from item `from` to before item `to`. */
export function sliceColumn(whole: Column, from: number, to: number): Column {
  if (from === 0 && to === whole.data.length) return whole
  const graphs = whole.graphs?.filter((i) => i >= from && i < to).map((i) => i - from)
  return {
    data: whole.data instanceof Float64Array ? whole.data.slice(from, to) : whole.data.slice(from, to),
    graphs: graphs?.length === 0 ? undefined : graphs,
    transfer: whole.transfer,
    codes: whole.codes,
  }
}
