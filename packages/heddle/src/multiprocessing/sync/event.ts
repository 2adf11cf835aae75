import { defineKind, invoke, SharedObject, timedOut, WaitList } from "../shared/index.ts"
import type { Call, Party, Watcher } from "../shared/index.ts"
import { waitTime } from "./wait-options.ts"
import type { WaitOptions } from "./wait-options.ts"

class EventState implements Watcher {
  readonly #waiters = new WaitList<true>()
  #isSet = false

  set(): void {
    this.#isSet = true
    for (let waiter = this.#waiters.take(); waiter !== undefined; waiter = this.#waiters.take()) waiter.resolve(true)
  }

  clear(): void {
    this.#isSet = false
  }

  isSet(): boolean {
    return this.#isSet
  }

  waiting(): number {
    return this.#waiters.size
  }

  wait(call: Call, timeout: number | undefined): boolean | Promise<boolean> {
    if (this.#isSet || timeout === 0) return this.#isSet
    call.party.watch(this)
    return this.#waiters.wait(call, timeout, undefined).then((given) => given !== timedOut)
  }

  left(party: Party): void {
    this.#waiters.leave(party)
  }
}

/**
 * A flag that threads and processes wait for.
 *
 * @example
 * ```ts
 * import { Event } from "heddle/multiprocessing"
 * const ready = new Event()
 * await ready.wait({ timeout: 10 }) // => false
 * await ready.set()
 * await ready.wait() // => true
 * ```
 */
export class Event extends SharedObject {
  constructor() {
    super(new EventState())
  }

  /** Sets the flag; all who wait go on, also if it is cleared right after. */
  async set(): Promise<void> {
    await invoke(this, "set")
  }

  async clear(): Promise<void> {
    await invoke(this, "clear")
  }

  isSet(): Promise<boolean> {
    return invoke(this, "isSet")
  }

  /** How many wait for it. */
  waiting(): Promise<number> {
    return invoke(this, "waiting")
  }

  /** True once the flag is set; false if it was not within `timeout`. @throws AbortError, OwnerGoneError */
  wait(options: WaitOptions = {}): Promise<boolean> {
    return invoke(this, "wait", [waitTime(options)], options.signal)
  }
}

defineKind("Event", Event)
