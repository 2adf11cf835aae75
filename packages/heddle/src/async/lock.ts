import { NotHeldError } from "../core/errors/index.ts"
import { Permits, hold } from "./permits.ts"
import type { Held } from "./permits.ts"
import type { WaitOptions } from "./wait-list.ts"

/**
 * Lets one at a time through, among the tasks of this thread, in order of arrival. It has no owner: anybody may release it.
 * Between threads: heddle/sync.
 *
 * @example
 * ```ts
 * import { Lock } from "heddle/async"
 * const lock = new Lock()
 * {
 *   using held = await lock.hold()
 *   lock.locked() // => true
 * }
 * lock.locked() // => false
 * ```
 */
export class Lock {
  /** @internal */
  readonly permits: Permits = new Permits(1)

  /** True when it is yours, false when `timeout` ran out. Rejects when the caller is cancelled. */
  acquire(options: WaitOptions = {}): Promise<boolean> {
    return this.permits.acquire(options)
  }

  /** Takes it if it is free. */
  tryAcquire(): boolean {
    return this.permits.take()
  }

  /** Acquires it until the end of the block: `using held = await lock.hold()`. Rejects with TimeoutError instead of giving false. */
  hold(options: WaitOptions = {}): Promise<Held> {
    return hold(this, options)
  }

  /** Hands it to the next who waits. @throws {NotHeldError} when it is not locked */
  release(): void {
    if (!this.locked()) throw new NotHeldError("the lock is not locked")
    this.permits.give()
  }

  locked(): boolean {
    return this.permits.free === 0
  }
}
