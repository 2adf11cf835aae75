import { EventStream } from "../../core/events/index.ts"

/** A pass over an array begins or has ended. */
export interface StageEvent {
  /** Counts the computations of this thread. */
  readonly computation: number
  /** Which of its stages, from 1, and of how many. */
  readonly number: number
  readonly stages: number
  readonly label: string
  readonly elements: number
  readonly tiles: number
  /** What it takes in memory with what lives beside it, in bytes, as planned. */
  readonly planned: number
}

/** The same, when it is over: in ms. `error` is there if it failed. */
export interface StageEndEvent extends StageEvent {
  readonly ms: number
  readonly error?: unknown
}

/** An array went to a file, as it had no place in memory. */
export interface SpillEvent {
  readonly computation: number
  readonly bytes: number
  readonly label: string
}

export interface ArrayEvents {
  stage: StageEvent
  stageEnd: StageEndEvent
  spill: SpillEvent
}

/** What computations of arrays tell of themselves. */
export const arrayEvents: EventStream<ArrayEvents> = new EventStream()

/**
 * Listens to what computations of arrays in this thread do; gives what ends that.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const labels: string[] = []
 * const off = da.on("stageEnd", ({ label }) => labels.push(label))
 * await da.arange(10).sum().compute()
 * off()
 * labels[0] // => "sum along 0 of iota"
 * ```
 */
export function on<K extends keyof ArrayEvents>(name: K, listener: (event: ArrayEvents[K]) => void): () => void {
  return arrayEvents.on(name, listener)
}
