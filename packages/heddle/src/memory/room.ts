import { isHeard, moment, tell } from "../core/events/index.ts"
import type { CallEvent, MemoryEventStream } from "./events.ts"
import type { Keeper } from "./keeper.ts"
import { DamagedError } from "./entry/index.ts"
import type { Entry, Source } from "./entry/index.ts"
import { isTooManyOpen, openFiles } from "./store/index.ts"
import type { Claim, Store } from "./store/index.ts"

/** Use is noted so often, in ms, and ten times while an entry that is not used is good. */
const longestNoted = 60_000

/** On Windows that may also be a file which somebody reads. */
const forbidden: readonly string[] = process.platform === "win32" ? [] : ["EACCES", "EPERM"]
const everywhere = ""

/** What a cache has done so far, in this thread. */
export interface MemoryStats {
  /** Calls whose result was there. */
  readonly hits: number
  /** Calls whose result was not. */
  readonly misses: number
  /** What the functions would have taken for those that were there, less what it took to read them. */
  readonly savedSeconds: number
}

/**
 * The place of a cache as its functions use it: whatever fails there is told as an event, and the call goes on without.
 */
export class Room {
  readonly store: Store
  readonly events: MemoryEventStream
  readonly compress: boolean
  readonly map: boolean
  readonly #keeper: Keeper
  readonly #noted: number
  /** Folders of functions that cannot be written to. */
  readonly #sealed = new Set<string>()
  /** Of these errors it was told. */
  readonly #told = new Set<string>()
  readonly #stats = { hits: 0, misses: 0, savedMs: 0 }

  constructor(
    store: Store,
    events: MemoryEventStream,
    keeper: Keeper,
    options: { readonly compress: boolean; readonly map: boolean },
  ) {
    this.store = store
    this.events = events
    this.#keeper = keeper
    this.#noted = Math.min(longestNoted, keeper.ageLimit / 10)
    this.compress = options.compress
    this.map = options.map
  }

  get stats(): MemoryStats {
    const { hits, misses, savedMs } = this.#stats
    return { hits, misses, savedSeconds: savedMs / 1000 }
  }

  /** The entry, to be read and closed at once. */
  glance(key: string): Source | undefined {
    try {
      return this.store.open(key)
    } catch (error) {
      return isTooManyOpen(error) ? undefined : this.#trouble("reading", error)
    }
  }

  /** The entry. undefined: there is none. A promise: there is one, or that cannot be known, until fewer files are open. */
  open(key: string): Source | undefined | Promise<Source | undefined> {
    try {
      const source = this.store.open(key)
      if (source?.holdsFile !== true || !openFiles.isOver) return source
      source.close()
    } catch (error) {
      if (!isTooManyOpen(error)) return this.#trouble("reading", error)
    }
    return openFiles.whenFree(() => this.store.open(key)).catch((error: unknown) => this.#trouble("reading", error))
  }

  /** undefined: somebody else has it. "none": there is nothing to be had. */
  tryClaim(key: string): Claim | "none" | undefined {
    if (this.#isSealed(key)) return "none"
    try {
      return this.store.tryClaim(key)
    } catch (error) {
      this.#unwritable("locking", key, error)
      return "none"
    }
  }

  async claim(key: string, isThere: () => boolean): Promise<Claim | undefined> {
    try {
      return await this.store.claim(key, isThere)
    } catch (error) {
      return this.#unwritable("locking", key, error)
    }
  }

  /** Is it kept? @throws Error at once for what is larger than all may be */
  put(key: string, parts: readonly Uint8Array[]): Promise<boolean> {
    const bytes = parts.reduce((sum, { length }) => sum + length, 0)
    const { bytesLimit } = this.#keeper
    if (bytes > bytesLimit) throw new Error(`its ${bytes} bytes are more than \`bytesLimit\`, which is ${bytesLimit}`)
    return this.#put(key, parts, bytes)
  }

  /** Was the entry used so long ago that it counts as none? */
  isTooOld({ usedAt }: Entry): boolean {
    return Date.now() - usedAt > this.#keeper.ageLimit
  }

  async #put(key: string, parts: readonly Uint8Array[], bytes: number): Promise<boolean> {
    if (this.#isSealed(key)) return false
    try {
      await this.store.put(key, parts)
    } catch (error) {
      this.#unwritable("writing", key, error)
      return false
    }
    await this.#keeper.added(bytes)
    return true
  }

  async remove(key: string): Promise<void> {
    await this.store.remove([key])
  }

  /** The function is about to run. */
  missed(name: string, key: string, args: readonly unknown[]): void {
    this.#stats.misses++
    this.events.emit("miss", { name, key, args })
  }

  hit(name: string, key: string, took: number, { header, usedAt }: Entry): void {
    const saved = header.took
    this.#stats.hits++
    this.#stats.savedMs += Math.max(0, saved - took)
    if (this.events.has("hit")) this.events.emit("hit", { name, key, took, saved })
    if (isHeard("cache")) tell({ kind: "cache", at: moment() - took, name, outcome: "hit", ms: took, saved })
    if (Math.abs(Date.now() - usedAt) > this.#noted) this.#tried("writing", () => this.store.touch(key))
  }

  ran(name: string, key: string, took: number): void {
    this.events.emit("run", { name, key, took })
    if (isHeard("cache")) tell({ kind: "cache", at: moment() - took, name, outcome: "run", ms: took })
  }

  /** An entry could not be read. */
  failed(call: CallEvent & { readonly file: string }, error: unknown): undefined {
    if (!(error instanceof DamagedError)) return this.#trouble("reading", error)
    this.events.emit("damaged", { ...call, reason: error.message })
    return undefined
  }

  #isSealed(key: string): boolean {
    return this.#sealed.size > 0 && (this.#sealed.has(everywhere) || this.#sealed.has(folderIn(key)))
  }

  /** Where nothing may be written, that is tried and told once. */
  #unwritable(what: "locking" | "writing", key: string, error: unknown): undefined {
    const { code = "" } = error as NodeJS.ErrnoException
    if (code !== "EROFS" && !forbidden.includes(code)) return this.#trouble(what, error)
    this.#sealed.add(code === "EROFS" ? everywhere : folderIn(key))
    if (this.#told.has(code)) return undefined
    this.#told.add(code)
    return this.#trouble(what, error)
  }

  #tried<T>(what: "reading" | "writing", act: () => T): T | undefined {
    try {
      return act()
    } catch (error) {
      return this.#trouble(what, error)
    }
  }

  #trouble(what: "reading" | "writing" | "locking", error: unknown): undefined {
    this.events.emit("storage", { error: error as Error, while: what })
    return undefined
  }
}

function folderIn(key: string): string {
  return key.slice(0, key.indexOf("/"))
}
