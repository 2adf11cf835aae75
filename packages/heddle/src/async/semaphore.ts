import { OverReleaseError } from "../core/errors/index.ts"
import { integer } from "../core/options/index.ts"
import { Permits, hold } from "./permits.ts"
import type { Held } from "./permits.ts"
import type { WaitOptions } from "./wait-list.ts"

/**
 * Lets `value` at a time through, among the tasks of this thread, in order of arrival.
 *
 * @example
 * ```ts
 * import { Semaphore, gather, sleep } from "heddle/async"
 * const two = new Semaphore(2)
 * let inside = 0
 * let most = 0
 * const visit = async () => {
 *   using held = await two.hold()
 *   most = Math.max(most, ++inside)
 *   await sleep(1)
 *   inside--
 * }
 * await gather(visit, visit, visit)
 * most // => 2
 * ```
 */
export class Semaphore {
  readonly #permits: Permits

  constructor(value: number = 1) {
    this.#permits = new Permits(integer("value", value, { min: 0 }))
  }

  /** How many could be acquired now. */
  get value(): number {
    return this.#permits.free
  }

  /** True when a permit is yours, false when `timeout` ran out. Rejects when the caller is cancelled. */
  acquire(options: WaitOptions = {}): Promise<boolean> {
    return this.#permits.acquire(options)
  }

  /** Takes a permit if there is one. */
  tryAcquire(): boolean {
    return this.#permits.take()
  }

  /** Acquires until the end of the block: `using held = await semaphore.hold()`. Rejects with TimeoutError instead of giving false. */
  hold(options: WaitOptions = {}): Promise<Held> {
    return hold(this, options)
  }

  /** Gives `n` permits back. */
  release(n: number = 1): void {
    integer("n", n, { min: 1 })
    for (let i = 0; i < n; i++) this.#permits.give()
  }

  /** Would `acquire` have to wait? */
  locked(): boolean {
    return this.#permits.free === 0
  }
}

/** A semaphore that refuses more releases than there were acquires, which are a mistake. */
export class BoundedSemaphore extends Semaphore {
  readonly #bound: number

  constructor(value: number = 1) {
    super(value)
    this.#bound = value
  }

  /** @throws {OverReleaseError} when more would be given back than were taken */
  override release(n: number = 1): void {
    if (this.value + n > this.#bound) throw new OverReleaseError("the semaphore was released more often than acquired")
    super.release(n)
  }
}
