import type { SampleEvent } from "../../../core/events/index.ts"

/** A worker process, of which only the main thread knows. */
export interface ProcessName {
  readonly pool: string
  readonly worker: string
  readonly pid: number
}

/** What a sampler is asked. */
export type ToSampler =
  /** The first sample is of the time since then, when the process had run for `ran` ms. */
  | { readonly t: "begin"; readonly at: number; readonly ran: number }
  /** Take samples so often, in ms, from now on. */
  | { readonly t: "every"; readonly ms: number }
  | { readonly t: "processes"; readonly processes: readonly ProcessName[] }
  /** Take one now, if the last is not as good. Word 0 of `bell` is 1, and notified of, when it was sent: who waits there cannot hear messages. */
  | { readonly t: "now"; readonly id: number; readonly bell: SharedArrayBuffer }
  | { readonly t: "end" }

/** A sample as the sampler knows it: the main thread adds what only it can say of itself. */
export type TakenSample = Omit<SampleEvent, "kind" | "loop" | "source">

/** What a sampler tells. */
export interface FromSampler {
  readonly sample?: TakenSample
  /** The number of the request that it answers. */
  readonly answers?: number
}
