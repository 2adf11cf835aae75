import { zipRows } from "../core/sequences/index.ts"
import { Range } from "./sequences.ts"

/** Where the items of a map come from. Nothing is pulled before it is asked for. */
export interface InputFeed {
  /** Items that can be had now: 0 none yet or none any more, Infinity when nobody knows how many there are. */
  ready(): number
  /** The next item; undefined when there is none now. */
  pull(): { readonly item: unknown } | undefined
  /** The next `most` items at once, if they are numbers; undefined: ask for one after the other. */
  numbers?(most: number): Float64Array | undefined
  /** There will be no more. */
  readonly done: boolean
  /** How many items there are in all, if that is known. */
  readonly total: number | undefined
  /** What the input threw, at the place of the next item. */
  readonly failed: { readonly error: unknown } | undefined
  /** Called when `ready` may have changed. */
  onChange: (() => void) | undefined
  /** Nobody wants the rest: the input's own cleanup runs. */
  close(): void
}

/** How far an asynchronous input is read ahead of the workers. */
export interface Ahead {
  /** Items at first. */
  readonly least: number
  /** Items at most: it doubles whenever the workers had to wait. */
  readonly most: number
}

/** Several inputs go together as argument lists, up to the shortest. */
export function inputFeed(inputs: readonly unknown[], ahead: Ahead): InputFeed {
  const [first] = inputs
  if (inputs.length === 1 && (Array.isArray(first) || (ArrayBuffer.isView(first) && !(first instanceof DataView)))) {
    return new ArrayFeed(first as ArrayLike<unknown>)
  }
  if (inputs.some(isAsync)) return new AsyncFeed(inputs.length === 1 ? asyncIterator(first) : zipAsync(inputs), ahead)
  if (inputs.length === 1 && first instanceof Range) return new RangeFeed(first)
  return new SyncFeed(
    inputs.length === 1 ? (first as Iterable<unknown>)[Symbol.iterator]() : zipRows(inputs as Iterable<unknown>[]),
  )
}

function isAsync(input: unknown): boolean {
  return typeof (input as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === "function"
}

function asyncIterator(input: unknown): AsyncIterator<unknown> | Iterator<unknown> {
  const source = input as Partial<AsyncIterable<unknown>> & Partial<Iterable<unknown>>
  return source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]!()
}

