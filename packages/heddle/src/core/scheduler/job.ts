import type { Column, JobCall } from "../backend/index.ts"
import type { Crew } from "./crew.ts"

/** Items that a job hands out for running. */
export interface Taken {
  /** The job's number of the first item; the others count up. */
  readonly index: number
  readonly count: number
  readonly items: Column
}

/** A piece of work in the queue: the one call of `submit`, or the items of `map`, pulled as workers ask for them. */
export interface Job {
  readonly call: JobCall
  readonly priority: number
  /** How often an item that failed is tried again. */
  readonly retries: number
  /** How long a running item may go on after it was asked to stop, in ms. */
  readonly grace: number
  /** How many items go to one worker at once; undefined: as many as their cost suggests. */
  readonly chunkSize: number | undefined
  /** Its items stay with the worker that they were given to. */
  readonly pinned?: boolean
  /** The only worker that can run it: what it needs is there. Its items fail when that worker ends. */
  readonly home?: Crew | undefined
  /** How many items it has, as far as that is known. */
  readonly total?: number | undefined
  /** What an item is called where a person reads it; otherwise the function's name. */
  nameAt?(index: number): string
  /** Items that `take` can give now. 0: none, for now or for good. */
  ready(): number
  /** The next items, at most `max`, of which `ready()` promised at least one; undefined if none came after all. */
  take(max: number): Taken | undefined
  /** Called once for each item that was taken; with the worker, if one is done with it. */
  settle(index: number, ok: boolean, value: unknown, crew?: Crew): void
  /** The same for `count` items in a row that went well: the numbers from place `at`, valid only during the call. */
  settleNumbers?(index: number, floats: Float64Array, at: number, count: number): void
  /** Nothing of it will run any more: what was not taken fails with this. */
  abandon(error: () => unknown): void
  yielded?(index: number, value: unknown): void
  retried?(index: number): void
}
