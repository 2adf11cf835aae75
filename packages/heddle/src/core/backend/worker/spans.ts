import { moment } from "../../events/index.ts"
import { spanWidth } from "../protocol.ts"

/** Spans wait this long at most, in ms, while the worker gets to it. */
const flushEvery = 50
/** A worker that has nothing left to do tells of what it did at once, but no more often than this, in ms. */
const restEvery = 5
/** Tasks that follow each other go as one while they take less than this together, and less than that lies between them, in ms. */
const longest = 2
const gap = 0.05
/** More are not kept between two turns of the event loop. */
const mostRows = 4096

/** When tasks ran here, for those who look on. */
export class Spans {
  readonly #post: (rows: Float64Array) => void
  #rows: number[] = []
  #timer: NodeJS.Timeout | undefined
  #flushed = 0
  /** Of the last row. */
  #from = 0
  #to = 0

  constructor(post: (rows: Float64Array) => void) {
    this.#post = post
  }

  /** `count` tasks from number `id` on ran from `from` to `to`, in ms of performance.now(). */
  ran(id: number, count: number, from: number, to: number, failed: number): void {
    const rows = this.#rows
    const last = rows.length - spanWidth
    const follows = last >= 0 && id === rows[last]! + rows[last + 1]! && from - this.#to < gap
    if (follows && to - this.#from < longest) {
      rows[last + 1]! += count
      rows[last + 3] = to - this.#from
      rows[last + 4]! += failed
    } else {
      rows.push(id, count, moment(from), to - from, failed)
      this.#from = from
    }
    this.#to = to
    this.#timer ??= setTimeout(() => this.flush(), flushEvery).unref()
    if (to - this.#flushed > flushEvery || rows.length >= spanWidth * mostRows) this.flush()
  }

  /** The worker has nothing to do for now. */
  rest(now: number): void {
    if (now - this.#flushed > restEvery) this.flush()
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushed = performance.now()
    if (this.#rows.length === 0) return
    this.#post(Float64Array.from(this.#rows))
    this.#rows = []
  }
}
