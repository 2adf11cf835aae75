import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { OptionError, ownFiles, StorageError, UnsendableError } from "../core/errors/index.ts"
import { boolean, duration, integer, knownKeys, oneOf } from "../core/options/index.ts"
import { reduce, registerHandle } from "../core/wire/index.ts"
import { CachedCalls } from "./cached.ts"
import { hasZstd } from "./entry/index.ts"
import { eventNames, MemoryEventStream } from "./events.ts"
import type { EntryInfo } from "./cached.ts"
import type { MemoryEvents } from "./events.ts"
import { folderName } from "./folder-name.ts"
import { sameAs } from "./key/index.ts"
import type { CanonicalValues } from "./key/index.ts"
import { Keeper } from "./keeper.ts"
import type { Reduced } from "./keeper.ts"
import { checkLimits, limitKeys } from "./limits.ts"
import type { Limits } from "./limits.ts"
import { Room } from "./room.ts"
import type { MemoryStats } from "./room.ts"
import { shelfOf, Shelved } from "./shelved.ts"
import { UncachedCalls } from "./uncached.ts"
import { DirectoryStore } from "./store/index.ts"
import type { Store } from "./store/index.ts"
import { tellCalls } from "./verbose.ts"

/** What `new Memory` may be told. */
export interface MemoryOptions extends Limits {
  /** Results are compressed by zstd. Default false. They are never mapped then. */
  readonly compress?: boolean | undefined
  /** Large arrays of results are pages of the file, in memory when they are looked at: with the package koffi, or node:ffi. Default false. */
  readonly mmap?: boolean | undefined
  /** 1: a line for each call that runs, with its arguments and how long it took, as joblib prints them; 11: one for each result that is read too. */
  readonly verbose?: number | undefined
}

/** How results of one function are kept. */
export interface CacheOptions {
  /** Parameters, properties of destructured ones (`"verbose"`, `"options.verbose"`), and captured variables that make no difference. */
  readonly ignore?: readonly string[] | undefined
  /** Functions and values that it depends on and does not name. */
  readonly deps?: readonly unknown[] | undefined
  /** Another one makes other results. */
  readonly version?: string | number | undefined
  /** Results are good for so long: milliseconds, or a duration like `"7d"`. */
  readonly expiresIn?: number | string | undefined
  /** Is this result still good? false: the function runs again. */
  readonly validate?: ((entry: EntryInfo) => boolean | Promise<boolean>) | undefined
}

/** A function whose results are kept. */
export interface CachedFunction<A extends readonly unknown[], R> {
  /** The result: from disk, or by a call. Rejects with what the function throws, which is not kept. */
  (...args: A): Promise<R>
  /** Is there a result that a call would be given? */
  has(this: void, ...args: A): Promise<boolean>
  /** Calls the function whatever is there, and keeps the result. */
  force(this: void, ...args: A): Promise<R>
  /** As a call, but gives what stands for the result, so that it need not be in memory. */
  callAndShelve(this: void, ...args: A): Promise<Shelved<R>>
  /**
   * Removes its results: those of older versions too where its module declares it at the top (`function f`, `const f = …`) and
   * has no other function of that name, else those of the version that it has now.
   */
  clear(this: void): Promise<void>
}

const cacheKeys = ["ignore", "deps", "version", "expiresIn", "validate"] as const
const memoryKeys = [...limitKeys, "compress", "mmap", "verbose"] as const

/**
 * Results of functions on disk: a call with arguments that have been there before is read instead of run. All programs and
 * threads that name the same folder share them; of those that need the same result at the same time one makes it.
 *
 * A result is found as long as the function, what it calls in this project, and what it captures do what they did. What it
 * reads elsewhere (files, the network, time, chance) nobody sees: name that in `deps`, `version` or `expiresIn`.
 *
 * @example
 * ```ts
 * import { Memory } from "heddle/memory"
 * const memory = new Memory("./cache", { bytesLimit: "1G" })
 * const square = memory.cache((x: number) => x * x)
 * await square(3) // => 9
 * await square.has(3) // => true
 * await memory.clear()
 * ```
 */
export class Memory {
  /** The folder; undefined: nothing is kept, or not in a folder. */
  readonly location: string | undefined
  readonly #room: Room | undefined
  readonly #keeper: Keeper | undefined
  readonly #events = new MemoryEventStream()
  readonly #options: MemoryOptions
  readonly #evaluated = new WeakMap<Function, unknown>()

  /**
   * @param place a folder, which is made; null: functions run each time, as if there were no cache; or a store of one's own
   * @throws OptionError; StorageError if the folder cannot be made, or not be read. In one that cannot be written to results are
   * found and none are kept, which a `storage` event says once.
   */
  constructor(place: string | URL | Store | null | undefined, options: MemoryOptions = {}) {
    knownKeys(options, memoryKeys)
    const { compress = false, mmap = false, verbose = 0 } = options
    boolean("compress", compress)
    boolean("mmap", mmap)
    integer("verbose", verbose, { min: 0 })
    if (compress && !hasZstd)
      throw new OptionError("compress", "false: this Node has no zstd (22.15 and newer do)", compress)
    const limits = checkLimits(options)
    this.#options = options
    if (verbose > 0) tellCalls(this.#events, verbose)
    if (place === null || place === undefined) return
    const store = storeOf(place)
    if (store instanceof DirectoryStore) this.location = store.folder
    this.#keeper = new Keeper(store, limits, this.#events)
    this.#room = new Room(store, this.#events, this.#keeper, { compress, map: mmap && !compress })
  }

  /**
   * The function, with results kept.
   *
   * @throws OptionError for a name in `ignore` that the function does not have, and for functions that are not JavaScript's
   */
  cache<F extends (...args: never[]) => unknown>(
    fn: F,
    options?: CacheOptions,
  ): CachedFunction<Parameters<F>, Awaited<ReturnType<F>>>
  /** The same, where the types are named: `memory.cache<[x: number], string>(…)`. */
  cache<A extends readonly unknown[], R>(fn: (...args: A) => R, options?: CacheOptions): CachedFunction<A, Awaited<R>>
  cache<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    options: CacheOptions = {},
  ): CachedFunction<A, Awaited<R>> {
    return this.#cached(fn, options, undefined)
  }

