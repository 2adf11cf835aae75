/**
 * The journal of `--resume`: which inputs are done, and with what result, so that a run that was killed goes on where it
 * stopped. How it is written, and what survives which end, is in ../README.md.
 *
 * ```ts skip a fragment: the names around it are internal
 * import { InputKeys, Journal } from "./journal/index.ts"
 * const journal = await Journal.open("run.journal", { name: "work.ts#default", export: "default", sha256 })
 * const key = new InputKeys().next("a.jpg")
 * if (!journal.has(key)) journal.append({ key, index: 0, ok: true, rest: '"value":42' })
 * journal.close()
 * ```
 */
export { DigestTable } from "./digest-table.ts"
export { InputKeys } from "./input-keys.ts"
export type { InputKey } from "./input-keys.ts"
export { Journal } from "./journal.ts"
export type { FunctionIdentity, JournalEntry } from "./journal.ts"
export { journalledIn } from "./read-journal.ts"
