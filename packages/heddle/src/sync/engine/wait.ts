import { isMainThread } from "node:worker_threads"
import { AbortError, BlockingError, OptionError } from "../../core/errors/index.ts"
import { delay, knownKeys } from "../../core/options/index.ts"
import { agents, bellOf, runningTask, thisAgent } from "../../core/task/index.ts"
import { enterLine, leaveLine } from "./bell.ts"
import type { Line, Waiter } from "./bell.ts"

export type { Line } from "./bell.ts"

/** How long to wait, and what may end it. */
export interface WaitOptions {
  /** Milliseconds, or a duration like `"1.5s"`. Default: as long as it takes. 0: not at all. */
  readonly timeout?: number | string | undefined
  /** Ends the wait with an AbortError. Waits that block cannot hear it. */
  readonly signal?: AbortSignal | undefined
}

/** A wait that has begun in shared memory. Its methods give what it came to, undefined while it goes on. */
export interface Pending<T extends {}> {
  readonly line: Line
  /** Whether it may be over, at a glance. */
  isReady(): boolean
  poll(): T | undefined
  /** Gives up, unless it is over already: what came in the last moment is not lost. */
  cancel(): T | undefined
}

/**
 * What the wait came to; undefined: the time ran out. Rejects with an AbortError if the signal, or (`stoppable`) that of
 * the task which waits, is aborted. What came before wins.
 */
export function waitFor<T extends {}>(
  begin: () => Pending<T>,
  options: WaitOptions = {},
  stoppable = true,
): Promise<T | undefined> {
  try {
    knownKeys(options, ["timeout", "signal"])
    const timeout = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
    const { signal } = options
    if (signal !== undefined && !(signal instanceof AbortSignal))
      throw new OptionError("signal", "an AbortSignal", signal)
    if (signal?.aborted === true) throw new AbortError(signal.reason)
    const pending = begin()
    const result = pending.poll() ?? (timeout === 0 ? pending.cancel() : undefined)
    if (result !== undefined || timeout === 0) return Promise.resolve(result)
    return new Promise((resolve, reject) => {
      const signals = [signal, stoppable ? runningTask()?.signal : undefined]
      void new AsyncWait(pending, timeout, signals, resolve, reject)
    })
  } catch (error) {
    return Promise.reject(error)
  }
}

class AsyncWait<T extends {}> implements Waiter {
  readonly #pending: Pending<T>
  readonly #signals: AbortSignal[] = []
  readonly #resolve: (result: T | undefined) => void
  readonly #reject: (error: unknown) => void
  readonly #timer: NodeJS.Timeout | undefined

  constructor(
    pending: Pending<T>,
    timeout: number | undefined,
    signals: readonly (AbortSignal | undefined)[],
    resolve: (result: T | undefined) => void,
    reject: (error: unknown) => void,
  ) {
    this.#pending = pending
    this.#resolve = resolve
    this.#reject = reject
    if (timeout !== undefined) this.#timer = setTimeout(() => this.#giveUp(() => resolve(undefined)), timeout)
    for (const each of signals) {
      if (each === undefined || each.aborted) continue
      this.#signals.push(each)
      each.addEventListener("abort", this)
    }
    enterLine(pending.line, this)
  }

  handleEvent({ target }: Event): void {
    this.#giveUp(() => this.#reject(new AbortError((target as AbortSignal).reason)))
  }

  isReady(): boolean {
    return this.#pending.isReady()
  }

  look(): void {
    this.#try(() => this.#pending.poll())
  }

  #giveUp(otherwise: () => void): void {
    if (!this.#try(() => this.#pending.cancel())) {
      this.#leave()
      otherwise()
    }
  }

  /** Settles with what `attempt` gives or throws. False: it gave nothing. */
  #try(attempt: () => T | undefined): boolean {
    let result: T | undefined
    try {
      result = attempt()
    } catch (error) {
      this.#leave()
      this.#reject(error)
      return true
    }
    if (result === undefined) return false
    this.#leave()
    this.#resolve(result)
    return true
  }

  #leave(): void {
    leaveLine(this.#pending.line, this)
    clearTimeout(this.#timer)
    for (const signal of this.#signals) signal.removeEventListener("abort", this)
  }
}

/** The same, blocking the thread. Throws a BlockingError on the main thread. */
export function blockFor<T extends {}>(
  begin: () => Pending<T>,
  options: Omit<WaitOptions, "signal"> = {},
): T | undefined {
  knownKeys(options, ["timeout"])
  const timeout = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
  if (isMainThread) {
    throw new BlockingError("the main thread must not be blocked", {
      hint: "use the method of the same name without Sync, and await it; or do it in a task of a pool",
    })
  }
  const pending = begin()
  const until = timeout === undefined ? Infinity : performance.now() + timeout
  const words = agents()
  const bell = bellOf(thisAgent())
  for (;;) {
    const before = Atomics.load(words, bell)
    const result = pending.poll()
    if (result !== undefined) return result
    const left = until - performance.now()
    if (left <= 0) return pending.cancel()
    Atomics.wait(words, bell, before, left)
  }
}
