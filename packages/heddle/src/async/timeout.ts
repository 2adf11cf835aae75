import { CancelledError, HeddleError, TimeoutError } from "../core/errors/index.ts"
import { delay } from "../core/options/index.ts"
import { isCancellation } from "./cancellation.ts"
import { Scope } from "./scope.ts"
import { checkTaskFunction, graceOf, start } from "./task.ts"
import type { GraceOptions, TaskScope } from "./task.ts"

/** What a function is given that runs under a deadline. */
export interface TimeoutScope extends TaskScope {
  /** When time runs out, on the clock of `performance.now()`; undefined: never. */
  when(): number | undefined
  /** Sets a new limit, counted from now; undefined: none. @throws {HeddleError} when it has run out or the function has ended */
  reschedule(limit: number | string | undefined): void
  /** Has time run out? */
  expired(): boolean
}

/**
 * Resolves with what `fn` returns. If that takes longer than `limit` (ms, or `"1.5s"`; undefined: no limit), what it waits for
 * is cancelled, and the call rejects with TimeoutError as soon as `fn` has ended, or after `grace`. Where deadlines are nested
 * and both have passed, the outermost one tells.
 *
 * @example
 * ```ts
 * import { sleep, timeout } from "heddle/async"
 * await timeout("1m", () => sleep(1, "in time")) // => "in time"
 * await timeout(5, () => sleep("1m")) // throws HEDDLE_TIMEOUT
 * ```
 */
export async function timeout<T>(
  limit: number | string | undefined,
  fn: (scope: TimeoutScope) => T | PromiseLike<T>,
  options: GraceOptions = {},
): Promise<Awaited<T>> {
  const ms = limitOf(limit)
  const grace = graceOf(options)
  checkTaskFunction(fn)
  const outer = Scope.below()
  const deadline = new Deadline(outer)
  deadline.set(ms)
  const started = start(() => fn(deadline.view()), deadline.scope, grace)
  const leave = Scope.current()?.adopt(started)
  try {
    return await started.future
  } catch (error) {
    if (!deadline.expired || outer.cancelled || !isCancellation(error, deadline.scope)) throw error
    throw new TimeoutError(`time ran out after ${String(deadline.limit)} ms`, { cause: error })
  } finally {
    deadline.end()
    leave?.()
    await outer.close(() => new CancelledError())
  }
}

function limitOf(limit: number | string | undefined): number | undefined {
  return limit === undefined ? undefined : delay("limit", limit)
}

/** A scope that is cancelled when its time has come. */
class Deadline {
  readonly scope: Scope
  expired = false
  limit: number | undefined
  #when: number | undefined
  #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(outer: Scope) {
    this.scope = outer.run(() => Scope.below())
  }

  set(ms: number | undefined): void {
    clearTimeout(this.#timer)
    this.limit = ms
    this.#when = ms === undefined ? undefined : performance.now() + ms
    if (ms === 0) queueMicrotask(() => this.limit === 0 && this.#expire())
    else if (ms !== undefined) this.#timer = setTimeout(() => this.#expire(), ms)
  }

  #expire(): void {
    if (this.#over) return
    this.expired = true
    this.scope.cancel(new CancelledError("the deadline has passed"))
  }

  end(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  view(): TimeoutScope {
    const { scope } = this
    return {
      get signal() {
        return scope.signal
      },
      when: () => this.#when,
      expired: () => this.expired,
      reschedule: (limit) => {
        if (this.#over || this.expired) {
          throw new HeddleError(`a deadline that has ${this.#over ? "ended" : "passed"} cannot be changed`)
        }
        this.set(limitOf(limit))
      },
    }
  }
}
