import type { MemoryEventStream } from "./events.ts"
import { overLimit } from "./limits.ts"
import type { CheckedLimits } from "./limits.ts"
import type { Item, Store } from "./store/index.ts"

/** What is left of a limit after entries had to go. */
const share = 0.9
/** A program looks at all entries again when it has put this part of what was left: four of them may put at the same time. */
const slack = 1 / 4

/** What went. */
export interface Reduced {
  readonly items: number
  readonly bytes: number
}

/** Holds a store to its limits, with as few looks at all of it as that takes. */
export class Keeper {
  readonly #store: Store
  readonly #limits: CheckedLimits
  readonly #events: MemoryEventStream
  readonly #isLimited: boolean
  /** What may still be put before the next look. */
  #left = { bytes: 0, items: 0 }
  /** When the next one may be too old. */
  #lookAt = 0
  #running: Promise<void> | undefined

  constructor(store: Store, limits: CheckedLimits, events: MemoryEventStream) {
    this.#store = store
    this.#limits = limits
    this.#events = events
    this.#isLimited = Math.min(limits.bytes, limits.items, limits.age) < Infinity
  }

  /** What an entry may have at most. */
  get bytesLimit(): number {
    return this.#limits.bytes
  }

  /** How long an entry that is not used is good, in ms. */
  get ageLimit(): number {
    return this.#limits.age
  }

  /** An entry of this size has been put. The promise is settled when the limits hold again. */
  async added(bytes: number): Promise<void> {
    if (!this.#isLimited) return
    this.#left.bytes -= bytes
    this.#left.items--
    if (this.#left.bytes >= 0 && this.#left.items >= 0 && Date.now() < this.#lookAt) return
    this.#running ??= this.#look().finally(() => (this.#running = undefined))
    await this.#running
  }

  /** Removes what is over these limits, and what dead programs have left half done. */
  async reduce(limits: CheckedLimits, part: number = 1): Promise<Reduced & { readonly left: readonly Item[] }> {
    await this.#store.sweep()
    const items: Item[] = []
    for await (const item of this.#store.list()) items.push(item)
    const victims = overLimit(items, limits, Date.now(), part)
    await this.#store.remove(victims.map(({ key }) => key))
    const gone = { items: victims.length, bytes: sizeOf(victims) }
    if (victims.length > 0) this.#events.emit("evicted", gone)
    const isGone = new Set(victims)
    return { ...gone, left: items.filter((item) => !isGone.has(item)) }
  }

  async #look(): Promise<void> {
    const { bytes, items, age } = this.#limits
    let left: readonly Item[] = []
    try {
      left = (await this.reduce(this.#limits, share)).left
    } catch (error) {
      this.#events.emit("storage", { error: error as Error, while: "trimming" })
    }
    this.#left = {
      bytes: (bytes - sizeOf(left)) * slack,
      items: Math.floor((items - left.length) * slack),
    }
    const now = Date.now()
    const oldest = left.reduce((time, { usedAt }) => Math.min(time, usedAt), now)
    // Not for each that becomes too old: no call is given those.
    this.#lookAt = Math.max(oldest + age, now + age * slack)
  }
}

function sizeOf(items: readonly Item[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0)
}
