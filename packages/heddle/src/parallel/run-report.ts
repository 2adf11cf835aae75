import { progressLine } from "../core/progress-line/index.ts"
import type { ProgressLine } from "../core/progress-line/index.ts"
import type { MapProgress } from "../pool/index.ts"
import type { VerboseLines } from "./verbose.ts"

/** What the option `progress` may be. */
export type ProgressOption = boolean | ((progress: MapProgress) => void) | undefined

/** What is told of a run: joblib's lines, a line of progress, and who listens. */
export class RunReport {
  readonly #lines: VerboseLines | undefined
  readonly #listener: ((progress: MapProgress) => void) | undefined
  readonly #line: ProgressLine | undefined
  readonly #fail: (error: unknown) => void
  #total: number | undefined
  #done = 0

  /** @param fail is given what the listener throws */
  constructor(
    name: string,
    total: number | undefined,
    how: ProgressOption,
    fail: (error: unknown) => void,
    lines?: VerboseLines,
  ) {
    this.#total = total
    this.#lines = lines
    this.#fail = fail
    this.#listener = typeof how === "function" ? how : undefined
    if (how === true) this.#line = progressLine(name, () => ({ done: this.#done, total: this.#total }))
  }

  /** The line before anything runs. */
  using(backend: string, nJobs: number): void {
    this.#lines?.using(backend, nJobs)
  }

  dispatched(calls: number): void {
    this.#lines?.dispatched(calls)
  }

  /** There are so many calls. */
  counted(calls: number): void {
    this.#total = calls
  }

  /** Calls have ended well. */
  settled(calls: number): void {
    // What is made again, as its worker died, is no progress.
    this.#done = Math.min(this.#done + calls, this.#total ?? Infinity)
    try {
      this.#listener?.({ done: this.#done, total: this.#total, failed: 0, retried: 0 })
    } catch (error) {
      this.#fail(error)
    }
  }

  /** A batch is done. `more`: the input has not ended. */
  completed(calls: number, more: boolean): void {
    this.#lines?.completed(calls, more)
  }

  progress(more: boolean): void {
    this.#lines?.progress(more)
  }

  end(): void {
    this.#line?.end()
  }
}
