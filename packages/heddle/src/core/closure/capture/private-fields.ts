import { inspectPrivate } from "./inspect.ts"
import type { PrivateEntry } from "./inspect.ts"
import { classNoteOf } from "./registration.ts"

/** The private fields of an instance, those of its base classes first; of a class, its static ones. */
export function privateEntries(object: object): readonly PrivateEntry[] {
  const entries: PrivateEntry[] = []
  let rewritten = false
  const start: unknown = typeof object === "function" ? object : Object.getPrototypeOf(object)
  for (let proto = start; proto !== null && proto !== Function.prototype; proto = Object.getPrototypeOf(proto)) {
    const ctor: unknown =
      typeof object === "function" ? proto : Object.getOwnPropertyDescriptor(proto, "constructor")?.value
    const note = typeof ctor === "function" ? classNoteOf(ctor) : undefined
    if (note === undefined) continue
    rewritten = true
    entries.unshift(...note.readPrivate(object).map(([name, value]) => ({ name, value })))
  }
  return rewritten ? entries : inspectPrivate(object)
}
