import { defineKind, pack, read, SharedObject, store, unpack } from "../shared/index.ts"
import type { Call, Payload, Stored } from "../shared/index.ts"
import { Guard, step, update } from "./guard.ts"

interface Entry {
  readonly key: Stored
  readonly value: Stored
}
type Pair = readonly [key: Payload, value: Payload]

/** Equal keys have equal names: primitives are their own, other values are named by their bytes. */
export function nameOf(key: Payload): unknown {
  if (typeof key === "object" && key !== null) return `bytes ${Buffer.from(key.bytes).toString("latin1")}`
  return typeof key === "string" ? `text ${key}` : key
}

class DictState {
  readonly #guard = new Guard()
  readonly #entries = new Map<unknown, Entry>()

  constructor(pairs: readonly Pair[]) {
    for (const [key, value] of pairs) this.#put(key, value)
  }

  get(call: Call, key: Payload): unknown {
    return this.#guard.step(call, () => this.#read(key))
  }

  has(call: Call, key: Payload): unknown {
    return this.#guard.step(call, () => this.#entries.has(nameOf(key)))
  }

  assign(call: Call, pairs: readonly Pair[]): unknown {
    return this.#guard.step(call, () => {
      for (const [key, value] of pairs) this.#put(key, value)
    })
  }

  setDefault(call: Call, key: Payload, value: Payload): unknown {
    return this.#guard.step(call, () => {
      if (!this.#entries.has(nameOf(key))) this.#put(key, value)
      return this.#read(key)!.value
    })
  }

  pop(call: Call, key: Payload): unknown {
    return this.#guard.step(call, () => {
      const found = this.#read(key)
      this.#entries.delete(nameOf(key))
      return found
    })
  }

  popItem(call: Call): unknown {
    return this.#guard.step(call, () => {
      const last = [...this.#entries].at(-1)
      if (last === undefined) return undefined
      this.#entries.delete(last[0])
      return [read(last[1].key), read(last[1].value)] satisfies Pair
    })
  }

  entries(call: Call): unknown {
    return this.#guard.step(call, () => [...this.#entries.values()].map(({ key, value }) => [read(key), read(value)]))
  }

  clear(call: Call): unknown {
    return this.#guard.step(call, () => this.#entries.clear())
  }

  size(call: Call): unknown {
    return this.#guard.step(call, () => this.#entries.size)
  }

  begin(call: Call, key: Payload): Promise<{ value: Payload } | undefined> {
    return this.#guard.begin(call, () => this.#read(key))
  }

  commit(call: Call, key: Payload, value: Payload): void {
    this.#guard.end(call, () => this.#put(key, value))
  }

  rollback(call: Call): void {
    this.#guard.end(call)
  }

  #put(key: Payload, value: Payload): void {
    const name = nameOf(key)
    const known = this.#entries.get(name)
    this.#entries.set(name, { key: known?.key ?? store(key), value: store(value) })
  }

  #read(key: Payload): { value: Payload } | undefined {
    const entry = this.#entries.get(nameOf(key))
    return entry && { value: read(entry.value) }
  }
}

type Found = { readonly value: Payload } | undefined

/**
 * A dictionary for all: keys and values are copied on their way in and out, in the order of insertion. Equal keys are
 * one, also objects that hold the same. A plain object that `get` gave is a copy: to change what is in the dictionary
 * `set` it again, or `update` it in one step. Shared objects may be values; those are not copied.
 *
 * @example
 * ```ts
 * import { Manager } from "heddle/multiprocessing"
 * await using manager = new Manager()
 * const scores = manager.dict<string, number[]>()
 * await scores.update("ann", (list = []) => [...list, 3]) // => [3]
 * await scores.get("ann") // => [3]
 * ```
 */
export class DictProxy<K = unknown, V = unknown> extends SharedObject implements AsyncIterable<[K, V]> {
  /** @internal `manager.dict()` makes one. */
  constructor(entries: Iterable<readonly [K, V]>) {
    super(new DictState(pairsOf(entries)))
  }

  /** The value, or `fallback` if there is none. */
  async get(key: K): Promise<V | undefined>
  async get<D>(key: K, fallback: D): Promise<V | D>
  async get(key: K, fallback?: unknown): Promise<unknown> {
    const found = await step<Found>(this, "get", pack(key, "key"))
    return found === undefined ? fallback : await unpack(found.value)
  }

  async set(key: K, value: V): Promise<void> {
    await this.assign([[key, value]])
  }

  has(key: K): Promise<boolean> {
    return step(this, "has", pack(key, "key"))
  }

  /** True if it was there. */
  async delete(key: K): Promise<boolean> {
    return (await step<Found>(this, "pop", pack(key, "key"))) !== undefined
  }

  /** Takes the entry out; its value, or `fallback` if there is none. */
  async pop<D = undefined>(key: K, fallback?: D): Promise<V | D> {
    const found = await step<Found>(this, "pop", pack(key, "key"))
    return (found === undefined ? fallback : await unpack(found.value)) as V | D
  }

  /** Takes the newest entry out; undefined if there is none. */
  async popItem(): Promise<[K, V] | undefined> {
    const pair = await step<Pair | undefined>(this, "popItem")
    return pair && ([await unpack(pair[0]), await unpack(pair[1])] as [K, V])
  }

  /** The value that is there, else `value`, which then is. */
  async setDefault(key: K, value: V): Promise<V> {
    return (await unpack(await step<Payload>(this, "setDefault", pack(key, "key"), pack(value, "value")))) as V
  }

  /** Sets many in one step. */
  async assign(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): Promise<void> {
    await step(this, "assign", pairsOf(entries as Iterable<readonly [K, V]>))
  }

  /**
   * Calls `change` with the value (undefined if there is none) and sets what it gives, in one step; the new value. If it
   * throws nothing changes. Others wait meanwhile: be quick.
   */
  async update(key: K, change: (value: V | undefined) => V | PromiseLike<V>): Promise<V> {
    let after!: V
    await update(this, [pack(key, "key")], async (found: Found) => {
      after = await change((await unpack(found?.value)) as V | undefined)
      return pack(after, "value")
    })
    return after
  }

  async clear(): Promise<void> {
    await step(this, "clear")
  }

  size(): Promise<number> {
    return step(this, "size")
  }

  async entries(): Promise<[K, V][]> {
    const pairs = await step<readonly Pair[]>(this, "entries")
    return await Promise.all(pairs.map(async ([key, value]) => [await unpack(key), await unpack(value)] as [K, V]))
  }

  async keys(): Promise<K[]> {
    return (await this.entries()).map(([key]) => key)
  }

  async values(): Promise<V[]> {
    return (await this.entries()).map(([, value]) => value)
  }

  /** Python's name of `entries`. */
  items(): Promise<[K, V][]> {
    return this.entries()
  }

  /** A Map of its own with what is in the dictionary now. */
  async copy(): Promise<Map<K, V>> {
    return new Map(await this.entries())
  }

  /** The entries as they were when the loop began. */
  async *[Symbol.asyncIterator](): AsyncGenerator<[K, V], void, undefined> {
    yield* await this.entries()
  }
}

function pairsOf<K, V>(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): Pair[] {
  const list = Symbol.iterator in entries ? [...entries] : Object.entries(entries)
  return list.map(([key, value]) => [pack(key, "key"), pack(value, "value")])
}

defineKind("dict", DictProxy)
