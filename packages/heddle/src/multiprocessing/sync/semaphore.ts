import { OverReleaseError, TimeoutError } from "../../core/errors/index.ts"
import { integer } from "../../core/options/index.ts"
import { defineKind, invoke, SharedObject, timedOut, WaitList } from "../shared/index.ts"
import type { Call, Party, Watcher } from "../shared/index.ts"
import { Held } from "./held.ts"
import { waitTime } from "./wait-options.ts"
import type { WaitOptions } from "./wait-options.ts"

/** How many permits there are, who has taken them, and who waits. The permits of a thread that ended come back. */
class SemaphoreState implements Watcher {
  readonly #limit: number
  readonly #waiters = new WaitList<true>()
  /** Permits that each thread has taken and nobody has released. */
  readonly #taken = new Map<Party, number>()
  #value: number

  constructor(value: number, limit: number) {
    this.#value = value
    this.#limit = limit
  }

  acquire(call: Call, timeout: number | undefined): boolean | Promise<boolean> {
    call.party.watch(this)
    if (this.#value > 0) {
      this.#value--
      this.#count(call.party, 1)
      return true
    }
    if (timeout === 0) return false
    return this.#waiters.wait(call, timeout, undefined).then((given) => given !== timedOut)
  }

  release(call: Call, count: number): void {
    integer("count", count, { min: 1 })
    if (this.#value + count > this.#limit) {
      throw new OverReleaseError("a BoundedSemaphore was released more often than it was acquired")
    }
    for (let i = 0; i < count; i++) {
      // Who signals another releases what the other has taken.
      const holder = this.#taken.has(call.party) ? call.party : this.#taken.keys().next().value
      if (holder !== undefined) this.#count(holder, -1)
      this.#free()
    }
  }

  value(): number {
    return this.#value
  }

  waiting(): number {
    return this.#waiters.size
  }

  left(party: Party): void {
    this.#waiters.leave(party)
    const count = this.#taken.get(party) ?? 0
    this.#taken.delete(party)
    for (let i = 0; i < count; i++) this.#free()
  }

  #free(): void {
    const waiter = this.#waiters.take()
    if (waiter === undefined) this.#value++
    else {
      this.#count(waiter.call.party, 1)
      waiter.resolve(true)
    }
  }

  #count(party: Party, change: number): void {
    const count = (this.#taken.get(party) ?? 0) + change
    if (count > 0) this.#taken.set(party, count)
    else this.#taken.delete(party)
  }
}

/** What semaphores of both kinds can do. */
abstract class AnySemaphore extends SharedObject {
  /** True with a permit; false if none was to be had within `timeout`. First come, first served. @throws AbortError, OwnerGoneError */
  acquire(options: WaitOptions = {}): Promise<boolean> {
    return invoke(this, "acquire", [waitTime(options)], options.signal)
  }

  /** True if a permit was free. */
  tryAcquire(): Promise<boolean> {
    return this.acquire({ timeout: 0 })
  }

  /** A permit until the end of the block. @throws TimeoutError, AbortError, OwnerGoneError */
  async hold(options: WaitOptions = {}): Promise<Held> {
    if (await this.acquire(options)) return new Held(false, () => this.release())
    throw new TimeoutError(`no permit was to be had within ${String(options.timeout)} ms`)
  }

  /** Gives `count` permits back, or signals as often. */
  async release(count: number = 1): Promise<void> {
    await invoke(this, "release", [count])
  }

  /** How many permits are free. */
  value(): Promise<number> {
    return invoke(this, "value")
  }

  /** How many wait for one. */
  waiting(): Promise<number> {
    return invoke(this, "waiting")
  }
}

/**
 * A number of permits. Anybody may release one; those that a thread or process had when it died come back.
 *
 * @example
 * ```ts
 * import { Semaphore } from "heddle/multiprocessing"
 * const seats = new Semaphore(2)
 * await seats.acquire() // => true
 * await seats.value() // => 1
 * ```
 */
export class Semaphore extends AnySemaphore {
  /** @throws OptionError unless `value` is an integer from 0 */
  constructor(value: number = 1) {
    super(new SemaphoreState(integer("value", value, { min: 0 }), Number.POSITIVE_INFINITY))
  }
}

/** A semaphore that is never released more often than it was acquired: OverReleaseError instead. */
export class BoundedSemaphore extends AnySemaphore {
  /** @throws OptionError unless `value` is an integer from 0 */
  constructor(value: number = 1) {
    super(new SemaphoreState(integer("value", value, { min: 0 }), value))
  }
}

defineKind("Semaphore", Semaphore)
defineKind("BoundedSemaphore", BoundedSemaphore)
