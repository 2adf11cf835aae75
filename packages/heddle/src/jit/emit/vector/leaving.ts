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
    const { body, masks, here } = this.#lanes
    for (const label of breaksIn(stmt)) {
      const staying = here.get(label)
      if (staying === undefined) continue
      for (const quarter of group) {
        const [mask, still] = [masks[quarter], staying[quarter]!]
        if (mask === still) continue
        if (mask === undefined) body.get(still)
        else {
          body.get(mask).get(still)
          this.#lanes.op(Vector.and)
        }
        masks[quarter] = this.#lanes.saved()
      }
    }
  }

  /** Opens a label that iterations leave to each for itself. `staying`: those that are to be told; else all are there. */
  open(label: Label, staying?: readonly Local[]): void {
    const { here, plan } = this.#lanes
    if (!plan.isDivergent(label)) return
    const all = (): Local => {
      this.#lanes.everybody()
      return this.#lanes.saved()
    }
    here.set(label, staying ?? Array.from({ length: quarters }, all))
  }

  /** All that are active leave. */
  leave(label: Label, group: readonly number[]): void {
    const { body, masks, here } = this.#lanes
    const staying = here.get(label)
    if (staying === undefined) return void body.branch(Op.br, label)
    for (const quarter of group) {
      const still = staying[quarter]!
      const mask = masks[quarter]
      if (mask === undefined) {
        this.#lanes.op(Vector.const)
        body.code.float64(0).float64(0)
      } else {
        // Of those that are there the ones that a test chose: whether they were there need not be asked once more.
        const { outer, test, isNot } = this.#lanes.chosen.get(mask) ?? { outer: undefined, test: mask, isNot: false }
        const isPlain = outer === undefined || outer === still
        body.get(still).get(isPlain ? test : mask)
        this.#lanes.op(isPlain && isNot ? Vector.and : Vector.andNot)
      }
      body.set(still)
    }
  }
}
