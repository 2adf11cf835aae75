import { BlockingError, TimeoutError } from "../core/errors/index.ts"
import { Memory, blockFor, currentOwner, ownedHere, waitFor, world } from "./engine/index.ts"
import type { WaitOptions } from "./engine/index.ts"
import { firstWords } from "./first-words.ts"
import { Held } from "./held.ts"
import { Permits } from "./permits.ts"
import type { Taken } from "./permits.ts"

/** What is fixed about a class of locks. */
export interface Manner {
  /** What it is, for messages. */
  readonly name: string
  /** Whether `acquire` makes its task a holder. `hold` always does. */
  readonly remembers: boolean
  /** Whether the holder gets in again. */
  readonly reenters: boolean
}

/** The verbs that all locks and semaphores share. */
export class Acquirable {
  /** @internal */
  readonly _permits: Permits
  readonly #manner: Manner

  constructor(manner: Manner, buffer: SharedArrayBuffer | undefined, permits: number, limit: number) {
    this.#manner = manner
    this._permits = new Permits(new Memory(buffer ?? firstWords), world)
    if (buffer === undefined) this._permits.begin(permits, limit)
  }

  /**
   * `true` when it has been acquired; `false` when `timeout` has passed. Those that wait get in in the order in which
   * they came, over all threads. Rejects with an AbortError when `signal`, or that of the task, is aborted.
   */
  async acquire(options?: WaitOptions): Promise<boolean> {
    return (await this.#wait(this.#depth, options)) !== undefined
  }

  /** The same, blocking the thread: for workers. Throws a BlockingError on the main thread, or where it would block for ever. */
  acquireSync(options?: { readonly timeout?: number | string | undefined }): boolean {
    return this.#block(this.#depth, options) !== undefined
  }

  /** Whether it could be acquired at once. Does not wait, and does not overtake those who do. */
  tryAcquire(): boolean {
    return this._permits.try(ownedHere(this._permits), this.#depth, this.#manner.reenters) !== undefined
  }

  /**
   * Acquires it for a block: `using held = await lock.hold()`. Rejects with a TimeoutError when `timeout` has passed, with
   * an AbortError when the signal is aborted.
   */
  async hold(options?: WaitOptions): Promise<Held> {
    return this.#held(await this.#wait(1, options), options)
  }

  /** The same, blocking the thread: for workers. */
  holdSync(options?: { readonly timeout?: number | string | undefined }): Held {
    return this.#held(this.#block(1, options), options)
  }

  get #depth(): number {
    return this.#manner.remembers ? 1 : 0
  }

  #wait(depth: number, options: WaitOptions | undefined): Promise<Taken | undefined> {
    return waitFor(() => this._permits.pending(ownedHere(this._permits), depth, this.#manner.reenters), options)
  }

  #block(depth: number, options: { readonly timeout?: number | string | undefined } | undefined): Taken | undefined {
    return blockFor(() => {
      const owner = ownedHere(this._permits)
      const taken = this._permits.try(owner, depth, this.#manner.reenters)
      if (taken !== undefined) return this._permits.taken(taken)
      if (options?.timeout === undefined) this.#refuseDeadlock()
      return this._permits.pending(owner, depth, this.#manner.reenters)
    }, options)
  }

  /** This thread would wait for itself. */
  #refuseDeadlock(): void {
    if (!this.#manner.remembers) return
    const { holders } = this._permits.look()
    const { agent, task } = currentOwner()
    if (holders.length === 0 || !holders.every((holder) => holder.agent === agent)) return
    const who = holders.every((holder) => holder.task === task) ? "this very task" : "code of this very thread"
    throw new BlockingError(
      `the ${this.#manner.name} is held by ${who}, which could never release it while it is blocked`,
      {
        hint: "release it first, use an RLock, or wait with `await`",
      },
    )
  }

  #held(taken: Taken | undefined, options: WaitOptions | undefined): Held {
    if (taken !== undefined) return new Held(this._permits, taken)
    throw new TimeoutError(`the ${this.#manner.name} was not to be had within ${String(options?.timeout)} ms`)
  }
}
