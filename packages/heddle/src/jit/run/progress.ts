import { isMainThread } from "node:worker_threads"
import { progressLine, tickProgress } from "../../core/progress-line/index.ts"
import type { LineState, ProgressLine } from "../../core/progress-line/index.ts"

/** A call has a line when it has taken so long, in ms. */
const showAfter = 500
/** How often it is looked whether the line is to be drawn anew, in ms: it is this thread that draws, between two shares of the work. */
export const lookEvery = 50

/** How far a call of a kernel is. A kernel that has one prange, outside of loops, is as far as that is; of others it is told how many have run. */
export class CallProgress {
  readonly #name: string
  readonly #isOne: boolean
  readonly #now: () => number
  readonly #began: number
  #line: ProgressLine | undefined
  /** Pranges that have run, and how far the one that runs is. */
  #passed = 0
  #share = 0
  #lookedAt = 0

  constructor(name: string, isOne: boolean, now: () => number = () => performance.now()) {
    this.#name = name === "" ? "kernel" : name
    this.#isOne = isOne
    this.#now = now
    this.#began = now()
  }

  /** The prange that runs is so far: the line is drawn, if it is time. */
  at(share: number): void {
    this.#share = share
    const now = this.#now()
    if (now - this.#lookedAt < lookEvery) return
    this.#lookedAt = now
    if (now - this.#began < showAfter) return
    this.#line ??= progressLine(this.#name, () => this.state, this.#began)
    tickProgress()
  }

  /** So many pranges have run. */
  passed(count: number = this.#passed + 1): void {
    this.#passed = count
    this.#share = this.#isOne ? 1 : 0
  }

  get state(): LineState {
    if (this.#isOne) return { done: Math.min(1, this.#share), total: 1, isShare: true }
    return { done: this.#passed, total: undefined, notes: [{ text: "loops" }] }
  }

  end(): void {
    this.#line?.end()
  }
}

/** Work of `units`, at most so much at once as takes `lookEvery` ms or so, that something can be told in between. */
export function inPieces(
  first: number,
  last: number,
  grain: number,
  run: (first: number, last: number) => void,
  told: (done: number) => void,
  now: () => number = () => performance.now(),
): void {
  let size = grain
  for (let at = first; at < last;) {
    const to = Math.min(last, at + size)
    const from = now()
    run(at, to)
    const took = now() - from
    if (took < lookEvery / 2) size *= 2
    else if (took > 2 * lookEvery) size = Math.max(grain, Math.floor(size / 2 / grain) * grain)
    at = to
    told(at)
  }
}

/** Only the program itself draws: workers have no terminal. */
export const canShow: boolean = isMainThread
