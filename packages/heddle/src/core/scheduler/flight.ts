import { sliceColumn } from "../backend/index.ts"
import type { Lane } from "../backend/index.ts"
import type { Job, Taken } from "./job.ts"

/** Items on their way to a worker. */
export interface Load {
  readonly job: Job
  readonly taken: Taken
  readonly attempt: number
}

/** Item numbers of a lane are 31 bits and wrap. */
const wrap = 0x7fffffff

/** What the smallest flight counts for, in microseconds: nothing is free, so that no worker gets work without an end. */
const leastMicros = 2

/** Items of one job that were sent to one worker. They settle from the front, except where tasks overlap. */
export class Flight {
  readonly job: Job
  readonly taken: Taken
  readonly attempt: number
  readonly seq: number
  /** The task id of the first item; the others count up. */
  readonly id: number
  /** What one item was thought to cost when it was sent, in microseconds; NaN: not known. */
  readonly cost: number
  #front = 0
  /** Items behind the front that have settled. */
  #scattered: Set<number> | undefined

  constructor(load: Load, seq: number, id: number, front: number = 0, scattered?: Set<number>) {
    const { job, taken, attempt } = load
    this.job = job
    this.taken = taken
    this.attempt = attempt
    this.seq = seq
    this.id = id
    this.cost = Math.max(job.call.fn.cost.micros, leastMicros / taken.count)
    this.#front = front
    this.#scattered = scattered
  }

  /** The place of a numbered item in this flight, or -1. */
  offset(seq: number): number {
    const offset = (seq - this.seq) & wrap
    return offset < this.taken.count ? offset : -1
  }

  seqAt(offset: number): number {
    return (this.seq + offset) & wrap
  }

  get left(): number {
    return this.taken.count - this.#front - (this.#scattered?.size ?? 0)
  }

  /** False: it had settled before. */
  settle(offset: number): boolean {
    if (this.settled(offset)) return false
    if (offset !== this.#front) {
      ;(this.#scattered ??= new Set()).add(offset)
      return true
    }
    this.#front++
    while (this.#scattered?.delete(this.#front) === true) this.#front++
    return true
  }

  /** Has everything before it settled, and nothing behind? */
  isNext(offset: number): boolean {
    return offset === this.#front && (this.#scattered?.size ?? 0) === 0
  }

  /** Settles the next `count` items at once. */
  settleRow(count: number): void {
    this.#front += count
  }

  settled(offset: number): boolean {
    return offset < this.#front || this.#scattered?.has(offset) === true
  }

  /** Places of the items that have not settled, of those from `from` on. */
  *unsettled(from: number = 0): Generator<number> {
    for (let offset = Math.max(from, this.#front); offset < this.taken.count; offset++) {
      if (!this.settled(offset)) yield offset
    }
  }

  /** The place of the first item that has not started. Items start in order. */
  firstUnstarted(lane: Lane): number {
    let low = this.#front
    let high = this.taken.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (lane.started(this.seqAt(middle))) low = middle + 1
      else high = middle
    }
    return low
  }

  /** How many of its items are numbered before `seq`. */
  before(seq: number): number {
    const ahead = (seq - this.seq) & wrap
    return ahead > wrap / 2 ? 0 : Math.min(ahead, this.taken.count)
  }

  /** Unsettled items in rows, each from one offset to before another, of those from `from` to before `to`. */
  *unsettledRows(from: number, to: number): Generator<readonly [number, number]> {
    for (let first = from; first < to; first++) {
      if (this.settled(first)) continue
      let last = first + 1
      while (last < to && !this.settled(last)) last++
      yield [first, last]
      first = last
    }
  }

  /** The items before `from` and those from `to` on; the others are given to somebody else. */
  around(from: number, to: number): Flight[] {
    const { job, taken, attempt } = this
    const kept = { job, taken: { ...taken, count: from }, attempt }
    const front = Math.min(this.#front, from)
    const before = new Set([...(this.#scattered ?? [])].filter((offset) => offset < from))
    const head = new Flight(kept, this.seq, this.id, front, before)
    if (to === taken.count) return [head]
    const behind = { job, taken: part(taken, to, taken.count), attempt }
    const after = new Set([...(this.#scattered ?? [])].filter((offset) => offset >= to).map((offset) => offset - to))
    return [head, new Flight(behind, this.seqAt(to), this.id + to, 0, after)]
  }
}

/** Some of the items that were taken from a job. */
export function part(taken: Taken, from: number, to: number): Taken {
  return { index: taken.index + from, count: to - from, items: sliceColumn(taken.items, from, to) }
}
