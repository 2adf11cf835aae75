import { OptionError } from "../../core/errors/index.ts"
import { defineKind, pack, peek, read, samePayload, SharedObject, store, unpack } from "../shared/index.ts"
import type { Call, Payload, Stored } from "../shared/index.ts"
import { Guard, step, update } from "./guard.ts"

class ListState {
  readonly #guard = new Guard()
  #items: Stored[]

  constructor(items: readonly Payload[]) {
    this.#items = items.map(store)
  }

  get(call: Call, index: number): unknown {
    return this.#guard.step(call, () => this.#wrapped(index))
  }

  set(call: Call, index: number, value: Payload): unknown {
    return this.#guard.step(call, () => this.#set(index, value))
  }

  /** JavaScript's splice: what was taken out. */
  splice(call: Call, start: number, count: number, items: readonly Payload[]): unknown {
    return this.#guard.step(call, () => this.#items.splice(start, count, ...items.map(store)).map(read))
  }

  append(call: Call, items: readonly Payload[]): unknown {
    return this.#guard.step(call, () => {
      for (const item of items) this.#items.push(store(item))
      return this.#items.length
    })
  }

  slice(call: Call, start: number, end: number | undefined): unknown {
    return this.#guard.step(call, () => this.#items.slice(start, end).map(read))
  }

  indexOf(call: Call, value: Payload): unknown {
    return this.#guard.step(call, () => this.#items.findIndex((item) => samePayload(peek(item), value)))
  }

  count(call: Call, value: Payload): unknown {
    return this.#guard.step(call, () => this.#items.filter((item) => samePayload(peek(item), value)).length)
  }

  remove(call: Call, value: Payload): unknown {
    return this.#guard.step(call, () => {
      const index = this.#items.findIndex((item) => samePayload(peek(item), value))
      if (index >= 0) this.#items.splice(index, 1)
      return index >= 0
    })
  }

  reverse(call: Call): unknown {
    return this.#guard.step(call, () => {
      this.#items = this.#items.toReversed()
    })
  }

  length(call: Call): unknown {
    return this.#guard.step(call, () => this.#items.length)
  }

  /** Of one item, or of the whole list. */
  begin(call: Call, index: number | "all"): Promise<unknown> {
    return this.#guard.begin(call, () => (index === "all" ? this.#items.map(read) : this.#wrapped(index)))
  }

  commit(call: Call, index: number | "all", value: Payload | readonly Payload[]): void {
    this.#guard.end(call, () => {
      if (index === "all") this.#items = (value as readonly Payload[]).map(store)
      else this.#set(index, value as Payload)
    })
  }

  rollback(call: Call): void {
    this.#guard.end(call)
  }

  #wrapped(index: number): { value: Payload } | undefined {
    const place = index < 0 ? this.#items.length + index : index
    return place in this.#items ? { value: read(this.#items[place]) } : undefined
  }

  #set(index: number, value: Payload): void {
    const { length } = this.#items
    const place = index < 0 ? length + index : index
    if (!(place in this.#items)) throw new OptionError("index", `an integer from ${-length} to ${length - 1}`, index)
    this.#items[place] = store(value)
  }
}

type Found = { readonly value: Payload } | undefined

/**
 * A list for all: items are copied on their way in and out. What `get` gave is a copy: to change what is in the list
 * `set` it again, or `update` it in one step. Shared objects may be items; those are not copied.
 *
 * @example
 * ```ts
 * import { Manager } from "heddle/multiprocessing"
 * await using manager = new Manager()
 * const list = manager.list([3, 1])
 * await list.append(2)
 * await list.sort((a, b) => a - b)
 * await list.toArray() // => [1, 2, 3]
 * ```
 */
export class ListProxy<T = unknown> extends SharedObject implements AsyncIterable<T> {
  /** @internal `manager.list()` makes one. */
  constructor(items: Iterable<T>) {
    super(new ListState([...items].map((item) => pack(item, "item"))))
  }

  /** The item; a negative index counts from the end; undefined if there is none. */
  async get(index: number): Promise<T | undefined> {
    return (await unpack((await step<Found>(this, "get", index))?.value)) as T | undefined
  }

  /** @throws OptionError if there is no such item */
  async set(index: number, item: T): Promise<void> {
    await step(this, "set", index, pack(item, "item"))
  }

  /** The new length. */
  append(item: T): Promise<number> {
    return step(this, "append", [pack(item, "item")])
  }

  /** JavaScript's name of `append`, for one item or more. */
  push(...items: readonly T[]): Promise<number> {
    return this.extend(items)
  }

  extend(items: Iterable<T>): Promise<number> {
    return step(
      this,
      "append",
      [...items].map((item) => pack(item, "item")),
    )
  }

  async insert(index: number, item: T): Promise<void> {
    await step(this, "splice", index, 0, [pack(item, "item")])
  }

  /** Takes the last item out, or the one at `index`; undefined if there is none. */
  async pop(index: number = -1): Promise<T | undefined> {
    const [taken] = await step<readonly Payload[]>(this, "splice", index, 1, [])
    return (await unpack(taken)) as T | undefined
  }

  /** Takes the first equal item out; false if there is none. */
  remove(item: T): Promise<boolean> {
    return step(this, "remove", pack(item, "item"))
  }

  /** Where the first equal item is, -1 if there is none. Objects are equal if they hold the same in the same order. */
  indexOf(item: T): Promise<number> {
    return step(this, "indexOf", pack(item, "item"))
  }

  async includes(item: T): Promise<boolean> {
    return (await this.indexOf(item)) >= 0
  }

  count(item: T): Promise<number> {
    return step(this, "count", pack(item, "item"))
  }

  async reverse(): Promise<void> {
    await step(this, "reverse")
  }

  /** Sorts the list, in one step, here. */
  async sort(compare?: (a: T, b: T) => number): Promise<void> {
    await this.updateAll((items) => items.toSorted(compare))
  }

  /** A copy of a part, or of the whole. */
  async slice(start: number = 0, end?: number): Promise<T[]> {
    return await unpackAll(await step<readonly Payload[]>(this, "slice", start, end))
  }

  toArray(): Promise<T[]> {
    return this.slice()
  }

  async clear(): Promise<void> {
    await this.updateAll(() => [])
  }

  length(): Promise<number> {
    return step(this, "length")
  }

  /** Calls `change` with one item and sets what it gives, in one step; the new item. If it throws nothing changes. */
  async update(index: number, change: (item: T) => T | PromiseLike<T>): Promise<T> {
    let after!: T
    await update(this, [index], async (found: Found) => {
      after = await change((await unpack(found?.value)) as T)
      return pack(after, "item")
    })
    return after
  }

  /** The same with the whole list. */
  async updateAll(change: (items: T[]) => readonly T[] | PromiseLike<readonly T[]>): Promise<void> {
    await update(this, ["all"], async (items: readonly Payload[]) => {
      const after = await change(await unpackAll<T>(items))
      return after.map((item) => pack(item, "item"))
    })
  }

  /** The items as they were when the loop began. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this.slice()
  }
}

async function unpackAll<T>(payloads: readonly Payload[]): Promise<T[]> {
  return (await Promise.all(payloads.map(unpack))) as T[]
}

defineKind("list", ListProxy)
