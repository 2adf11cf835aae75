import { Future } from "../core/future/index.ts"
import { knownKeys, oneOf } from "../core/options/index.ts"

/** What `gather` may be told. */
export interface GatherOptions {
  /** Whether what failed rejects, or is left out. Default: `"raise"`. */
  readonly errors?: "raise" | "skip" | undefined
}

/** Values in the places of their references. */
export type Gathered<T> =
  T extends Future<infer V>
    ? V
    : T extends readonly unknown[]
      ? { -readonly [K in keyof T]: Gathered<T[K]> }
      : T extends Readonly<Record<string, unknown>>
        ? { -readonly [K in keyof T]: Gathered<T[K]> }
        : T

/** The same, without what failed. */
export type Kept<T> =
  T extends Future<infer V>
    ? V
    : T extends readonly (infer E)[]
      ? Kept<E>[]
      : T extends Readonly<Record<string, unknown>>
        ? { -readonly [K in keyof T]?: Kept<T[K]> }
        : T

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false
  const proto: unknown = Object.getPrototypeOf(value)
  return proto === Object.prototype || proto === null
}

/** All references that stand in arrays and plain objects. */
export function refsIn(value: unknown, found: Set<Future<unknown>> = new Set()): Set<Future<unknown>> {
  if (value instanceof Future) found.add(value)
  else if (Array.isArray(value)) for (const one of value) refsIn(one, found)
  else if (isPlain(value)) for (const one of Object.values(value)) refsIn(one, found)
  return found
}

/** The same with the values of all references in it. */
export async function gathered(value: unknown, options: GatherOptions): Promise<unknown> {
  knownKeys(options, ["errors"])
  const skips = oneOf("errors", options.errors ?? "raise", ["raise", "skip"]) === "skip"
  const refs = [...refsIn(value)]
  const values = new Map<unknown, unknown>()
  const note = async (ref: Future<unknown>): Promise<void> => {
    try {
      values.set(ref, await ref)
    } catch (error) {
      if (!skips) throw error
    }
  }
  await Promise.all(refs.map(note))
  const isThere = (one: unknown): boolean => !(one instanceof Future) || values.has(one)
  const replaced = (one: unknown): unknown => {
    if (one instanceof Future) return values.get(one)
    if (Array.isArray(one)) return one.filter(isThere).map(replaced)
    if (!isPlain(one)) return one
    const entries = Object.entries(one).filter(([, each]) => isThere(each))
    return Object.fromEntries(entries.map(([key, each]) => [key, replaced(each)]))
  }
  return replaced(value)
}
