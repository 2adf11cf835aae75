import { AsyncLocalStorage } from "node:async_hooks"
import { inspect } from "node:util"
import { readFunction } from "../core/closure/index.ts"
import { entryOf, writeEntry } from "./entry/index.ts"
import type { Entry, Source } from "./entry/index.ts"
import { CallKeys } from "./key/index.ts"
import type { CanonicalValues, KeyOptions } from "./key/index.ts"
import type { Room } from "./room.ts"
import type { Shelf } from "./shelved.ts"

/** What is known of a result that is there. */
export interface EntryInfo {
  /** When the function ran, in ms since 1970. */
  readonly createdAt: number
  /** How long it ran, in ms. */
  readonly took: number
  /** What it was called with, as text for people. */
  readonly args: string
}

/** How long results of one function are good. */
export interface GoodFor {
  /** In ms. */
  readonly expiresIn: number
  readonly validate: ((entry: EntryInfo) => boolean | Promise<boolean>) | undefined
}

interface Result<R> {
  readonly value: R
  /** Will it be found? */
  readonly isKept: boolean
}

type Opening = ReturnType<Room["open"]>

/** Keys whose results are being made around a call. */
const around = new AsyncLocalStorage<ReadonlySet<string>>()

/** Calls of a function, of which results are kept. */
export class CachedCalls<A extends readonly unknown[], R> {
  readonly name: string
  readonly #fn: (...args: A) => R | Promise<R>
  readonly #room: Room
  readonly #keys: CallKeys
  readonly #good: GoodFor
  /** Is the function another thread's, of which this one has the text? */
  readonly #isCopy: boolean
  /** What is being made in this thread. */
  readonly #running = new Map<string, Promise<Result<R>>>()

  constructor(room: Room, fn: (...args: A) => R | Promise<R>, keys: KeyOptions, good: GoodFor) {
    this.#room = room
    this.#fn = fn
    this.#keys = new CallKeys(fn, keys)
    this.#good = good
    this.#isCopy = keys.fixed !== undefined
    this.name = fn.name
  }

  async call(args: A): Promise<R> {
    return (await this.#result(this.#keyOf(args), args)).value
  }

  async has(args: A): Promise<boolean> {
    const entry = await this.#open(this.#keyOf(args))
    entry?.close()
    return entry !== undefined
  }

  /** Runs the function whatever is there, and keeps the result. */
  async force(args: A): Promise<R> {
    return (await this.#run(this.#keyOf(args), args)).value
  }

  /** What stands for the result: one that is there is not read. */
  async callAndShelve(args: A): Promise<Shelf<R>> {
    const key = this.#keyOf(args)
    const source = this.#room.open(key)
    const made =
      source === undefined
        ? this.#made(key, args, false)
        : this.#isThereNow(key, source).then((isThere) => (isThere ? undefined : this.#remade(key, args)))
    const result = await made
    return this.shelf(key, result === undefined || result.isKept ? undefined : { value: result.value })
  }

  /** `value`: that of a result that is not kept. */
  shelf(key: string, value?: { readonly value: R }): Shelf<R> {
    return { key, read: () => this.#readWhateverItsAge(key), remove: () => this.#room.remove(key), value }
  }

  async #isThereNow(key: string, source: Opening): Promise<boolean> {
    const start = performance.now()
    const entry = await this.#entry(key, await source)
    if (entry === undefined) return false
    entry.close()
    this.#room.hit(this.name, key, performance.now() - start, entry)
    return true
  }

  /** Removes its results; those of its older versions only where no other function of its file can have given them. */
  async clear(): Promise<void> {
    const { store } = this.#room
    const name = folderOf(this.name)
    const version = `${name}/${this.version()}.`
    const isSole = !this.#isCopy && readFunction(this.#fn)?.isSole(this.name) === true
    const keys: string[] = []
    for await (const { key } of store.list(name)) {
      if (key.startsWith(version) || (isSole && this.#isOwn(key))) keys.push(key)
    }
    await store.remove(keys)
  }

  /** Is it of a function of this name in this file? */
  #isOwn(key: string): boolean {
    const header = this.#about(key)?.header
    return header !== undefined && header.file === this.#keys.file && header.name === this.name
  }

  /** What an entry says of itself. */
  #about(key: string): Entry | undefined {
    const source = this.#room.glance(key)
    const entry = source && this.#whole(key, source)
    entry?.close()
    return entry
  }

  /** For a worker: the version that the function has here and now. */
  version(): string {
    return this.#keys.version()
  }

  /** For the key of a function that calls this one. */
  write(values: CanonicalValues): void {
    this.#keys.write(values)
  }

  #keyOf(args: A): string {
    const { version, args: digest } = this.#keys.of(args)
    return `${folderOf(this.name)}/${version}.${digest}`
  }

  #result(key: string, args: A): Promise<Result<R>> {
    const source = this.#room.open(key)
    // The function runs in this very moment, while the arguments are what the key says.
    if (source === undefined) return this.#made(key, args, false)
    return this.#readFrom(key, source).then((found) => found ?? this.#remade(key, args))
  }

