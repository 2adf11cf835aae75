/**
 * Where entries are: a folder that programs share, or this program's memory. Who makes an entry while others wait for it,
 * and what becomes of it when its maker dies.
 *
 * ```ts skip a fragment: the names around it are internal
 * const store = new DirectoryStore("./cache")
 * const claim = await store.claim(key, () => isThere(key))
 * if (claim !== undefined) await store.put(key, parts)
 * claim?.release()
 * ```
 */
export { DirectoryStore } from "./directory.ts"
export { isTooManyOpen, openFiles } from "./open-files.ts"
export { InMemoryStore } from "./in-memory.ts"
export type { Claim, Item, Store } from "./store.ts"
