import { WaitList, begin, late } from "./wait-list.ts"
import type { WaitOptions } from "./wait-list.ts"

/**
 * A flag that tasks of this thread can wait for.
 *
 * @example
 * ```ts
 * import { Event, createTask } from "heddle/async"
 * const ready = new Event()
 * const task = createTask(async () => await ready.wait())
 * ready.set()
 * await task // => true
 * ```
 */
export class Event {
  readonly #waiting = new WaitList<void>()
  #set = false

  isSet(): boolean {
    return this.#set
  }

  /** Lets through all who wait, and whoever comes until `clear`. */
  set(): void {
    this.#set = true
    this.#waiting.serveAll()
  }

  clear(): void {
    this.#set = false
  }

  /** True when it was set, also if it has been cleared since; false when `timeout` ran out. */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    begin(options)
    return this.#set || (await this.#waiting.join(options, undefined)) !== late
  }
}
