import type { Column, JobCall } from "../core/backend/index.ts"
import type { Job, Taken } from "../core/scheduler/index.ts"

/** One call for each worker. */
export class BroadcastJob implements Job {
  readonly call: JobCall
  readonly priority: number
  readonly retries = 0
  readonly grace: number
  readonly chunkSize = 1
  readonly pinned = true
  readonly promise: Promise<unknown[]>
  readonly #items: Column
  readonly #workers: number
  readonly #results: unknown[] = []
  #taken = 0
  #settled = 0
  #resolve!: (results: unknown[]) => void
  #reject!: (error: unknown) => void

  constructor(
    call: JobCall,
    items: Column,
    workers: number,
    settings: { readonly priority: number; readonly grace: number },
  ) {
    this.call = call
    this.priority = settings.priority
    this.grace = settings.grace
    this.#items = items
    this.#workers = workers
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  ready(): number {
    return this.#workers - this.#taken
  }

  take(): Taken | undefined {
    return this.ready() === 0 ? undefined : { index: this.#taken++, count: 1, items: this.#items }
  }

  settle(index: number, ok: boolean, value: unknown): void {
    if (!ok) return this.#reject(value)
    this.#results[index] = value
    if (++this.#settled === this.#workers) this.#resolve(this.#results)
  }

  abandon(error: () => unknown): void {
    this.#reject(error())
  }
}
