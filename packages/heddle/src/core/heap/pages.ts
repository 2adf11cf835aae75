import { advice } from "./advice.ts"
import type { WasmMemory } from "./webassembly.ts"

/** Heaps that are shorter are left as they are: to ask for advice would cost more than it gains. */
const worthwhile = 128 * 2 ** 20
/** Pages are no larger than this anywhere; those that may be huge are cut where it must be. */
const granule = 65_536

/** A piece of the heap, in bytes from its beginning. */
export interface Piece {
  readonly from: number
  readonly to: number
}

/** What this thread tells the system about the pages of a heap. */
export class Pages {
  readonly #memory: WasmMemory
  #base: number | undefined
  #isRefused = false
  #huge = 0

  constructor(memory: WasmMemory) {
    this.#memory = memory
  }

  /** From so many bytes on free pieces are given back, in a heap of this length. */
  leastGivenBack(length: number): number {
    return this.#isRefused || length < worthwhile ? Infinity : 16 * 2 ** 20
  }

  /**
   * Gives what is free back to the system, whose zeros it then holds: which part of it, as whole pages. undefined: nothing,
   * and neither will be.
   */
  giveBack({ from, to }: Piece): Piece | undefined {
    const system = this.#isRefused ? undefined : advice()
    const base = (this.#base ??= system?.addressOf(this.#memory.buffer) ?? 0)
    const first = Math.ceil((base + from) / granule) * granule - base
    const end = Math.floor((base + to) / granule) * granule - base
    if (system !== undefined && first < end) {
      const word = new Int32Array(this.#memory.buffer, first, 1)
      word[0] = 1
      // Were the memory another kind of mapping, its pages would stay.
      if (system.drop(base + first, end - first) && word[0] === 0) return { from: first, to: end }
    }
    this.#isRefused = true
    return undefined
  }

  /** Lets the system take huge pages, once the heap is long enough. */
  allowHuge(length: number): void {
    if (length < worthwhile || length <= this.#huge || this.#isRefused) return
    this.#huge = length
    const system = advice()
    if (system === undefined) this.#isRefused = true
    else system.allowHuge((this.#base ??= system.addressOf(this.#memory.buffer)), length)
  }
}
