import type { HeddleEvent } from "../../../core/events/index.ts"
import type { Frames } from "../frame.ts"
import type { ThreadSamples } from "../samples.ts"
import type { Totals } from "../table.ts"

/** What a profile's file is made of. */
export interface Saved {
  readonly threads: readonly ThreadSamples[]
  readonly frames: Frames
  readonly events: readonly HeddleEvent[]
  readonly totals: Totals
  /** The table. */
  text(): string
}
