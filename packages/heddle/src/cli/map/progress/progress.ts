import { Screen } from "../../../core/progress-line/index.ts"
import type { LineState, Note, ProgressLine, ScreenOptions } from "../../../core/progress-line/index.ts"

/** How far a run is. */
export interface ProgressState {
  readonly done: number
  readonly total: number | undefined
  readonly failed: number
  readonly retried: number
  /** Of those that are done, how many were done by an earlier run. */
  readonly resumed: number
  readonly workers: number
  /** How many of the workers are at work. */
  readonly busy: number
}

/** What progress is made of. */
export interface ProgressOptions extends ScreenOptions {
  state(): ProgressState
}

/** Over so many ms is the share of busy workers smoothed. */
const busyWindow = 2000

/** Shows a run on a stream: its line, which goes where something else is written, and is gone at the end. */
export class Progress {
  readonly #options: ProgressOptions
  readonly #screen: Screen
  #line: ProgressLine | undefined
  #busyShare = Number.NaN
  #lastSample = 0

  constructor(options: ProgressOptions) {
    this.#options = options
    this.#screen = new Screen(options)
  }

  /** Begins to show, without keeping the program alive. */
  start(): void {
    this.#line = this.#screen.add("", () => this.#state())
  }

  /** Shows the state as it is now, if it is time. */
  tick(): void {
    this.#screen.tick()
  }

  /** Writes a line of something else, above the progress. */
  interject(text: string): void {
    this.#screen.interject(text)
  }

  /** Takes the line off the terminal, until the next tick. */
  clear(): void {
    this.#screen.clear()
  }

  /** Ends the showing. */
  stop(): void {
    this.#line?.end(false)
  }

  #state(): LineState {
    const { done, total, failed, retried, resumed, workers, busy } = this.#options.state()
    const now = this.#options.now()
    const share = workers === 0 ? 0 : busy / workers
    const keep = Number.isNaN(this.#busyShare) ? 0 : Math.exp(-(now - this.#lastSample) / busyWindow)
    this.#busyShare = keep === 0 ? share : keep * this.#busyShare + (1 - keep) * share
    this.#lastSample = now
    const notes: Note[] = [
      ...(failed === 0 ? [] : [{ text: `${failed} failed`, color: "red" } as const]),
      ...(retried === 0 ? [] : [{ text: `${retried} retried`, color: "yellow" } as const]),
      { text: `${workers} ${workers === 1 ? "worker" : "workers"} ${Math.round(100 * this.#busyShare)}% busy` },
      ...(resumed === 0 ? [] : [{ text: `${resumed} from the journal`, color: "dim" } as const]),
    ]
    return { done, total, before: resumed, notes }
  }
}
