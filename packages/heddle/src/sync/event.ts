import { Memory, arrived, blockFor, travels, waitFor, world } from "./engine/index.ts"
import type { WaitOptions } from "./engine/index.ts"
import { firstWords } from "./first-words.ts"
import { Flag } from "./flag.ts"
import { shows } from "./shows.ts"

/**
 * A flag that tasks of all threads wait for.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { Event } from "heddle/sync"
 * await using pool = new Pool({ workers: 1 })
 * const ready = new Event()
 * const waits = pool.submit(async () => await ready.wait())
 * ready.set()
 * await waits // => true
 * await new Event().wait({ timeout: 10 }) // => false
 * ```
 */
export class Event {
  readonly #flag: Flag

  constructor() {
    this.#flag = new Flag(new Memory((arrived() as SharedArrayBuffer | undefined) ?? firstWords), world)
  }

  /** @internal */
  get _buffer(): SharedArrayBuffer {
    return this.#flag.state.memory.buffer
  }

  isSet(): boolean {
    return this.#flag.isSet
  }

  /** Wakes all that wait, in all threads. */
  set(): void {
    this.#flag.put(true)
  }

  clear(): void {
    this.#flag.put(false)
  }

  /**
   * `true` once the flag was set while this waited, also if it has been cleared since; `false` when `timeout` has passed.
   * Rejects with an AbortError when `signal`, or that of the task, is aborted.
   */
  async wait(options?: WaitOptions): Promise<boolean> {
    return (
      (await waitFor(() => this.#flag.pending(this.#flag.line, (owner) => this.#flag.begin(owner)), options)) !==
      undefined
    )
  }

  /** The same, blocking the thread: for workers. */
  waitSync(options?: { readonly timeout?: number | string | undefined }): boolean {
    return (
      blockFor(() => this.#flag.pending(this.#flag.line, (owner) => this.#flag.begin(owner)), options) !== undefined
    )
  }

  statistics(): { readonly isSet: boolean; readonly waiting: number } {
    return { isSet: this.#flag.isSet, waiting: this.#flag.length }
  }
}

shows(Event, (event) => event.statistics())
travels(Event, "Event", (event) => event._buffer)
