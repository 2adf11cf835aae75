import { defineKind, invoke, pack, read, SharedObject, store, unpack } from "../shared/index.ts"
import type { Call, Payload, Stored } from "../shared/index.ts"
import { nameOf } from "./dict.ts"

class SetState {
  readonly #items = new Map<unknown, Stored>()

  constructor(items: readonly Payload[]) {
    this.#addAll(items)
  }

  add(_: Call, items: readonly Payload[]): void {
    this.#addAll(items)
  }

  has(_: Call, item: Payload): boolean {
    return this.#items.has(nameOf(item))
  }

  delete(_: Call, item: Payload): boolean {
    return this.#items.delete(nameOf(item))
  }

  pop(): { value: Payload } | undefined {
    const first = this.#items.entries().next().value
    if (first === undefined) return undefined
    this.#items.delete(first[0])
    return { value: read(first[1]) }
  }

  values(): Payload[] {
    return [...this.#items.values()].map(read)
  }

  clear(): void {
    this.#items.clear()
  }

  size(): number {
    return this.#items.size
  }

  #addAll(items: readonly Payload[]): void {
    for (const item of items) {
      const name = nameOf(item)
      if (!this.#items.has(name)) this.#items.set(name, store(item))
    }
  }
}

/**
 * A set for all. Equal items are one, also objects that hold the same in the same order.
 *
 * @example
 * ```ts
 * import { Manager } from "heddle/multiprocessing"
 * await using manager = new Manager()
 * const seen = manager.set(["a"])
 * await seen.add("a")
 * await seen.size() // => 1
 * ```
 */
export class SetProxy<T = unknown> extends SharedObject implements AsyncIterable<T> {
  /** @internal `manager.set()` makes one. */
  constructor(items: Iterable<T>) {
    super(new SetState([...items].map((item) => pack(item, "item"))))
  }

  async add(...items: readonly T[]): Promise<void> {
    await invoke(this, "add", [items.map((item) => pack(item, "item"))])
  }

  has(item: T): Promise<boolean> {
    return invoke(this, "has", [pack(item, "item")])
  }

  /** True if it was there. */
  delete(item: T): Promise<boolean> {
    return invoke(this, "delete", [pack(item, "item")])
  }

  /** Python's name of `delete`. */
  discard(item: T): Promise<boolean> {
    return this.delete(item)
  }

  /** Takes an item out; undefined if there is none. */
  async pop(): Promise<T | undefined> {
    return (await unpack((await invoke<{ value: Payload } | undefined>(this, "pop"))?.value)) as T | undefined
  }

  async values(): Promise<T[]> {
    return (await Promise.all((await invoke<readonly Payload[]>(this, "values")).map(unpack))) as T[]
  }

  /** A Set of its own with what is in the set now. */
  async copy(): Promise<Set<T>> {
    return new Set(await this.values())
  }

  async clear(): Promise<void> {
    await invoke(this, "clear")
  }

  size(): Promise<number> {
    return invoke(this, "size")
  }

  /** The items as they were when the loop began. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this.values()
  }
}

defineKind("set", SetProxy)
