import type { Job } from "./job.ts"

/** A batch should keep a worker busy about this long, in microseconds: much longer than a message takes. */
export const targetMicros = 8000
/** Bounds the memory of a batch and the time the scheduler's thread spends on packing one. */
const largestBatch = 8192
/** A worker with this much work ahead of it, in microseconds, gets no more. */
export const enoughMicros = 4000

/** A worker with one task of up to this length, in microseconds, gets the next in advance: it need not wait for a message. */
export const oneAheadMicros = 50_000

/**
 * How many items of a job to send to one worker. One while the cost of a call is not known: many that turn out to be
 * long would wait behind each other. `ready` items are shared out so that no worker gets more than half of its part
 * at once: the end is then even, and what is not started can be taken back anyway.
 */
export function batchSize(job: Job, ready: number, workers: number): number {
  if (job.chunkSize !== undefined) return job.chunkSize
  if (job.call.mode === "stream") return 1
  const { micros } = job.call.fn.cost
  if (Number.isNaN(micros)) return 1
  const affordable = Math.min(largestBatch, Math.floor(targetMicros / Math.max(micros, 0.05)))
  const share = Math.ceil(ready / (2 * workers))
  return Math.max(1, Math.min(affordable, share))
}
