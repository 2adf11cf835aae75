import { frame, plainLine } from "./frame.ts"
import type { ProgressPicture, ProgressState } from "./frame.ts"
import { RateMeter } from "./rate-meter.ts"

/** The part of a stream that progress needs; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** What progress is made of. */
export interface ProgressOptions {
  readonly stream: ProgressStream
  readonly env: Readonly<Record<string, string | undefined>>
  state(): ProgressState
  /** Milliseconds. */
  now(): number
}

/** Between two drawings: under 15 a second. */
const drawInterval = 80
/** Between two lines of a log: never less, never more. */
const leastLineInterval = 1000
const mostLineInterval = 5000

/**
 * Shows a run on a stream: one line that is drawn again and again on a terminal; in a file, a pipe or CI a line at each tenth and
 * every five seconds. `NO_COLOR` and `TERM=dumb` are obeyed.
 */
export class Progress {
  readonly #options: ProgressOptions
  #rate: RateMeter
  readonly #color: boolean
  /** Is it one line that is drawn again? */
  readonly live: boolean
  #busyShare = Number.NaN
  #lastSample: number
  #lastLine: number
  #lastTenth = 0
  #drawn = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: ProgressOptions) {
    const { stream, env } = options
    this.#options = options
    this.live = stream.isTTY === true && env["TERM"] !== "dumb" && !isSet(env["CI"])
    this.#color = this.live && !isSet(env["NO_COLOR"])
    this.#lastSample = options.now()
    this.#lastLine = options.now()
    this.#rate = new RateMeter(options.now())
  }

  /** Begins to show, without keeping the program alive. */
  start(): void {
    // What came before, the start of the workers, would slow the first rates down
    this.#rate = new RateMeter(this.#options.now())
    this.#lastLine = this.#options.now()
    this.#timer = setInterval(() => this.tick(), drawInterval).unref()
  }

  /** Shows the state as it is now, if it is time. */
  tick(): void {
    const picture = this.#picture()
    if (this.live) this.#draw(picture)
    else this.#log(picture)
  }

  /** Writes a line of something else, above the progress. */
  interject(text: string): void {
    this.clear()
    this.#options.stream.write(text)
  }

  /** Takes the line off the terminal, until the next tick. */
  clear(): void {
    if (this.#drawn) this.#options.stream.write("\r\u001B[K")
    this.#drawn = false
  }

  /** Ends the showing. */
  stop(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  #draw(picture: ProgressPicture): void {
    // The last column stays free: a line that fills it wraps on some terminals
    const columns = (this.#options.stream.columns ?? 80) - 1
    this.#options.stream.write(`\r${frame(picture, columns, this.#color)}\u001B[K`)
    this.#drawn = true
  }

  #log(picture: ProgressPicture): void {
    const now = this.#options.now()
    const { done, total } = picture
    const tenth = total === undefined || total === 0 ? 0 : Math.floor((10 * done) / total)
    const waited = now - this.#lastLine
    if (waited < (tenth > this.#lastTenth ? leastLineInterval : mostLineInterval)) return
    this.#lastLine = now
    this.#lastTenth = tenth
    this.#options.stream.write(`${plainLine(picture)}\n`)
  }

  #picture(): ProgressPicture {
    const now = this.#options.now()
    const state = this.#options.state()
    const rate = this.#rate.update(state.done - state.resumed, now)
    const share = state.workers === 0 ? 0 : state.busy / state.workers
    const keep = Number.isNaN(this.#busyShare) ? 0 : Math.exp(-(now - this.#lastSample) / 2000)
    this.#busyShare = keep === 0 ? share : keep * this.#busyShare + (1 - keep) * share
    this.#lastSample = now
    return { ...state, rate, busyShare: this.#busyShare }
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false"
}
