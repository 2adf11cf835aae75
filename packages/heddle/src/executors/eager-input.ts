import { zipRows } from "../core/sequences/index.ts"
import { Range } from "../pool/index.ts"

/** The input of an eager map. */
export interface EagerInput {
  readonly inputs: readonly unknown[]
  /** Each item is a list of arguments. */
  readonly spread: boolean
  /** Items that may be computed before somebody reads. */
  readonly buffer: number
  /** Lets go of what has not been taken: nobody will run it. */
  close(): void
}

/**
 * What `map` without `bufferSize` is given: like Python's it takes the whole input now, so that nothing depends on a
 * reader. Of an input that does not say how long it is, and may have no end, `most` items are taken; the rest follows
 * as results are read. An asynchronous input is read ahead as far.
 */
export function eagerInput(inputs: readonly unknown[], most: number): EagerInput {
  const spread = inputs.length > 1
  // What is no input the pool refuses.
  if (inputs.length === 0 || inputs.some((input) => !isSync(input))) return asItIs(inputs, most)
  const [first] = inputs
  if (!spread && (Array.isArray(first) || ArrayBuffer.isView(first) || first instanceof Range))
    return whole(inputs, spread)
  const rows = spread ? zipRows(inputs as Iterable<unknown>[]) : (first as Iterable<unknown>)[Symbol.iterator]()
  const limit = inputs.some(hasLength) ? Number.POSITIVE_INFINITY : most
  const items: unknown[] = []
  try {
    while (items.length < limit) {
      const step = rows.next()
      if (step.done === true) return whole([items], spread)
      items.push(step.value)
    }
  } catch (error) {
    return { inputs: [failing(items, error)], spread, buffer: most, close() {} }
  }
  return { inputs: [followedBy(items, rows)], spread, buffer: most, close: () => void rows.return?.() }
}

/** Nothing is taken before a worker, or the reader, wants it. */
export function asItIs(inputs: readonly unknown[], buffer: number): EagerInput {
  return { inputs, spread: inputs.length > 1, buffer, close() {} }
}

function whole(inputs: readonly unknown[], spread: boolean): EagerInput {
  return { inputs, spread, buffer: Number.MAX_SAFE_INTEGER, close() {} }
}

function isSync(input: unknown): boolean {
  if (typeof input === "string") return true
  return typeof input === "object" && input !== null && Symbol.iterator in input && !(Symbol.asyncIterator in input)
}

function hasLength(input: unknown): boolean {
  const { length, size } = input as { readonly length?: unknown; readonly size?: unknown }
  return typeof length === "number" || typeof size === "number"
}

/** No generator: one that has not begun does not close what it reads. */
function followedBy(items: readonly unknown[], rest: Iterator<unknown>): IterableIterator<unknown> {
  let at = 0
  return {
    [Symbol.iterator]() {
      return this
    },
    next: () => (at < items.length ? { value: items[at++], done: false } : rest.next()),
    return() {
      at = items.length
      rest.return?.()
      return { value: undefined, done: true }
    },
  }
}

function* failing(items: readonly unknown[], error: unknown): Generator<unknown, void, undefined> {
  yield* items
  throw error
}
