import { cancelled } from "./call.ts"
import type { Call, Party } from "./call.ts"

/** What a wait resolves to when its time is over. */
export const timedOut: unique symbol = Symbol("timed out")

/** A call that waits in a WaitList. */
export interface Waiter<T, N = undefined> {
  readonly call: Call
  readonly note: N
  resolve(value: T): void
  reject(error: unknown): void
}

/**
 * Calls that wait, first come first served. One leaves by being taken, by its timeout, because its caller gave up or
 * because its thread ended; after it has left nothing reaches it, so what is given to a taken waiter is never lost.
 */
export class WaitList<T, N = undefined> {
  readonly #waiters = new Set<Waiter<T, N>>()
  readonly #changed: (() => void) | undefined

  /** @param changed called when a waiter left that was not taken: another may be in front now */
  constructor(changed?: () => void) {
    this.#changed = changed
  }

  get size(): number {
    return this.#waiters.size
  }

  get first(): Waiter<T, N> | undefined {
    return this.#waiters.values().next().value
  }

  [Symbol.iterator](): IterableIterator<Waiter<T, N>> {
    return this.#waiters.values()
  }

  /** Resolves with what the waiter that is taken is given, or `timedOut` after `timeout` ms. */
  wait(call: Call, timeout: number | undefined, note: N): Promise<T | typeof timedOut> {
    return new Promise((resolve, reject) => {
      const late = (): void => {
        leave()
        resolve(timedOut)
        this.#changed?.()
      }
      const timer = timeout === undefined ? undefined : setTimeout(late, timeout)
      // A caller elsewhere keeps its own program; ours must not wait for it.
      if (!call.party.isLocal) timer?.unref()
      const leave = (): void => {
        this.#waiters.delete(waiter)
        clearTimeout(timer)
        call.onCancel(undefined)
      }
      const waiter: Waiter<T, N> = {
        call,
        note,
        resolve(value) {
          leave()
          resolve(value)
        },
        reject(error) {
          leave()
          reject(error)
        },
      }
      this.#waiters.add(waiter)
      call.onCancel(() => {
        waiter.reject(cancelled)
        this.#changed?.()
      })
    })
  }

  /** Takes the first waiter out of the list; whoever takes it settles it. */
  take(): Waiter<T, N> | undefined {
    const waiter = this.first
    if (waiter !== undefined) this.#waiters.delete(waiter)
    return waiter
  }

  /** The waiters of a thread that ended wait no more. */
  leave(party: Party): void {
    let any = false
    for (const waiter of this.#waiters) {
      if (waiter.call.party !== party) continue
      waiter.reject(cancelled)
      any = true
    }
    if (any) this.#changed?.()
  }

  rejectAll(error: () => unknown): void {
    for (const waiter of this.#waiters) waiter.reject(error())
  }
}
