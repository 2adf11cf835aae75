import type { Label, Local, Stmt } from "../../ir/index.ts"
import { Op } from "../opcodes.ts"
import { breaksIn } from "./breaks.ts"
import { Vector } from "./codes.ts"
import { quarters } from "./lanes.ts"
import type { Lanes } from "./lanes.ts"

/** Which iterations have left to which label, and so are active no more. */
export class Leaving {
  readonly #lanes: Lanes

  constructor(lanes: Lanes) {
    this.#lanes = lanes
  }

  /** Back to the masks from before. */
  restore(before: readonly (Local | undefined)[], group: readonly number[]): void {
    for (const quarter of group) this.#lanes.masks[quarter] = before[quarter]
  }

  /** After a statement: those that left in it are active no more. */
  without(group: readonly number[], stmt: Stmt): void {
    const { body, masks } = this.#lanes
    for (const label of breaksIn(stmt)) {
      const gone = this.#lanes.gone.get(label)
      if (gone === undefined) continue
      for (const quarter of group) {
        const mask = masks[quarter]
        if (mask === undefined) {
          body.get(gone[quarter]!)
          this.#lanes.op(Vector.not)
        } else {
          body.get(mask).get(gone[quarter]!)
          this.#lanes.op(Vector.andNot)
        }
        masks[quarter] = this.#lanes.saved()
      }
    }
  }

  /** Opens a label that iterations leave to each for itself: nobody has left yet. */
  open(label: Label): void {
    const { body, plan } = this.#lanes
    if (!plan.isDivergent(label)) return
    const gone = Array.from({ length: quarters }, () => {
      this.#lanes.op(Vector.const)
      body.code.float64(0).float64(0)
      return this.#lanes.saved()
    })
    this.#lanes.gone.set(label, gone)
  }

  /** All that are active leave. */
  leave(label: Label, group: readonly number[]): void {
    const { body, masks } = this.#lanes
    const gone = this.#lanes.gone.get(label)
    if (gone === undefined) return void body.branch(Op.br, label)
    for (const quarter of group) {
      const mask = masks[quarter]
      if (mask === undefined) {
        this.#lanes.op(Vector.const)
        body.op(...Array.from({ length: 16 }, () => 0xff))
      } else {
        body.get(gone[quarter]!).get(mask)
        this.#lanes.op(Vector.or)
      }
      body.set(gone[quarter]!)
    }
  }
}
