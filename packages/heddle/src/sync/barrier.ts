import { BlockingError, BrokenBarrierError } from "../core/errors/index.ts"
import { delay, integer, knownKeys } from "../core/options/index.ts"
import { Memory, arrived, blockFor, travels, waitFor, world } from "./engine/index.ts"
import type { Pending, WaitOptions } from "./engine/index.ts"
import { firstWords } from "./first-words.ts"
import { Rendezvous, brokenIndex, runsAction } from "./rendezvous.ts"
import { shows } from "./shows.ts"
import type { Passed } from "./waiting-room.ts"

export interface BarrierOptions {
  /** Run by one of the parties, the last to come, each time that all are there, before they go on. */
  readonly action?: (() => unknown) | undefined
  /** For every `wait` that names none. */
  readonly timeout?: number | string | undefined
}

interface Parts {
  readonly buffer: SharedArrayBuffer
  readonly options: BarrierOptions
}

type Timeout = { readonly timeout?: number | string | undefined }

/**
 * A place where a number of parties wait for each other, again and again. It breaks, for all, when one of them gives up,
 * settles or dies while it waits, when the action throws, and by `abort()`; `reset()` mends it.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { Barrier } from "heddle/sync"
 * await using pool = new Pool({ workers: 3 })
 * const barrier = new Barrier(3)
 * const places = await Promise.all([1, 2, 3].map(() => pool.submit(async () => await barrier.wait())))
 * places.toSorted() // => [0, 1, 2]
 * ```
 */
export class Barrier {
  readonly #room: Rendezvous
  readonly #options: BarrierOptions

  constructor(parties: number = 1, options: BarrierOptions = {}) {
    const parts = arrived() as Parts | undefined
    this.#options = parts?.options ?? options
    this.#room = new Rendezvous(new Memory(parts?.buffer ?? firstWords), world)
    if (parts !== undefined) return
    integer("parties", parties, { min: 1, max: 2 ** 20 })
    knownKeys(options, ["action", "timeout"])
    if (options.timeout !== undefined) delay("timeout", options.timeout)
    this.#room.start(parties, options.action !== undefined)
  }

  /** @internal */
  get _parts(): Parts {
    return { buffer: this.#room.state.memory.buffer, options: this.#options }
  }

  /**
   * Resolves when all parties wait, with a different number for each, 0 to `parties - 1`, in the order of coming. Rejects
   * with a BrokenBarrierError when it breaks, also because this very wait timed out; with the action's error in the
   * party that ran it; with an AbortError when `signal`, or that of the task, is aborted, which breaks it.
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    const index = this.#indexOf(await waitFor(() => this.#begin(), { timeout: this.#options.timeout, ...options }))
    if (index < runsAction) return index
    try {
      await this.#options.action?.()
    } catch (error) {
      this.#room.complete(false)
      throw error
    }
    return this.#acted(index)
  }

  /** The same, blocking the thread: for workers. The action must not return a promise. */
  waitSync(options: Timeout = {}): number {
    const index = this.#indexOf(blockFor(() => this.#begin(), { timeout: this.#options.timeout, ...options }))
    if (index < runsAction) return index
    try {
      if (this.#options.action?.() instanceof Promise) {
        throw new BlockingError("the action of the Barrier returned a promise, which waitSync cannot wait for")
      }
    } catch (error) {
      this.#room.complete(false)
      throw error
    }
    return this.#acted(index)
  }

  #begin(): Pending<Passed> {
    return this.#room.pending(new Set(), (owner) => this.#room.begin(owner))
  }

  #indexOf(passed: Passed | undefined): number {
    if (passed !== undefined && passed.word !== brokenIndex) return passed.word
    throw new BrokenBarrierError(passed === undefined ? "not all parties came in time" : "the barrier is broken")
  }

  #acted(index: number): number {
    if (this.#room.complete(true)) return index - runsAction
    throw new BrokenBarrierError("the barrier was broken while its action ran")
  }

  /** Breaks it: whoever waits, and whoever comes, gets a BrokenBarrierError. */
  abort(): void {
    this.#room.turnAway(false)
  }

  /** Makes it as new. Whoever waits gets a BrokenBarrierError. */
  reset(): void {
    this.#room.turnAway(true)
  }

  get parties(): number {
    return this.#room.look().parties
  }

  /** How many wait now. */
  get nWaiting(): number {
    return this.#room.look().waiting
  }

  get broken(): boolean {
    return this.#room.look().broken
  }

  statistics(): { readonly parties: number; readonly waiting: number; readonly broken: boolean } {
    return this.#room.look()
  }
}

shows(Barrier, (barrier) => barrier.statistics())
travels(Barrier, "Barrier", (barrier) => barrier._parts)
