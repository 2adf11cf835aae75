/**
 * One result and what is known of it, as bytes: written as parts of a file, read from wherever they are.
 *
 * ```ts skip a fragment: the names around it are internal
 * const parts = writeEntry({ name: "square", key, createdAt: Date.now(), took: 3, ... }, value, false)
 * const entry = new Entry(source)
 * entry.header.took // 3
 * await entry.value()
 * ```
 */
export { DamagedError } from "./format.ts"
export type { EntryHeader } from "./format.ts"
export { Entry, entryOf } from "./read-entry.ts"
export type { Source } from "./read-entry.ts"
export type { Classes } from "./rows.ts"
export { hasZstd, writeEntry } from "./write-entry.ts"
export type { About } from "./write-entry.ts"