  /** A result of which there is one that is not to be used. It took time to find that out. */
  #remade(key: string, args: A): Promise<Result<R>> {
    return this.#keyOf(args) === key ? this.#made(key, args, true) : this.#changed(key, args)
  }

  /** A result that was not there. `isBad`: there is one that is not to be used. */
  #made(key: string, args: A, isBad: boolean): Promise<Result<R>> {
    // It would wait for itself.
    if (around.getStore()?.has(key) === true) return this.#run(key, args)
    const running = this.#running.get(key)
    if (running !== undefined) return this.#shared(key, running)
    const made = this.#make(key, args, isBad).finally(() => this.#running.delete(key))
    this.#running.set(key, made)
    return made
  }

  /** Each caller has a value of its own, where there is more than one. */
  async #shared(key: string, running: Promise<Result<R>>): Promise<Result<R>> {
    const result = await running
    const own = result.isKept ? await this.#read(key) : undefined
    return own ?? result
  }

  async #make(key: string, args: A, isBad: boolean): Promise<Result<R>> {
    const claim = this.#room.tryClaim(key)
    if (claim === undefined) return this.#awaited(key, args)
    try {
      // Somebody may have had the claim between the first look and now.
      const source = claim === "none" || isBad ? undefined : this.#room.open(key)
      if (source === undefined) return await this.#run(key, args)
      const found = await this.#readFrom(key, source)
      return found ?? (await this.#runIfSame(key, args))
    } finally {
      if (claim !== "none") claim.release()
    }
  }

  /** Another thread or program makes it. */
  async #awaited(key: string, args: A): Promise<Result<R>> {
    const claim = await this.#room.claim(key, () => this.#isThere(key))
    try {
      const found = await this.#read(key)
      return found ?? (await this.#runIfSame(key, args))
    } finally {
      claim?.release()
    }
  }

  /** Runs the function, some time after the call. */
  #runIfSame(key: string, args: A): Promise<Result<R>> {
    return this.#keyOf(args) === key ? this.#run(key, args) : this.#changed(key, args)
  }

  /** The arguments are others than they were when the call was made: what it gives is not what the key says. */
  async #changed(key: string, args: A): Promise<Result<R>> {
    const what = "its arguments, or what it takes from around it, were changed"
    this.#unkept(key, new Error(`${what} while it waited for another program`))
    return { value: await this.#fn(...args), isKept: false }
  }

  #unkept(key: string, error: Error): void {
    this.#room.events.emit("unkept", { name: this.name, file: this.#keys.file, key, error })
  }

  /** Throws if the arguments are no longer those of the key. What the function takes from around it, it may have changed itself. */
  #checkUnchanged(key: string, args: A): void {
    let isSame = false
    try {
      isSame = key.endsWith(`.${this.#keys.args(args)}`)
    } catch {
      // There is something in them now that has no contents to compare.
    }
    if (!isSame) throw new Error("its arguments were changed while it ran")
  }

  async #run(key: string, args: A): Promise<Result<R>> {
    const { name } = this
    this.#room.missed(name, key, args)
    const about = {
      name,
      file: this.#keys.file,
      key,
      createdAt: Date.now(),
      args: previewOf(this.#keys.counting(args)),
      node: process.version,
    }
    const start = performance.now()
    const keys = new Set(around.getStore()).add(key)
    const given = around.run(keys, () => this.#fn(...args))
    // What is there at once is written at once, before its caller can change it.
    const isLater = typeof (given as { then?: unknown } | undefined | null)?.then === "function"
    const value = isLater ? await given : (given as R)
    const took = performance.now() - start
    this.#room.ran(name, key, took)
    try {
      if (isLater) this.#checkUnchanged(key, args)
      const { compress } = this.#room
      const parts = writeEntry({ ...about, took }, value, { classes: this.#keys.classes, compress })
      return { value, isKept: await this.#room.put(key, parts) }
    } catch (error) {
      this.#unkept(key, error as Error)
      return { value, isKept: false }
    }
  }

  #read(key: string): Promise<Result<R> | undefined> {
    return this.#readFrom(key, this.#room.open(key))
  }

  /** Who has a shelf has this very result, good for a call or not. */
  async #readWhateverItsAge(key: string): Promise<Result<R> | undefined> {
    const start = performance.now()
    const source = await this.#room.open(key)
    const entry = source && this.#whole(key, source)
    return entry && this.#valueOf(key, entry, start)
  }

  async #readFrom(key: string, source: Opening): Promise<Result<R> | undefined> {
    const start = performance.now()
    const entry = await this.#entry(key, source instanceof Promise ? await source : source)
    return entry && this.#valueOf(key, entry, start)
  }

  async #valueOf(key: string, entry: Entry, start: number): Promise<Result<R> | undefined> {
    try {
      const value = (await entry.value(this.#keys.classes, this.#room.map)) as R
      this.#room.hit(this.name, key, performance.now() - start, entry)
      return { value, isKept: true }
    } catch (error) {
      return this.#room.failed({ name: this.name, file: this.#keys.file, key }, error)
    }
  }

  async #open(key: string): Promise<Entry | undefined> {
    return this.#entry(key, await this.#room.open(key))
  }

  /** An entry that may be used. */
  async #entry(key: string, source: Source | undefined): Promise<Entry | undefined> {
    const entry = source && this.#whole(key, source)
    if (entry === undefined) return undefined
    const { validate } = this.#good
    const isInTime = this.#isInTime(entry)
    if (isInTime && validate === undefined) return entry
    // No file is kept from others while the user's function runs.
    const isHeld = source?.holdsFile === true
    entry.close()
    const { createdAt, took, args } = entry.header
    if (!isInTime || !(await validate!({ createdAt, took, args }))) return undefined
    return isHeld ? this.#sameAgain(key, createdAt) : entry
  }

  /** An entry that may be used if it is still the one that was made then. */
  async #sameAgain(key: string, createdAt: number): Promise<Entry | undefined> {
    const source = await this.#room.open(key)
    const entry = source && this.#whole(key, source)
    if (entry === undefined || entry.header.createdAt === createdAt) return entry
    return this.#entry(key, source)
  }

  #whole(key: string, source: Source): Entry | undefined {
    try {
      return entryOf(key, source)
    } catch (error) {
      return this.#room.failed({ name: this.name, file: this.#keys.file, key }, error)
    }
  }

  #isInTime(entry: Entry): boolean {
    return Date.now() - entry.header.createdAt <= this.#good.expiresIn && !this.#room.isTooOld(entry)
  }

  /** Asked again and again while another program makes the entry. */
  #isThere(key: string): boolean {
    const entry = this.#about(key)
    return entry !== undefined && this.#isInTime(entry)
  }
}

const longestName = 64

/** The folder of a function's results. */
export function folderOf(name: string): string {
  return name.replaceAll(/[^\w$-]/g, "_").slice(0, longestName) || "anonymous"
}

function previewOf(args: readonly unknown[]): string {
  const options = { depth: 0, maxArrayLength: 6, maxStringLength: 60, breakLength: Infinity, compact: true }
  try {
    return args
      .map((each) => (isLong(each) ? `{ ${Object.keys(each).length} keys }` : inspect(each, options)))
      .join(", ")
      .slice(0, 500)
  } catch {
    return ""
  }
}

/** Of objects all keys would be listed. */
function isLong(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false
  return Object.keys(value).length > 20
}
