import { NotHeldError, OptionError } from "../core/errors/index.ts"
import { delay, integer, knownKeys } from "../core/options/index.ts"
import { Memory, arrived, blockFor, currentOwner, ownedHere, travels, waitFor, world } from "./engine/index.ts"
import type { Owner, Pending, WaitOptions } from "./engine/index.ts"
import { firstWords } from "./first-words.ts"
import type { Held } from "./held.ts"
import { Owned } from "./lock.ts"
import type { Lock } from "./lock.ts"
import { Permits } from "./permits.ts"
import type { Suspended, Taken } from "./permits.ts"
import { RLock } from "./rlock.ts"
import { shows } from "./shows.ts"

interface Parts {
  readonly lock: Lock | RLock
  readonly buffer: SharedArrayBuffer
}

type Timeout = { readonly timeout?: number | string | undefined }

/**
 * Waiting for something that a lock guards: `wait` releases the lock, waits to be notified, and acquires it again. Several
 * conditions may share one lock. Made without a lock it has an RLock of its own.
 *
 * @example
 * ```ts
 * import { Pool, shared } from "heddle"
 * import { Condition } from "heddle/sync"
 * await using pool = new Pool({ workers: 2 })
 * const changed = new Condition()
 * const stock = shared(new Int32Array(1))
 * const taken = pool.submit(async () => {
 *   using held = await changed.hold()
 *   await changed.waitFor(() => stock[0]! > 0)
 *   return stock[0]!--
 * })
 * await pool.submit(async () => {
 *   using held = await changed.hold()
 *   stock[0] = 5
 *   changed.notify()
 * })
 * await taken // => 5
 * ```
 */
export class Condition {
  /** The lock that belongs to it. */
  readonly lock: Lock | RLock
  readonly #waits: Permits

  constructor(lock?: Lock | RLock) {
    const parts = arrived() as Parts | undefined
    this.lock = parts?.lock ?? lock ?? new RLock()
    if (!(this.lock instanceof Owned)) throw new OptionError("lock", "a Lock or an RLock", lock)
    this.#waits = new Permits(new Memory(parts?.buffer ?? firstWords), world, true)
  }

  /** @internal */
  get _parts(): Parts {
    return { lock: this.lock, buffer: this.#waits.state.memory.buffer }
  }

  /** The lock's own. */
  acquire(options?: WaitOptions): Promise<boolean> {
    return this.lock.acquire(options)
  }

  /** The lock's own. */
  acquireSync(options?: Timeout): boolean {
    return this.lock.acquireSync(options)
  }

  /** The lock's own. */
  hold(options?: WaitOptions): Promise<Held> {
    return this.lock.hold(options)
  }

  /** The lock's own. */
  holdSync(options?: Timeout): Held {
    return this.lock.holdSync(options)
  }

  /** The lock's own. */
  release(): void {
    this.lock.release()
  }

  /**
   * `true` when it was notified, `false` when `timeout` has passed; the lock is held again in either case, and also where
   * it rejects with an AbortError. Throws a NotHeldError if the task does not hold the lock.
   */
  async wait(options?: WaitOptions): Promise<boolean> {
    let suspended: Suspended | undefined
    try {
      const begin = (): Pending<Taken> => this.#begin((had) => (suspended = had))
      return (await waitFor(begin, options)) !== undefined
    } finally {
      if (suspended !== undefined) await this.lock._reacquire(suspended)
    }
  }

  /** The same, blocking the thread: for workers. */
  waitSync(options?: Timeout): boolean {
    let suspended: Suspended | undefined
    try {
      return blockFor(() => this.#begin((had) => (suspended = had)), options) !== undefined
    } finally {
      if (suspended !== undefined) this.lock._reacquireSync(suspended)
    }
  }

  /** Waits until `predicate()` is true, and gives its last value: not true if `timeout` has passed. It is called with the lock held. */
  async waitFor<T>(predicate: () => T, options: WaitOptions = {}): Promise<T> {
    knownKeys(options, ["timeout", "signal"])
    const left = remaining(options.timeout)
    for (;;) {
      const result = predicate()
      const timeout = left()
      if (Boolean(result) || timeout === 0) return result
      await this.wait({ signal: options.signal, timeout })
    }
  }

  /** The same, blocking the thread: for workers. */
  waitForSync<T>(predicate: () => T, options: Timeout = {}): T {
    knownKeys(options, ["timeout"])
    const left = remaining(options.timeout)
    for (;;) {
      const result = predicate()
      const timeout = left()
      if (Boolean(result) || timeout === 0) return result
      this.waitSync({ timeout })
    }
  }

  /** Lets `count` of those that wait go on, those that came first. Throws a NotHeldError if the task does not hold the lock. */
  notify(count: number = 1): void {
    integer("count", count, { min: 1 })
    this.#mustHold(currentOwner())
    this.#waits.notify(count)
  }

  notifyAll(): void {
    this.notify(2 ** 31 - 1)
  }

  statistics(): { readonly locked: boolean; readonly waiting: number } {
    return { locked: this.lock.locked(), waiting: this.#waits.look().waiting }
  }

  /** In line first, and only then out of the lock: no notification can come in between. */
  #begin(tell: (suspended: Suspended | undefined) => void): Pending<Taken> {
    const owner = ownedHere(this.#waits)
    this.#mustHold(owner)
    const pending = this.#waits.pending(owner, 0)
    tell(this.lock._permits.suspend(owner))
    return pending
  }

  #mustHold(owner: Owner): void {
    if (this.lock._permits.depth(owner) > 0) return
    throw new NotHeldError("the lock of the Condition is not held by this task", {
      hint: "`using held = await condition.hold()` first",
    })
  }
}

/** The milliseconds that are left of a timeout, from now on. */
function remaining(timeout: WaitOptions["timeout"]): () => number | undefined {
  const ms = timeout === undefined ? undefined : delay("timeout", timeout)
  if (ms === undefined) return () => undefined
  const until = performance.now() + ms
  return () => Math.max(0, until - performance.now())
}

shows(Condition, (condition) => condition.statistics())
travels(Condition, "Condition", (condition) => condition._parts)