  /** Calls a function, or reads its result. */
  eval<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    let cached = this.#evaluated.get(fn) as CachedFunction<A, Awaited<R>> | undefined
    if (cached === undefined) this.#evaluated.set(fn, (cached = this.cache<A, R>(fn)))
    return cached(...args)
  }

  /** Removes all results. At once for who looks; the promise is settled when their room is free. */
  async clear(): Promise<void> {
    await this.#room?.store.clear()
  }

  /** Removes what was used longest ago until these limits hold, or those that the memory was made with. */
  async reduceSize(limits: Limits = this.#options): Promise<Reduced> {
    if (limits !== this.#options) knownKeys(limits, limitKeys)
    const checked = checkLimits(limits)
    if (this.#keeper === undefined) return { items: 0, bytes: 0 }
    const { items, bytes } = await this.#keeper.reduce(checked)
    return { items, bytes }
  }

  /** What this thread's calls have found so far. */
  stats(): MemoryStats {
    return this.#room?.stats ?? { hits: 0, misses: 0, savedSeconds: 0 }
  }

  /** Adds a listener; gives the function that removes it. @throws OptionError for an event that there is not */
  on<K extends keyof MemoryEvents>(name: K, listener: (event: MemoryEvents[K]) => void): () => void {
    oneOf("name", name, eventNames)
    if (typeof listener !== "function") throw new OptionError("listener", "a function", listener)
    return this.#events.on(name, listener)
  }

  /** @internal What stands for it in other threads and processes: its folder. */
  static sent(memory: Memory): readonly [location: string | undefined, options: MemoryOptions] {
    const { location } = memory
    if (location === undefined && memory.#room !== undefined) {
      const where = { path: "memory", role: "argument" } as const
      throw new UnsendableError("a Memory with a store of its own stays in its thread", where)
    }
    return [location, memory.#options]
  }

  /** @internal */
  static revive(
    memory: Memory,
    fn: (...args: readonly unknown[]) => unknown,
    options: CacheOptions,
    version: string,
  ): unknown {
    return memory.#cached(fn, options, version)
  }

  #cached<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    options: CacheOptions,
    fixed: string | undefined,
  ): CachedFunction<A, Awaited<R>> {
    if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
    knownKeys(options, cacheKeys)
    const { expiresIn = Infinity, validate, ...keys } = options
    if (validate !== undefined && typeof validate !== "function")
      throw new OptionError("validate", "a function", validate)
    const call = fn as (...args: A) => Promise<Awaited<R>>
    const good = { expiresIn: duration("expiresIn", expiresIn), validate }
    const calls =
      this.#room === undefined ? new UncachedCalls(call) : new CachedCalls(this.#room, call, { ...keys, fixed }, good)
    const cached = (...args: A): Promise<Awaited<R>> => calls.call(args)
    return Object.defineProperties(
      Object.assign(cached, {
        has: (...args: A) => calls.has(args),
        force: (...args: A) => calls.force(args),
        callAndShelve: async (...args: A) => new Shelved(cached, await calls.callAndShelve(args)),
        clear: () => calls.clear(),
      }),
      {
        name: { value: fn.name, configurable: true },
        length: { value: fn.length, configurable: true },
        [reduce]: { value: () => [cachedAt, this, fn, options, calls.version()] },
        [shelfOf]: { value: calls.shelf.bind(calls) },
        [sameAs]: { value: (values: CanonicalValues) => calls.write(values) },
      },
    )
  }
}

const memories = new Map<string, Memory>()

registerHandle("heddle.memory", Memory, {
  encode: (memory) => Memory.sent(memory),
  // One for each folder in a thread, so that its calls know of each other.
  decode(data) {
    const key = JSON.stringify(data)
    let memory = memories.get(key)
    if (memory === undefined) {
      const [location, options] = data as ReturnType<typeof Memory.sent>
      memories.set(key, (memory = new Memory(location, options)))
    }
    return memory
  },
  home: ownFiles === undefined ? undefined : import.meta.url,
})

/** A function whose results are kept, in another thread or process: `version` is that of the original. */
export function cachedAt(
  memory: Memory,
  fn: (...args: readonly unknown[]) => unknown,
  options: CacheOptions,
  version: string,
): unknown {
  return Memory.revive(memory, fn, options, version)
}

const storeMethods = ["open", "put", "touch", "list", "remove", "clear", "tryClaim", "claim", "sweep"] as const

function storeOf(place: string | URL | Store): Store {
  if (typeof place === "object" && !(place instanceof URL)) {
    const lacking = storeMethods.find((name) => typeof place[name] !== "function")
    if (lacking === undefined) return place
    throw new OptionError("place", `a folder, null, or a store, which has ${storeMethods.join(", ")}`, place, {
      hint: `it has no ${lacking}`,
    })
  }
  if (typeof place !== "string" && !(place instanceof URL))
    throw new OptionError("place", "a folder, null, or a store", place)
  const folder = place instanceof URL ? fileURLToPath(place) : resolve(folderName("place", place))
  try {
    return new DirectoryStore(folder)
  } catch (error) {
    throw new StorageError(folder, error as Error)
  }
}
