import { OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import type { ObjectRef } from "./object-ref.ts"
import { runtime } from "./runtime.ts"

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
  return runtime().put(value) as ObjectRef<T>
}
