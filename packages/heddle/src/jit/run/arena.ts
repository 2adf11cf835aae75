import { heap } from "../../core/heap/index.ts"
import { scratchBytes } from "../bound/index.ts"

/** Threads that kernels of one thread run on, at most. */
export const mostThreads: number = 256

/** What kernels of this thread take from the heap for the length of a call, and for as long as the thread is there. */
export class Arena {
  readonly #scratch: number[] = []
  #taken: number[] = []
  #partials = { at: 0, size: 0 }

  /** Where a thread has its scratch; number 0 is the one that calls. */
  scratchOf(thread: number): number {
    return (this.#scratch[thread] ??= heap().allocate(scratchBytes).address)
  }

  /** Bytes for this call. @throws HeapExhaustedError */
  allocate(bytes: number): number {
    const { address } = heap().allocate(bytes)
    this.#taken.push(address)
    return address
  }

  /** Bytes for the partial results of one prange; those of the one before are gone. */
  partials(bytes: number): number {
    if (this.#partials.size < bytes) this.#partials = { at: this.allocate(bytes), size: bytes }
    return this.#partials.at
  }

  /** The call is over. */
  reset(): void {
    if (this.#taken.length === 0) return
    for (const address of this.#taken) heap().release(address, true)
    this.#taken = []
    this.#partials = { at: 0, size: 0 }
  }
}
