import { currentOwner, travels } from "./engine/index.ts"
import { Owned } from "./lock.ts"

/**
 * A Lock that its owner may acquire again, and releases as often. The owner is the task; code outside of tasks is one
 * owner in each thread, so that two functions that wait there do not exclude each other.
 *
 * @example
 * ```ts
 * import { RLock } from "heddle/sync"
 * const lock = new RLock()
 * const outer = async () => { using held = await lock.hold(); return await inner() }
 * const inner = async () => { using held = await lock.hold(); return lock.depth }
 * await outer() // => 2
 * lock.locked() // => false
 * ```
 */
export class RLock extends Owned {
  constructor() {
    super({ name: "RLock", remembers: true, reenters: true })
  }

  /** How often the task that asks holds it. */
  get depth(): number {
    return this._permits.depth(currentOwner())
  }
}

travels(RLock, "RLock", (lock) => lock._permits.state.memory.buffer)
