import { knownKeys } from "../core/options/index.ts"
import { entryOf } from "./entry/index.ts"
import type { Entry, EntryHeader } from "./entry/index.ts"
import { folderOf } from "./cached.ts"
import { folderName } from "./folder-name.ts"
import { checkLimits, limitKeys, overLimit } from "./limits.ts"
import type { Limits } from "./limits.ts"
import { DirectoryStore } from "./store/index.ts"
import type { Item } from "./store/index.ts"

/** What an entry of a folder says of itself. */
export interface FolderEntry {
  /** The function's name; that of the folder where it has none, or is damaged. */
  readonly name: string
  /** undefined: it is damaged. */
  readonly about: Pick<EntryHeader, "file" | "createdAt" | "took" | "args" | "node"> | undefined
  /** Why it is not used. */
  readonly damage: string | undefined
}

/**
 * A folder of results as tools see it: what is in it, of which functions, what is damaged. No values are read, nothing is
 * made, and nothing but entries is removed.
 *
 * @example
 * ```ts
 * import { CacheFolder, Memory } from "heddle/memory"
 * const memory = new Memory("./results")
 * const square = memory.cache(function square(x: number) { return x * x })
 * await square(3)
 * const folder = new CacheFolder("./results")
 * for await (const item of folder.items()) folder.entry(item)?.about?.args // => "3"
 * await memory.clear()
 * ```
 */
export class CacheFolder {
  readonly path: string
  readonly #store: DirectoryStore

  /** @throws OptionError for what is no name of a folder */
  constructor(path: string) {
    this.path = folderName("path", path)
    this.#store = new DirectoryStore(path, { isThere: true })
  }

  /** All entries, or those of the functions of one name, in no order: how large, and when they were last used. */
  items(name?: string): AsyncIterable<Item> {
    return this.#store.list(name === undefined ? undefined : folderOf(name))
  }

  /** What an entry says of itself: reads its beginning and its end. undefined: it has gone. */
  entry({ key }: Item): FolderEntry | undefined {
    let entry: Entry | undefined
    try {
      entry = this.#open(key)
      if (entry === undefined) return undefined
      const { name, file, createdAt, took, args, node } = entry.header
      return { name: name || nameIn(key), about: { file, createdAt, took, args, node }, damage: undefined }
    } catch (error) {
      return { name: nameIn(key), about: undefined, damage: (error as Error).message }
    } finally {
      entry?.close()
    }
  }

  /** Why an entry, or a part of its value, is not as it was written. Reads all of it. undefined: it is, or it has gone. */
  async damage({ key }: Item): Promise<string | undefined> {
    let entry: Entry | undefined
    try {
      entry = this.#open(key)
      return (await entry?.damage())?.message
    } catch (error) {
      return (error as Error).message
    } finally {
      entry?.close()
    }
  }

  /** Those that have to go so that these limits hold: what was used longest ago. @throws OptionError */
  async over(limits: Limits, name?: string): Promise<readonly Item[]> {
    knownKeys(limits, limitKeys)
    const checked = checkLimits(limits)
    return overLimit(await Array.fromAsync(this.items(name)), checked, Date.now())
  }

  /** Removes entries. */
  remove(items: readonly Item[]): Promise<void> {
    return this.#store.remove(items.map(({ key }) => key))
  }

  /** Removes what dead programs have left half done. */
  sweep(): Promise<void> {
    return this.#store.sweep()
  }

  #open(key: string): Entry | undefined {
    const source = this.#store.open(key)
    return source && entryOf(key, source)
  }
}

function nameIn(key: string): string {
  return key.slice(0, key.indexOf("/"))
}
