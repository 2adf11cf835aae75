import { Event } from "heddle/async"

/** Waits until it is cancelled. */
export function forever(): Promise<boolean> {
  return new Event().wait()
}

/** What a promise rejects with. */
export async function failure(promise: PromiseLike<unknown>): Promise<unknown> {
  const nothing = Symbol("it did not fail")
  try {
    await promise
  } catch (error) {
    return error
  }
  throw nothing
}

/** Runs everything that can go on without a timer. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A function that throws. */
export function fails(message = "expected"): () => Promise<never> {
  return () => Promise.reject(new RangeError(message))
}

/** What warnings say that come while `during` runs. */
export async function warnings(during: () => Promise<unknown>): Promise<string[]> {
  const told: string[] = []
  const listen = (warning: Error): void => void told.push(warning.message)
  process.on("warning", listen)
  try {
    await during()
    await settle()
  } finally {
    process.off("warning", listen)
  }
  return told
}
