import type { JobCall } from "../../core/backend/index.ts"
import type { Crew, Ledger } from "../../core/scheduler/index.ts"
import { SubmitGroup } from "../../pool/index.ts"

/** How many calls of an actor its worker is sent at once. */
const together = 256

/** Calls of one actor on their way to its worker, in order. */
export class CallGroup extends SubmitGroup {
  readonly home: Crew
  override readonly chunkSize: number = together

  constructor(call: JobCall, home: Crew, grace: number, ledger: Ledger) {
    super(call, { priority: 0, retries: 0, grace }, ledger)
    this.home = home
  }
}
