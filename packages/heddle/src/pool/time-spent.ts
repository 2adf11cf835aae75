import type { Scheduler } from "../core/scheduler/index.ts"

/**
 * Where a pool's time went since it was made, in nanoseconds. The main thread and the workers work at the same time, so the
 * parts add up to more than the clock shows.
 */
export interface TimeSpent {
  /** Calls of `submit`, from the call until they were sent to a worker, added up. */
  readonly queueWait: number
  /** The main thread: packing tasks, giving them to workers, settling their futures (and what callbacks do then). */
  readonly dispatch: number
  /** Both sides: copying and encoding functions, arguments and results, sending and decoding them. */
  readonly serialize: number
  /** Workers: in tasks. A task that awaits is one that runs. */
  readonly run: number
  /** Workers: there, and with nothing to do. */
  readonly idle: number
  /** Workers: from being there until their end, or until now: busy or idle. */
  readonly lifetime: number
}

export function timeSpent({ ledger, crews }: Scheduler): TimeSpent {
  const lifetime = crews.reduce((sum, crew) => sum + crew.lifetime, ledger.ended)
  const nanoseconds = (ms: number): number => Math.round(1e6 * ms)
  return {
    queueWait: nanoseconds(ledger.queueWait),
    dispatch: nanoseconds(ledger.dispatch),
    serialize: nanoseconds(ledger.serialize),
    run: nanoseconds(ledger.run),
    // What runs now has not been told yet.
    idle: nanoseconds(Math.max(0, lifetime - ledger.busy)),
    lifetime: nanoseconds(lifetime),
  }
}
