import { HeddleError } from "../../core/errors/index.ts"
import { integer } from "../../core/options/index.ts"
import {
  Call,
  defineKind,
  extraOf,
  invoke,
  LocalTarget,
  SharedObject,
  targetOf,
  timedOut,
  WaitList,
} from "../shared/index.ts"
import type { Party, Watcher } from "../shared/index.ts"
import type { Held } from "./held.ts"
import type { Lock } from "./lock.ts"
import { RLock } from "./lock.ts"
import type { LockState } from "./lock-state.ts"
import { waitTime } from "./wait-options.ts"
import type { WaitOptions } from "./wait-options.ts"

class ConditionState implements Watcher {
  readonly #lock: LockState
  readonly #waiters = new WaitList<true>()

  constructor(lock: LockState) {
    this.#lock = lock
  }

  /** Whatever ends the wait, the caller holds the lock again. */
  async wait(call: Call, timeout: number | undefined): Promise<boolean> {
    call.party.watch(this)
    call.party.watch(this.#lock)
    const depth = this.#lock.releaseAll(call)
    try {
      return timeout !== 0 && (await this.#waiters.wait(call, timeout, undefined)) !== timedOut
    } finally {
      // A fresh call: giving up is over now.
      await this.#lock.restore(new Call(call.party, call.task), depth)
    }
  }

  notify(call: Call, count: number): void {
    this.#lock.demand(call, "notified on")
    for (let i = 0; i < count && this.#waiters.size > 0; i++) this.#waiters.take()!.resolve(true)
  }

  waiting(): number {
    return this.#waiters.size
  }

  left(party: Party): void {
    this.#waiters.leave(party)
  }
}

/**
 * A lock, and a place to wait for what those who hold it may change.
 *
 * @example
 * ```ts
 * import { Condition } from "heddle/multiprocessing"
 * const changed = new Condition()
 * await using held = await changed.hold()
 * await changed.wait({ timeout: 10 }) // => false
 * ```
 */
export class Condition extends SharedObject {
  /** @param lock of this thread; by default an RLock of the condition's own */
  constructor(lock: Lock | RLock = new RLock()) {
    const target = targetOf(lock)
    if (!(target instanceof LocalTarget)) {
      throw new HeddleError("a Condition is made in the thread that made its lock", {
        hint: "make both in one thread and send the condition",
      })
    }
    super(new ConditionState(target.state as LockState), lock)
  }

  /** The lock of the condition. */
  get lock(): Lock | RLock {
    return extraOf(this) as Lock | RLock
  }

  acquire(options: WaitOptions = {}): Promise<boolean> {
    return this.lock.acquire(options)
  }

  hold(options: WaitOptions = {}): Promise<Held> {
    return this.lock.hold(options)
  }

  release(): Promise<void> {
    return this.lock.release()
  }

  /**
   * Releases the lock, waits until it is notified, and has the lock again. True if it was notified, false after `timeout`.
   * @throws NotHeldError unless the caller holds the lock; AbortError, with the lock held
   */
  wait(options: WaitOptions = {}): Promise<boolean> {
    return invoke(this, "wait", [waitTime(options)], options.signal)
  }

  /** Waits until `predicate`, which is called with the lock held, gives something true; resolves with what it gave last. */
  async waitFor<T>(predicate: () => T, options: WaitOptions = {}): Promise<Awaited<T>> {
    const timeout = waitTime(options)
    const end = timeout === undefined ? undefined : performance.now() + timeout
    let value = await predicate()
    while (!value) {
      const left = end === undefined ? undefined : end - performance.now()
      if (left !== undefined && left <= 0) return value
      await this.wait({ timeout: left, signal: options.signal })
      value = await predicate()
    }
    return value
  }

  /** Lets `count` of those who wait go on, the longest waiting first. @throws NotHeldError unless the caller holds the lock */
  async notify(count: number = 1): Promise<void> {
    await invoke(this, "notify", [integer("count", count, { min: 0 })])
  }

  async notifyAll(): Promise<void> {
    await invoke(this, "notify", [Number.POSITIVE_INFINITY])
  }

  /** How many wait. */
  waiting(): Promise<number> {
    return invoke(this, "waiting")
  }
}

defineKind("Condition", Condition)
