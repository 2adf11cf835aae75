import { OptionError } from "../errors/index.ts"
import type { Future } from "./future.ts"

/** What is waited for: each future once, and nothing but futures. */
export function futureSet<T>(futures: Iterable<Future<T>>): Set<Future<T>> {
  const given: unknown = futures
  if (typeof given !== "object" || given === null || !(Symbol.iterator in given)) {
    throw new OptionError("futures", "an iterable of futures", given)
  }
  const set = new Set<Future<T>>()
  let at = 0
  for (const future of futures) {
    if (typeof (future as Partial<Future<T>> | undefined)?.addDoneCallback !== "function") {
      const hint = "for promises there are Promise.race and Promise.allSettled"
      throw new OptionError(`futures[${at}]`, "a Future", future, { hint })
    }
    set.add(future)
    at++
  }
  return set
}
