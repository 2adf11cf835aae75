import { NotHeldError } from "../core/errors/index.ts"
import { Acquirable } from "./acquiring.ts"
import type { Manner } from "./acquiring.ts"
import type { Suspended } from "./permits.ts"
import { arrived, blockFor, currentOwner, ownedHere, travels, waitFor } from "./engine/index.ts"
import { shows } from "./shows.ts"

/** What `statistics()` of a lock tells. */
export interface LockStatistics {
  readonly locked: boolean
  readonly poisoned: boolean
  /** How many wait for it, in all threads. */
  readonly waiting: number
}

/** What Lock and RLock share: one owner at a time. */
export class Owned extends Acquirable {
  readonly #name: string

  constructor(manner: Manner) {
    super(manner, arrived() as SharedArrayBuffer | undefined, 1, 1)
    this.#name = manner.name
  }

  /** Whether anyone holds it now. */
  locked(): boolean {
    return this._permits.look().holders.length > 0
  }

  /** Whether it was lost by an owner that died or settled, and nobody has called `clearPoison()` since. */
  get poisoned(): boolean {
    return this._permits.isPoisoned
  }

  /** What the lock guards has been put right. */
  clearPoison(): void {
    this._permits.clearPoison()
  }

  /** Lets the next one in. Throws a NotHeldError if the task that calls does not hold it. */
  release(): void {
    if (this._permits.release(currentOwner())) return
    const { holders } = this._permits.look()
    throw new NotHeldError(
      holders.length === 0 ? `the ${this.#name} is not held` : `the ${this.#name} is held by another task`,
      { hint: "only the task that acquired it may release it; `using held = await lock.hold()` does so by itself" },
    )
  }

  /** @internal Gets it back for a Condition, as it was held, however long that takes. */
  async _reacquire({ depth, stamp }: Suspended): Promise<void> {
    await waitFor(() => this._permits.pending(ownedHere(this._permits), depth, false, stamp), {}, false)
  }

  /** @internal */
  _reacquireSync({ depth, stamp }: Suspended): void {
    blockFor(() => this._permits.pending(ownedHere(this._permits), depth, false, stamp))
  }

  statistics(): LockStatistics {
    const { holders, waiting, poisoned } = this._permits.look()
    return { locked: holders.length > 0, poisoned, waiting }
  }
}

/**
 * One owner at a time, among all threads of the process. The owner is the task that acquired it (code outside of tasks is
 * one owner in each thread), and only it may release. Who waits gets in in the order of coming. If the owner's task
 * settles, or its thread dies, the lock is released, and the next owner sees `poisoned`.
 *
 * A handle that travels: as an argument or a captured variable of a task it is the same lock there. It is not
 * re-entrant: see `RLock`.
 *
 * @example
 * ```ts
 * import { Pool, shared } from "heddle"
 * import { Lock } from "heddle/sync"
 * await using pool = new Pool({ workers: 2 })
 * const lock = new Lock()
 * const total = shared(new Float64Array(1))
 * await pool.map(async (n: number) => {
 *   using held = await lock.hold()
 *   total[0] = total[0]! + n // nobody else is here
 * }, [1, 2, 3, 4])
 * total[0] // => 10
 * ```
 */
export class Lock extends Owned {
  constructor() {
    super({ name: "Lock", remembers: true, reenters: false })
  }
}

shows(Owned, (lock) => lock.statistics())
travels(Lock, "Lock", (lock) => lock._permits.state.memory.buffer)
