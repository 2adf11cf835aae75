import { OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import { decode, encode } from "../core/wire/index.ts"
import { refFrom } from "./object-ref.ts"
import type { ObjectRef } from "./object-ref.ts"

const nobody = { cancel: () => false, running: () => false }

/**
 * A reference to a copy of the value as it is now, for tasks that need it.
 *
 * @throws UnsendableError
 *
 * @example
 * ```ts
 * import { get, put } from "heddle/remote"
 * await get(put({ a: 1 })) // => { a: 1 }
 * ```
 */
export function put<T>(value: T): ObjectRef<T> {
  if (value instanceof Future) {
    const hint = "pass the reference itself: tasks get its value"
    throw new OptionError("value", "no reference", value, { hint })
  }
  const { data, graph } = encode(value, { role: "argument", label: "value", shared: true, functions: true })
  const copy = structuredClone(data)
  const made = refFrom<T>(nobody)
  made.resolve((graph ? decode(copy) : copy) as T)
  return made.ref
}
