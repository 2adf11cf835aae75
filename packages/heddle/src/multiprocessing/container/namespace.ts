import { defineKind, extraOf, SharedObject } from "../shared/index.ts"
import { DictProxy } from "./dict.ts"

/**
 * Named values of different types for all: Python's `ns.x = 1` is `await ns.set("x", 1)`, and `ns.x` is `await ns.get("x")`.
 *
 * @example
 * ```ts
 * import { Manager } from "heddle/multiprocessing"
 * await using manager = new Manager()
 * const ns = manager.Namespace({ runs: 0, name: "first" })
 * await ns.update("runs", (n) => n + 1) // => 1
 * await ns.toObject() // => { runs: 1, name: "first" }
 * ```
 */
export class NamespaceProxy<T extends object = Record<string, unknown>> extends SharedObject {
  /** @internal `manager.Namespace()` makes one. */
  constructor(values: T) {
    super({}, new DictProxy<string>(Object.entries(values)))
  }

  async get<K extends keyof T & string>(name: K): Promise<T[K]> {
    return (await dictOf(this).get(name)) as T[K]
  }

  async set<K extends keyof T & string>(name: K, value: T[K]): Promise<void> {
    await dictOf(this).set(name, value)
  }

  async delete(name: keyof T & string): Promise<boolean> {
    return await dictOf(this).delete(name)
  }

  /** Calls `change` with the value and sets what it gives, in one step; the new value. If it throws nothing changes. */
  async update<K extends keyof T & string>(name: K, change: (value: T[K]) => T[K] | PromiseLike<T[K]>): Promise<T[K]> {
    return (await dictOf(this).update(name, (value) => change(value as T[K]))) as T[K]
  }

  /** A copy of all values. */
  async toObject(): Promise<T> {
    return Object.fromEntries(await dictOf(this).entries()) as T
  }
}

function dictOf(namespace: SharedObject): DictProxy<string> {
  return extraOf(namespace) as DictProxy<string>
}

defineKind("Namespace", NamespaceProxy)
