import type { JobCall } from "../../core/backend/index.ts"
import { CancelledError } from "../../core/errors/index.ts"
import type { Crew, Ledger } from "../../core/scheduler/index.ts"
import { SubmitGroup } from "../../pool/index.ts"
import type { ActorCall } from "./call.ts"

/** How many calls of an actor its worker is sent at once. */
const together = 256

/** Calls of one actor on their way to its worker, in order. */
export class CallGroup extends SubmitGroup {
  readonly home: Crew
  override readonly chunkSize: number = together
  /** The groups of its actor that have calls left. */
  readonly #all: Set<CallGroup>
  #left = 0

  constructor(call: JobCall, home: Crew, grace: number, ledger: Ledger, all: Set<CallGroup>) {
    super(call, { priority: 0, retries: 0, grace }, ledger)
    this.home = home
    this.#all = all
  }

  /** As its worker is asked for it. */
  nameAt(index: number): string {
    const call = this.callAt(index) as ActorCall | undefined
    return call === undefined ? "" : `${call.actor.settings.className}.${call.name}`
  }

  override add(call: ActorCall, turn: number): void {
    if (this.#left++ === 0) this.#all.add(this)
    super.add(call, turn)
  }

  override settle(index: number, ok: boolean, value: unknown, crew?: Crew): void {
    const call = this.callAt(index) as ActorCall
    if (!ok && crew === undefined) call.isLost = true
    call.hasThrown = !ok && crew !== undefined && !(value instanceof CancelledError)
    if (--this.#left === 0) this.#all.delete(this)
    super.settle(index, ok, value)
  }
}
