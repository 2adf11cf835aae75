import type { Permits, Taken } from "./permits.ts"

/** What `hold()` gives: a permit that is given back at the end of the block, also when the block throws. */
export class Held implements Disposable {
  /**
   * An earlier owner died, or its task settled, while it held the lock: what the lock guards may be half changed. Put it
   * right and call `clearPoison()`.
   */
  readonly poisoned: boolean
  readonly #permits: Permits
  #taken: Taken | undefined

  constructor(permits: Permits, taken: Taken) {
    this.#permits = permits
    this.#taken = taken
    this.poisoned = permits.isPoisoned
  }

  /** Gives it back. Later calls do nothing, as when the task has settled meanwhile. */
  release(): void {
    const taken = this.#taken
    this.#taken = undefined
    if (taken !== undefined) this.#permits.giveBack(taken)
  }

  [Symbol.dispose](): void {
    this.release()
  }
}
