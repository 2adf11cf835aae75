import { column } from "../../core/backend/index.ts"
import type { ColumnOptions, JobCall } from "../../core/backend/index.ts"
import type { Crew, Job, Scheduler, Taken } from "../../core/scheduler/index.ts"
import type { Program } from "./interpreter.ts"

/** One question to the worker that keeps something: for a value, or to drop what nobody needs. */
export class AskJob implements Job {
  readonly call: JobCall
  readonly home: Crew
  readonly priority: number
  readonly grace: number
  readonly retries = 0
  readonly chunkSize: undefined
  readonly #columns: ColumnOptions
  #program: Program | undefined
  #resolve!: (value: unknown) => void
  #reject!: (error: unknown) => void
  readonly answer: Promise<unknown>

  constructor(
    call: JobCall,
    home: Crew,
    program: Program,
    owner: { readonly priority: number; readonly grace: number; readonly columns: ColumnOptions },
  ) {
    this.call = call
    this.home = home
    this.#program = program
    this.priority = owner.priority
    this.grace = owner.grace
    this.#columns = owner.columns
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  ask(scheduler: Scheduler): Promise<unknown> {
    scheduler.enqueue(this)
    return this.answer
  }

  nameAt(): string {
    return "kept results"
  }

  ready(): number {
    return this.#program === undefined ? 0 : 1
  }

  take(): Taken | undefined {
    const program = this.#program
    if (program === undefined) return undefined
    this.#program = undefined
    return { index: 0, count: 1, items: column([program], this.#columns, () => {}) }
  }

  settle(_index: number, ok: boolean, value: unknown): void {
    if (ok) this.#resolve(value)
    else this.#reject(value)
  }

  abandon(error: () => unknown): void {
    this.#reject(error())
  }
}
