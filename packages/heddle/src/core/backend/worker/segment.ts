import type { RunMessage } from "../protocol.ts"
import type { FunctionOnDemand } from "./loaded-functions.ts"

/** A run of items on its way through a worker. */
export interface Segment {
  readonly run: RunMessage
  readonly seq: number
  readonly data: readonly unknown[]
  readonly graphs: ReadonlySet<number> | undefined
  readonly fn: FunctionOnDemand
  /** The next item of the run. */
  at: number
}
