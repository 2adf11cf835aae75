import { NotHeldError } from "../core/errors/index.ts"
import { delay, integer } from "../core/options/index.ts"
import { Lock } from "./lock.ts"
import type { Held } from "./permits.ts"
import { WaitList, begin, late } from "./wait-list.ts"
import type { WaitOptions } from "./wait-list.ts"

/**
 * A lock, and a place to wait for what somebody else does while holding it.
 *
 * @example
 * ```ts
 * import { Condition, createTask } from "heddle/async"
 * const changed = new Condition()
 * let count = 0
 * const task = createTask(async () => {
 *   using held = await changed.hold()
 *   await changed.waitFor(() => count === 1)
 *   return "seen"
 * })
 * {
 *   using held = await changed.hold()
 *   count++
 *   changed.notifyAll()
 * }
 * await task // => "seen"
 * ```
 */
export class Condition {
  readonly lock: Lock
  readonly #waiting = new WaitList<void>()

  /** @param lock several conditions may share one */
  constructor(lock: Lock = new Lock()) {
    this.lock = lock
  }

  acquire(options: WaitOptions = {}): Promise<boolean> {
    return this.lock.acquire(options)
  }

  hold(options: WaitOptions = {}): Promise<Held> {
    return this.lock.hold(options)
  }

  release(): void {
    this.lock.release()
  }

  locked(): boolean {
    return this.lock.locked()
  }

  /**
   * Releases the lock, waits to be notified, and has the lock again when it settles, also when it rejects because the
   * caller was cancelled. False when `timeout` ran out. @throws {NotHeldError} when the lock is not held
   */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    this.#checkHeld("wait")
    begin(options)
    const notified = this.#waiting.join(options, undefined)
    this.lock.release()
    try {
      return (await notified) !== late
    } finally {
      await this.lock.permits.acquireShielded()
    }
  }

  /** Waits until `predicate` gives something true, and gives that; asks it at first and whenever it is notified. When `timeout` runs out it gives what the predicate said last. */
  async waitFor<T>(predicate: () => T, options: WaitOptions = {}): Promise<T> {
    this.#checkHeld("waitFor")
    begin(options)
    const ms = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
    const until = ms === undefined ? Number.POSITIVE_INFINITY : performance.now() + ms
    for (;;) {
      const value = predicate()
      if (value) return value
      const left = until - performance.now()
      if (left <= 0) return value
      await this.wait({ signal: options.signal, timeout: left })
    }
  }

  /** Wakes `n` who wait. They go on when the lock is released. @throws {NotHeldError} when the lock is not held */
  notify(n: number = 1): void {
    this.#checkHeld("notify")
    integer("n", n, { min: 0 })
    for (let i = 0; i < n; i++) this.#waiting.serve()
  }

  notifyAll(): void {
    this.#checkHeld("notifyAll")
    this.#waiting.serveAll()
  }

  #checkHeld(verb: string): void {
    if (this.lock.locked()) return
    throw new NotHeldError(`${verb} needs the condition's lock`, {
      hint: "`using held = await condition.hold()` first",
    })
  }
}
