import { AbortError } from "../core/errors/index.ts"
import { checkCall } from "./call-feed.ts"
import { nameOf } from "./deferred.ts"
import type { Deferred } from "./deferred.ts"
import { markFailed } from "./failed-call.ts"
import { computeHere, hasCalls } from "./graph/index.ts"
import type { RunReport } from "./run-report.ts"
import type { ParallelSettings } from "./settings.ts"

/** With one job: makes the calls here, one after another, a batch being pulled before its first call is made. */
export async function* plainLoop(
  calls: AsyncIterable<unknown> | Iterable<unknown>,
  settings: ParallelSettings,
  lines: RunReport | undefined,
): AsyncGenerator<unknown, void, undefined> {
  const { batchSize = 1, signal } = settings
  let place = 0
  const make = (call: Deferred): unknown => {
    if (signal?.aborted === true) throw new AbortError(signal.reason)
    lines?.dispatched(1)
    return makeCall(call, place++, settings)
  }
  const made = (value: unknown): unknown => {
    lines?.settled(1)
    lines?.completed(1, true)
    return value
  }
  for await (const batch of batches(calls, batchSize)) for (const call of batch) yield made(await make(call))
  lines?.progress(false)
}

/** The same into an array. Calls that do not await are made without a turn between them. */
export async function plainArray(
  calls: AsyncIterable<unknown> | Iterable<unknown>,
  settings: ParallelSettings,
  lines: RunReport | undefined,
): Promise<unknown[]> {
  const results: unknown[] = []
  if (settings.batchSize !== undefined || lines !== undefined || !(Symbol.iterator in calls)) {
    for await (const value of plainLoop(calls, settings, lines)) results.push(value)
    return results
  }
  const { signal } = settings
  for (const call of calls) {
    if (signal?.aborted === true) throw new AbortError(signal.reason)
    const value = makeCall(checkCall(call, results.length), results.length, settings)
    results.push(value instanceof Promise ? await value : value)
  }
  return results
}

function makeCall(call: Deferred, index: number, settings: ParallelSettings): unknown {
  const { fn, args } = call
  const failed = (error: unknown): never => {
    throw markFailed(error, { name: nameOf(call), args, index })
  }
  if (fn === undefined || hasCalls(call))
    return computeHere([call], { ...settings, progress: undefined }).then(([value]) => value)
  try {
    const value: unknown = fn(...args)
    const thenable = typeof value === "object" && value !== null && "then" in value
    return thenable ? Promise.resolve(value).catch(failed) : value
  } catch (error) {
    return failed(error)
  }
}

async function* batches(
  calls: AsyncIterable<unknown> | Iterable<unknown>,
  size: number,
): AsyncGenerator<readonly Deferred[], void, undefined> {
  let batch: Deferred[] = []
  let pulled = 0
  for await (const call of calls as AsyncIterable<unknown>) {
    batch.push(checkCall(call, pulled++))
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

const abandoned = new FinalizationRegistry<() => void>((over) => over())

/** A plain loop as a generator that tells once when it is over: read to its end, left, failed or forgotten. */
export class LoopGenerator implements AsyncGenerator<unknown, void, undefined> {
  readonly #loop: AsyncGenerator<unknown, void, undefined>
  readonly #over: () => void

  constructor(loop: AsyncGenerator<unknown, void, undefined>, over: () => void) {
    this.#loop = loop
    this.#over = over
    abandoned.register(this, over)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<unknown, void>> {
    try {
      const step = await this.#loop.next()
      if (step.done === true) this.#over()
      return step
    } catch (error) {
      this.#over()
      throw error
    }
  }

  async return(): Promise<IteratorResult<unknown, void>> {
    this.#over()
    return this.#loop.return()
  }

  async throw(error: unknown): Promise<IteratorResult<unknown, void>> {
    this.#over()
    return this.#loop.throw(error)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
