import { Range } from "../pool/index.ts"

/** The input of an eager map. */
export interface EagerInput {
  readonly inputs: readonly unknown[]
  /** Each item is a list of arguments. */
  readonly spread: boolean
  /** Items that may be computed before somebody reads. */
  readonly buffer: number
}

/**
 * What `map` without `bufferSize` is given: like Python's it takes the whole input now, so that nothing depends on a
 * reader. Of an input that does not say how long it is, and may have no end, `most` items are taken; the rest follows
 * as results are read. An asynchronous input is read ahead as far.
 */
export function eagerInput(inputs: readonly unknown[], most: number): EagerInput {
  const spread = inputs.length > 1
  // What is no input the pool refuses.
  if (inputs.length === 0 || inputs.some((input) => !isSync(input))) return { inputs, spread, buffer: most }
  const [first] = inputs
  if (!spread && (Array.isArray(first) || ArrayBuffer.isView(first) || first instanceof Range))
    return whole(inputs, spread)
  const rows = spread ? zip(inputs as Iterable<unknown>[]) : (first as Iterable<unknown>)[Symbol.iterator]()
  const limit = inputs.some(hasLength) ? Number.POSITIVE_INFINITY : most
  const items: unknown[] = []
  try {
    while (items.length < limit) {
      const step = rows.next()
      if (step.done === true) return whole([items], spread)
      items.push(step.value)
    }
  } catch (error) {
    return { inputs: [failing(items, error)], spread, buffer: most }
  }
  return { inputs: [followedBy(items, rows)], spread, buffer: most }
}

function whole(inputs: readonly unknown[], spread: boolean): EagerInput {
  return { inputs, spread, buffer: Number.MAX_SAFE_INTEGER }
}

function isSync(input: unknown): boolean {
  if (typeof input === "string") return true
  return typeof input === "object" && input !== null && Symbol.iterator in input && !(Symbol.asyncIterator in input)
}

function hasLength(input: unknown): boolean {
  const { length, size } = input as { readonly length?: unknown; readonly size?: unknown }
  return typeof length === "number" || typeof size === "number"
}

/** Argument lists, up to the shortest input. */
function* zip(inputs: readonly Iterable<unknown>[]): Generator<unknown[], void, undefined> {
  const iterators = inputs.map((input) => input[Symbol.iterator]())
  try {
    for (;;) {
      const row: unknown[] = []
      for (const iterator of iterators) {
        const step = iterator.next()
        if (step.done === true) return
        row.push(step.value)
      }
      yield row
    }
  } finally {
    for (const iterator of iterators) iterator.return?.()
  }
}

function* followedBy(items: readonly unknown[], rest: Iterator<unknown>): Generator<unknown, void, undefined> {
  try {
    yield* items
    for (let step = rest.next(); step.done !== true; step = rest.next()) yield step.value
  } finally {
    rest.return?.()
  }
}

function* failing(items: readonly unknown[], error: unknown): Generator<unknown, void, undefined> {
  yield* items
  throw error
}
