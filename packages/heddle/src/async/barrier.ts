import { BrokenBarrierError } from "../core/errors/index.ts"
import { integer } from "../core/options/index.ts"
import { WaitList, begin, late } from "./wait-list.ts"
import type { WaitOptions } from "./wait-list.ts"

/**
 * Lets tasks of this thread go on together: each waits until `parties` of them do. It can be used again and again.
 *
 * @example
 * ```ts
 * import { Barrier, gather } from "heddle/async"
 * const barrier = new Barrier(2)
 * const meet = () => barrier.wait()
 * await gather(meet, meet) // => [0, 1]
 * ```
 */
export class Barrier {
  readonly parties: number
  readonly #waiting = new WaitList<number>()
  #broken = false

  constructor(parties: number) {
    this.parties = integer("parties", parties, { min: 1 })
  }

  /** How many wait. */
  get nWaiting(): number {
    return this.#waiting.size
  }

  get broken(): boolean {
    return this.#broken
  }

  /**
   * Resolves when all parties are there, with a number from 0 to `parties - 1`, another one for each: the order of arrival.
   * A party that is cancelled meanwhile leaves, and the others wait on; one whose `timeout` runs out breaks the barrier.
   * @throws {BrokenBarrierError} when the barrier is broken, aborted or reset
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    begin(options)
    if (this.#broken) throw new BrokenBarrierError("the barrier is broken")
    const last = this.parties - 1
    if (this.#waiting.size === last) {
      // The numbers are given now that all are there: who left in between has none.
      for (let index = 0; index < last; index++) this.#waiting.serve(index)
      return last
    }
    const index = await this.#waiting.join(options, undefined)
    if (index !== late) return index
    this.abort()
    throw new BrokenBarrierError("a party at the barrier ran out of time")
  }

  /** Everybody who waits fails, and the barrier is as new. */
  reset(): void {
    this.#broken = false
    this.#waiting.rejectAll(() => new BrokenBarrierError("the barrier was reset"))
  }

  /** Everybody who waits fails, and whoever comes, until `reset`. */
  abort(): void {
    this.#broken = true
    this.#waiting.rejectAll(() => new BrokenBarrierError("the barrier was aborted"))
  }
}
