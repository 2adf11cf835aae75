import { OverReleaseError } from "../core/errors/index.ts"
import { integer } from "../core/options/index.ts"
import { Acquirable } from "./acquiring.ts"
import { arrived, currentOwner, travels } from "./engine/index.ts"
import { shows } from "./shows.ts"

/** What `statistics()` of a semaphore tells. */
export interface SemaphoreStatistics {
  /** How many permits are to be had now. */
  readonly value: number
  /** How many wait for one, in all threads. */
  readonly waiting: number
  /** How many permits have a holder, to whom they are tied. */
  readonly held: number
}

const most = 2 ** 31 - 1

class Counting extends Acquirable {
  /** How many permits are to be had now. */
  get value(): number {
    return this._permits.look().permits
  }

  /**
   * Gives back `count` permits: those that the task holds, else new ones. Any task may do it. Throws an OverReleaseError
   * where there would be more than a BoundedSemaphore began with.
   */
  release(count: number = 1): void {
    integer("count", count, { min: 1, max: most })
    const owner = currentOwner()
    for (let i = 0; i < count; i++) {
      if (!this._permits.add(owner)) {
        throw new OverReleaseError("the BoundedSemaphore was released more often than acquired")
      }
    }
  }

  statistics(): SemaphoreStatistics {
    const { permits, waiting, holders } = this._permits.look()
    return { value: permits, waiting, held: holders.length }
  }
}

/**
 * Permits that tasks of all threads take and give, in the order of asking. As in Python `release()` may be called by
 * anyone, also by one who acquired nothing: so it can tell others that something is there. A permit taken by `acquire` is
 * therefore tied to nobody; one taken by `hold` returns when its block ends, its task settles or its thread dies.
 *
 * @example
 * ```ts
 * import { Semaphore } from "heddle/sync"
 * const ready = new Semaphore(0)
 * ready.release(2)
 * await ready.acquire() // => true
 * ready.value // => 1
 * ```
 */
export class Semaphore extends Counting {
  constructor(value: number = 1) {
    const buffer = arrived() as SharedArrayBuffer | undefined
    const manner = { name: "Semaphore", remembers: false, reenters: false }
    super(manner, buffer, integer("value", value, { min: 0, max: most }), -1)
  }
}

/**
 * A Semaphore that guards a number of places: it never has more permits than it began with, and a permit belongs to the
 * task that took it: it returns when that task settles or its thread dies.
 *
 * @example
 * ```ts
 * import { BoundedSemaphore } from "heddle/sync"
 * const places = new BoundedSemaphore(2)
 * places.tryAcquire() // => true
 * places.release()
 * places.release() // throws HEDDLE_OVER_RELEASE
 * ```
 */
export class BoundedSemaphore extends Counting {
  constructor(value: number = 1) {
    const buffer = arrived() as SharedArrayBuffer | undefined
    const initial = integer("value", value, { min: 0, max: most })
    super({ name: "BoundedSemaphore", remembers: true, reenters: false }, buffer, initial, initial)
  }
}

shows(Counting, (semaphore) => semaphore.statistics())
travels(Semaphore, "Semaphore", (semaphore) => semaphore._permits.state.memory.buffer)
travels(BoundedSemaphore, "BoundedSemaphore", (semaphore) => semaphore._permits.state.memory.buffer)
