import { NotHeldError } from "../../core/errors/index.ts"
import { timedOut, WaitList } from "../shared/index.ts"
import type { Call, Party, Watcher } from "../shared/index.ts"

/** What `acquire` gives: not acquired, acquired, acquired from one that died with it. */
export type Acquired = 0 | 1 | 2

/**
 * Who holds a lock, how often, and who waits for it. Held by one task of one thread at a time, given on in the order of
 * asking. A thread that ends holding it has it taken away, and the lock is poisoned until `clearPoison`.
 */
export class LockState implements Watcher {
  readonly #reentrant: boolean
  readonly #waiters = new WaitList<Acquired>()
  #holder: Pick<Call, "party" | "task"> | undefined
  #depth = 0
  #poisoned = false

  constructor(reentrant: boolean) {
    this.#reentrant = reentrant
  }

  acquire(call: Call, timeout: number | undefined): Acquired | Promise<Acquired> {
    call.party.watch(this)
    if (this.#holder === undefined) return this.#give(call, 1)
    if (this.#reentrant && call.isBy(this.#holder)) {
      this.#depth++
      return this.#acquired
    }
    if (timeout === 0) return 0
    return this.#wait(call, timeout)
  }

  release(call: Call): void {
    this.demand(call, "released")
    if (--this.#depth === 0) this.#next()
  }

  locked(): boolean {
    return this.#holder !== undefined
  }

  waiting(): number {
    return this.#waiters.size
  }

  poisoned(): boolean {
    return this.#poisoned
  }

  clearPoison(): void {
    this.#poisoned = false
  }

  left(party: Party): void {
    this.#waiters.leave(party)
    if (this.#holder?.party === party) this.#abandoned()
  }

  /** A task of the caller's thread has ended. */
  taskEnded(call: Call, task: number): void {
    if (this.#holder?.party === call.party && this.#holder.task === task) this.#abandoned()
  }

  #abandoned(): void {
    this.#poisoned = true
    this.#next()
  }

  /** @throws NotHeldError unless the caller holds it */
  demand(call: Call, what: string): void {
    if (this.#holder !== undefined && call.isBy(this.#holder)) return
    const why = this.#holder === undefined ? "nobody holds it" : "somebody else holds it"
    throw new NotHeldError(`a lock was ${what}, but ${why}`, {
      hint: "the task that acquires a lock is the one that releases it",
    })
  }

  /** Releases it however often it was acquired; `restore` takes it again as often. */
  releaseAll(call: Call): number {
    this.demand(call, "waited on")
    const depth = this.#depth
    this.#next()
    return depth
  }

  async restore(call: Call, depth: number): Promise<void> {
    await this.acquire(call, undefined)
    this.#depth = depth
  }

  get #acquired(): Acquired {
    return this.#poisoned ? 2 : 1
  }

  #give(call: Pick<Call, "party" | "task">, depth: number): Acquired {
    this.#holder = call
    this.#depth = depth
    return this.#acquired
  }

  #next(): void {
    this.#holder = undefined
    this.#depth = 0
    const waiter = this.#waiters.take()
    if (waiter !== undefined) waiter.resolve(this.#give(waiter.call, 1))
  }

  async #wait(call: Call, timeout: number | undefined): Promise<Acquired> {
    const given = await this.#waiters.wait(call, timeout, undefined)
    return given === timedOut ? 0 : given
  }
}
