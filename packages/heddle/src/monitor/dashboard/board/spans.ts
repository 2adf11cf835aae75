import type { Span } from "./message.ts"

/** Tasks shorter than this are drawn together, in ms. */
const tiny = 10
/** Those that began within so many ms; more where there are many workers. */
const within = 50
const workersWithin = 16

interface Share {
  readonly task: number
  busy: number
  count: number
  failed: number
}

/** What a worker has run of tiny tasks lately. */
interface Fold {
  readonly window: number
  from: number
  to: number
  readonly shares: Map<number, Share>
}

/**
 * The task stream: the last spans in a ring. Tiny tasks are folded by worker, name and time, so that the page has few
 * rectangles to draw however many tasks there are.
 */
export class Spans {
  readonly limit: number
  readonly #folds = new Map<number, Fold>()
  #kept: Span[] = []
  #fresh: Span[] = []
  /** How many tasks were in spans that had to go. */
  undrawn = 0

  constructor(limit: number) {
    this.limit = limit
  }

  add(worker: number, task: number, at: number, ms: number, count: number, failed: number): void {
    if (ms >= tiny) {
      this.#push([worker, task, round(at), round(ms), round(ms), count, failed])
      return
    }
    const window = Math.floor(at / (within * Math.ceil((this.#folds.size + 1) / workersWithin)))
    let fold = this.#folds.get(worker)
    if (fold === undefined || fold.window !== window) {
      if (fold !== undefined) this.#close(worker, fold)
      fold = { window, from: at, to: at + ms, shares: new Map() }
      this.#folds.set(worker, fold)
    }
    fold.from = Math.min(fold.from, at)
    fold.to = Math.max(fold.to, at + ms)
    const share = fold.shares.get(task)
    if (share === undefined) fold.shares.set(task, { task, busy: ms, count, failed })
    else {
      share.busy += ms
      share.count += count
      share.failed += failed
    }
  }

  /** Those that have come since this was called last. What still may grow at `now` waits. */
  fresh(now: number): readonly Span[] {
    for (const [worker, fold] of this.#folds) {
      if (fold.to < now - within) {
        this.#folds.delete(worker)
        this.#close(worker, fold)
      }
    }
    const fresh = this.#fresh
    this.#fresh = []
    return fresh
  }

  /** All that are kept, in the order in which they came. */
  all(): readonly Span[] {
    return this.#kept.slice(-this.limit)
  }

  #close(worker: number, { from, to, shares }: Fold): void {
    for (const { task, busy, count, failed } of shares.values()) {
      this.#push([worker, task, round(from), round(to - from), round(busy), count, failed])
    }
  }

  #push(span: Span): void {
    this.#kept.push(span)
    this.#fresh.push(span)
    const past = this.#kept[this.#kept.length - 1 - this.limit]
    if (past !== undefined) this.undrawn += past[5]
    // Now and then, as it copies.
    if (this.#kept.length >= 2 * this.limit) this.#kept = this.#kept.slice(-this.limit)
  }
}

/** To a hundredth of a ms: digits that nobody sees would be half of the message. */
export function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
