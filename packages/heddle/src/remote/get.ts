import { GetTimeoutError, OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import { delay, integer, knownKeys } from "../core/options/index.ts"
import type { Duration } from "../pool/index.ts"

/** What `get` may be told. */
export interface GetOptions {
  /** How long the values are waited for, in ms or as `"5s"`. 0: they must be there. */
  readonly timeout?: Duration | undefined
}

/** The values of references, in their places. */
export type Values<R extends readonly unknown[]> = {
  -readonly [K in keyof R]: R[K] extends Future<infer T> ? T : never
}

/**
 * The value of a reference, or the values of several, in their order. The first failure rejects at once, with what the
 * task threw.
 *
 * @throws GetTimeoutError when `timeout` is over; the tasks go on
 *
 * @example
 * ```ts
 * import { get, put, remote } from "heddle/remote"
 * const add = remote((a: number, b: number) => a + b)
 * await get([add.remote(1, 2), put("three")]) // => [3, "three"]
 * ```
 */
export function get<T>(ref: Future<T>, options?: GetOptions): Promise<T>
export function get<const R extends readonly Future<unknown>[]>(refs: R, options?: GetOptions): Promise<Values<R>>
export async function get(given: unknown, options: GetOptions = {}): Promise<unknown> {
  knownKeys(options, ["timeout"])
  const refs = listOf(given)
  const all = Promise.all(refs)
  const value = options.timeout === undefined ? await all : await within(all, refs, delay("timeout", options.timeout))
  return Array.isArray(given) ? value : value[0]
}

function listOf(given: unknown): readonly Future<unknown>[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  for (const [i, ref] of list.entries()) {
    if (ref instanceof Future) continue
    const name = Array.isArray(given) ? `refs[${i}]` : "ref"
    throw new OptionError(name, "an ObjectRef", ref, { hint: "put(value) makes one of any value" })
  }
  return list as readonly Future<unknown>[]
}

async function within<T>(all: Promise<T>, refs: readonly Future<unknown>[], ms: number | undefined): Promise<T> {
  if (ms === undefined) return await all
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const tooLate = (): void => {
      const missing = refs.filter((ref) => !ref.done()).length
      const hint = "the tasks go on: ask again, or cancel(ref)"
      reject(new GetTimeoutError(`${missing} of ${refs.length} values were not there after ${ms} ms`, { hint }))
    }
    // What is there now comes first, also without any time.
    timer = setTimeout(tooLate, ms)
  })
  try {
    return await Promise.race([all, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What `wait` may be told. */
export interface WaitOptions {
  /** How many are waited for. Default: 1. */
  readonly numReturns?: number | undefined
  /** How long, in ms or as `"5s"`. 0: a look at what is there. */
  readonly timeout?: Duration | undefined
}

/**
 * Waits until `numReturns` of the references have a value or have failed. `ready` has exactly so many, fewer after
 * `timeout`; both lists are in the order that was given.
 *
 * @example
 * ```ts
 * import { cancel, put, remote, wait } from "heddle/remote"
 * const slow = remote(() => new Promise<string>(() => {}))
 * const refs = [slow.remote(), put("here")]
 * const { ready, notReady } = await wait(refs)
 * ready[0] === refs[1] && notReady[0] === refs[0] // => true
 * cancel(refs[0]!)
 * ```
 */
export async function wait<R extends Future<unknown>>(
  refs: readonly R[],
  options: WaitOptions = {},
): Promise<{ ready: R[]; notReady: R[] }> {
  knownKeys(options, ["numReturns", "timeout"], { num_returns: "numReturns" })
  if (!Array.isArray(refs)) throw new OptionError("refs", "an array of ObjectRefs", refs)
  const all = listOf(refs) as readonly R[]
  if (new Set(all).size < all.length) throw new OptionError("refs", "ObjectRefs that are all different", refs)
  const most = options.numReturns === undefined ? Math.min(1, all.length) : options.numReturns
  const count = all.length === 0 ? 0 : integer("numReturns", most, { min: 1, max: all.length })
  const ms = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
  await done(all, count, ms)
  const ready = all.filter((ref) => ref.done()).slice(0, count)
  const first = new Set(ready)
  return { ready, notReady: all.filter((ref) => !first.has(ref)) }
}

/** Resolves when so many are done, or the time is over. */
async function done(refs: readonly Future<unknown>[], count: number, ms: number | undefined): Promise<void> {
  let left = count - refs.filter((ref) => ref.done()).length
  if (left <= 0) return
  await new Promise<void>((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
    const one = (): void => {
      if (--left > 0) return
      clearTimeout(timer)
      resolve()
    }
    for (const ref of refs) if (!ref.done()) ref.addDoneCallback(one)
  })
}