async function* zipAsync(inputs: readonly unknown[]): AsyncGenerator<unknown[]> {
  const iterators = inputs.map(asyncIterator)
  try {
    for (;;) {
      const steps = await Promise.all(iterators.map(async (iterator) => iterator.next()))
      if (steps.some((step) => step.done === true)) return
      yield steps.map((step) => step.value)
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.()
  }
}

class ArrayFeed implements InputFeed {
  readonly #items: ArrayLike<unknown>
  #at = 0
  #closed = false
  #mixed = false
  readonly failed: undefined
  onChange: (() => void) | undefined

  constructor(items: ArrayLike<unknown>) {
    this.#items = items
  }
  ready(): number {
    return this.#closed ? 0 : Math.max(0, this.#items.length - this.#at)
  }
  pull(): { readonly item: unknown } | undefined {
    return this.ready() > 0 ? { item: this.#items[this.#at++] } : undefined
  }
  numbers(most: number): Float64Array | undefined {
    const count = Math.min(most, this.ready())
    if (this.#mixed || count < 2) return undefined
    const packed = packedNumbers(this.#items, this.#at, count)
    if (packed === undefined) this.#mixed = true
    else this.#at += count
    return packed
  }
  get done(): boolean {
    return this.ready() === 0
  }
  get total(): number {
    return this.#items.length
  }
  close(): void {
    this.#closed = true
  }
}

/** Items of an array as float64, if all of them are numbers. */
function packedNumbers(items: ArrayLike<unknown>, from: number, count: number): Float64Array | undefined {
  const packed = new Float64Array(count)
  if (ArrayBuffer.isView(items)) {
    if (items instanceof BigInt64Array || items instanceof BigUint64Array) return undefined
    packed.set((items as unknown as Float64Array).subarray(from, from + count))
    return packed
  }
  for (let i = 0; i < count; i++) {
    const item = items[from + i]
    if (typeof item !== "number") return undefined
    packed[i] = item
  }
  return packed
}

class RangeFeed implements InputFeed {
  readonly #range: Range
  #at = 0
  #closed = false
  readonly failed: undefined
  onChange: (() => void) | undefined

  constructor(range: Range) {
    this.#range = range
  }
  ready(): number {
    return this.#closed ? 0 : this.#range.length - this.#at
  }
  pull(): { readonly item: unknown } | undefined {
    return this.ready() > 0 ? { item: this.#item(this.#at++) } : undefined
  }
  #item(at: number): number {
    return this.#range.start + at * this.#range.step
  }
  numbers(most: number): Float64Array | undefined {
    const count = Math.min(most, this.ready())
    if (count < 2) return undefined
    const packed = new Float64Array(count)
    for (let i = 0; i < count; i++) packed[i] = this.#item(this.#at + i)
    this.#at += count
    return packed
  }
  get done(): boolean {
    return this.ready() === 0
  }
  get total(): number {
    return this.#range.length
  }
  close(): void {
    this.#closed = true
  }
}

class SyncFeed implements InputFeed {
  readonly #iterator: Iterator<unknown>
  #pulled = 0
  done = false
  failed: { readonly error: unknown } | undefined
  readonly total: number | undefined
  onChange: (() => void) | undefined

  constructor(iterator: Iterator<unknown>, total?: number) {
    this.#iterator = iterator
    this.total = total
    this.done = total === 0
  }
  ready(): number {
    return this.done ? 0 : (this.total ?? Number.POSITIVE_INFINITY) - this.#pulled
  }
  pull(): { readonly item: unknown } | undefined {
    if (this.done) return undefined
    try {
      const step = this.#iterator.next()
      if (step.done !== true) {
        this.done = ++this.#pulled === this.total
        return { item: step.value }
      }
    } catch (error) {
      this.failed = { error }
    }
    this.done = true
    return undefined
  }
  close(): void {
    if (this.done) return
    this.done = true
    try {
      this.#iterator.return?.()
    } catch (error) {
      this.failed ??= { error }
    }
  }
}

class AsyncFeed implements InputFeed {
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>
  readonly #most: number
  #ahead: number
  readonly #buffer: unknown[] = []
  #ended = false
  #pulling = false
  failed: { readonly error: unknown } | undefined
  readonly total: undefined
  onChange: (() => void) | undefined

  constructor(iterator: AsyncIterator<unknown> | Iterator<unknown>, { least, most }: Ahead) {
    this.#iterator = iterator
    this.#ahead = least
    this.#most = most
    void this.#fill()
  }

  async #fill(): Promise<void> {
    if (this.#pulling) return
    this.#pulling = true
    try {
      while (!this.#ended && this.#buffer.length < this.#ahead) {
        const step = await this.#iterator.next()
        if (step.done === true) this.#ended = true
        else if (!this.#ended) this.#buffer.push(step.value)
        this.onChange?.()
      }
    } catch (error) {
      this.#ended = true
      this.failed = { error }
      this.onChange?.()
    } finally {
      this.#pulling = false
    }
  }
  ready(): number {
    return this.#buffer.length
  }
  get done(): boolean {
    return this.#ended && this.#buffer.length === 0
  }
  pull(): { readonly item: unknown } | undefined {
    if (this.#buffer.length === 0) return undefined
    const item = this.#buffer.shift()
    if (this.#buffer.length === 0) this.#ahead = Math.min(2 * this.#ahead, this.#most)
    void this.#fill()
    return { item }
  }
  close(): void {
    this.#buffer.length = 0
    if (this.#ended) return
    this.#ended = true
    Promise.resolve(this.#iterator.return?.()).catch(() => {
      // Nobody waits for the rest of the input any more.
    })
  }
}
