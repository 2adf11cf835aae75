/**
 * Results of functions on disk (joblib's Memory): what has been computed before is read, by this program or another one.
 * An edit of the function, or of a helper that it calls, makes other results; an edit of a comment does not.
 *
 * ```ts
 * import { Memory } from "heddle/memory"
 * const memory = new Memory("./cache", { bytesLimit: "10G" })
 * const slow = memory.cache(async (n: number) => Array.from({ length: n }, (_, i) => i ** 2))
 * await slow(4) // => [0, 1, 4, 9]
 * await slow(4) // => [0, 1, 4, 9]
 * memory.stats().hits // => 1
 * await memory.clear()
 * ```
 */
export { NotKeptError, StorageError, UnhashableError } from "../core/errors/index.ts"
export { CacheFolder } from "./cache-folder.ts"
export type { FolderEntry } from "./cache-folder.ts"
export type { EntryInfo } from "./cached.ts"
export type { Source } from "./entry/index.ts"
export type { MemoryEvents } from "./events.ts"
export { hash } from "./key/index.ts"
export type { Reduced } from "./keeper.ts"
export type { Limits } from "./limits.ts"
export { cachedAt, Memory } from "./memory.ts"
export type { CachedFunction, CacheOptions, MemoryOptions } from "./memory.ts"
export type { MemoryStats } from "./room.ts"
export { shelvedAt } from "./shelved.ts"
export type { Shelved } from "./shelved.ts"
export { InMemoryStore } from "./store/index.ts"
export type { Claim, Item, Store } from "./store/index.ts"
