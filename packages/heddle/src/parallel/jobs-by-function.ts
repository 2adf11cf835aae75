import type { PreparedFunction } from "../core/backend/index.ts"
import type { CallsJob } from "./calls-job.ts"

/** Jobs are looked through for those that can be forgotten when there are so many, and then when there are twice as many as were left. */
const many = 256

/**
 * The job of each function of a run. Functions that a loop makes anew but that are the same code, without captures,
 * share one; one that captures has its own, which is forgotten when its calls are done.
 */
export class JobsByFunction {
  readonly #byFunction = new Map<Function, CallsJob>()
  /** Jobs by what is sent, and by whether the arguments go as a list. */
  readonly #jobs = new Map<string, CallsJob>()
  #sweepAt = many
  #last: { readonly fn: Function; readonly job: CallsJob } | undefined

  of(fn: Function, spread: boolean): CallsJob | undefined {
    const last = this.#last
    const job = last?.fn === fn ? last.job : this.#byFunction.get(fn)
    return job?.call.spread === spread ? job : undefined
  }

  add(fn: Function, prepared: PreparedFunction, spread: boolean, make: () => CallsJob): CallsJob {
    if (this.#byFunction.size >= this.#sweepAt) this.#sweep()
    const key = `${prepared.id} ${spread}`
    let job = this.#jobs.get(key)
    if (job === undefined) this.#jobs.set(key, (job = make()))
    this.#byFunction.set(fn, job)
    this.#last = { fn, job }
    return job
  }

  #sweep(): void {
    for (const [key, job] of this.#jobs) if (!job.busy) this.#jobs.delete(key)
    this.#byFunction.clear()
    this.#last = undefined
    this.#sweepAt = Math.max(many, 2 * this.#jobs.size)
  }

  [Symbol.iterator](): Iterator<CallsJob> {
    return this.#jobs.values()
  }
}
