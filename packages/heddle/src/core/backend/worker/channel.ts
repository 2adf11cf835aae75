import type { FromWorker } from "../protocol.ts"
import type { Transferable } from "../../wire/index.ts"

/** How a worker's runner reaches its scheduler, whatever is between them. */
export interface Channel {
  /** Can memory be shared over it? */
  readonly shares: boolean
  post(message: FromWorker, transfer?: readonly Transferable[]): void
  /** Claims the item for this worker. False: it was taken back. */
  claim(seq: number): boolean
  /** Stores a finished result where it outlives the worker. False: it must go by message. */
  store(seq: number, value: unknown): boolean
  /** The same for a number; `following` results, this one included, are expected of items in a row. */
  number(seq: number, value: number, following: number): boolean
  /**
   * `count` items ended, after `micros` microseconds of work, `packing` of them on arguments and results, and `arriving` on
   * messages before it; wakes the scheduler if results were stored.
   */
  report(count: number, micros: number, packing: number, arriving: number): void
  /** The earliest limit of what runs here, in ms from now; 0 when nothing that runs has one. */
  deadline(seq: number, inMs: number, grace: number): void
  busy(busy: boolean): void
  /** Is this item asked to stop? Readable while the thread is in a loop. */
  aborted(seq: number): boolean
  /** The item ended: nobody needs to end the worker for its sake. */
  ended(seq: number): void
}
