import { HeapExhaustedError } from "../../core/errors/index.ts"
import type { Slot, Stage } from "../plan/index.ts"
import { free, make, takeRoom } from "./slots.ts"
import type { SpillFiles } from "./slots.ts"

/** The memory and files of what a plan's stages make. */
export class Rooms {
  readonly #stages: readonly Stage[]
  readonly #spill: SpillFiles
  /** The last stage that has to do with a slot. */
  readonly #last = new Map<Slot, number>()
  readonly #made = new Set<Slot>()
  /** Their memory is another's from then on. */
  readonly #handedOn = new Set<Slot>()

  constructor(stages: readonly Stage[], spill: SpillFiles) {
    this.#stages = stages
    this.#spill = spill
    for (const [i, { reads, makes }] of stages.entries()) {
      for (const slot of [...reads, ...makes]) this.#last.set(slot, i)
    }
  }

  /** What a stage makes is there from now on. Gives what has come. */
  make(stage: number): readonly Slot[] {
    const missing = this.#stages[stage]!.makes.filter((slot) => !this.#made.has(slot))
    for (const slot of missing) {
      make(slot, this.#spill)
      this.#made.add(slot)
    }
    return missing
  }

  /**
   * The same while stages before it still run, where there is memory: that of others which nobody needs by then, or new one, if
   * it `mayGrow`.
   */
  makeAhead(stage: number, mayGrow: boolean): boolean {
    const missing = this.#stages[stage]!.makes.filter((slot) => !this.#made.has(slot))
    const givers = new Set<Slot>()
    const found = missing.map((slot) => {
      const giver = this.#giverOf(slot, stage, givers)
      if (giver !== undefined) givers.add(giver)
      return giver
    })
    if (!mayGrow && found.includes(undefined)) return false
    for (const [i, slot] of missing.entries()) {
      const giver = found[i]
      if (giver === undefined) continue
      takeRoom(slot, giver)
      this.#handedOn.add(giver)
      this.#made.add(slot)
    }
    try {
      this.make(stage)
      return true
    } catch (error) {
      // There may be room when it is the stage's turn.
      if (error instanceof HeapExhaustedError) return false
      throw error
    }
  }

  #giverOf(slot: Slot, stage: number, taken: ReadonlySet<Slot>): Slot | undefined {
    if (slot.isKept) return undefined
    for (const one of this.#made) {
      const isFree = this.#last.get(one)! < stage && !one.isKept && !this.#handedOn.has(one) && !taken.has(one)
      if (isFree && one.data !== undefined && one.dtype === slot.dtype && one.bytes === slot.bytes) return one
    }
    return undefined
  }

  /** Nobody reads it any more. */
  free(slot: Slot): void {
    if (this.#handedOn.has(slot)) slot.data = undefined
    else free(slot)
    if (slot.data === undefined) this.#made.delete(slot)
  }
}
