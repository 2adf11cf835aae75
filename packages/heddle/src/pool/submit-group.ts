import { compact, packNumbers } from "../core/backend/index.ts"
import type { Column, JobCall } from "../core/backend/index.ts"
import type { CodeUnit } from "../core/wire/index.ts"
import type { Job, Ledger, Taken } from "../core/scheduler/index.ts"
import type { SubmittedCall } from "./submitted-call.ts"

/** What is fixed for calls that wait together. */
export interface SubmitSettings {
  readonly priority: number
  readonly retries: number
  readonly grace: number
}

/** A group that is always refilled before it is empty must not hold what was in it for ever. */
const mostCalls = 65_536

/**
 * Calls of one function that were submitted one after the other, with the same options and with nothing between them:
 * the job behind their futures. They go to workers as the items of a map do.
 */
export class SubmitGroup implements Job {
  readonly call: JobCall
  readonly priority: number
  readonly retries: number
  readonly grace: number
  readonly chunkSize: number | undefined = undefined
  /** Undefined where a call is over. */
  readonly #calls: (SubmittedCall | undefined)[] = []
  #next = 0
  #open = true
  readonly #ledger: Ledger
  /** Calls that were made in one turn: the number behind the last of them, and when that was, in ms. */
  readonly #turns: { end: number; readonly at: number }[] = []
  #turn = -1

  constructor(call: JobCall, { priority, retries, grace }: SubmitSettings, ledger: Ledger) {
    this.#ledger = ledger
    this.call = call
    this.priority = priority
    this.retries = retries
    this.grace = grace
  }

  /** May a call join, if nothing else was queued since? Not once it has left the queue. */
  takes(call: JobCall, { priority, retries }: SubmitSettings): boolean {
    return (
      this.#open &&
      this.call === call &&
      this.priority === priority &&
      this.retries === retries &&
      this.#calls.length < mostCalls
    )
  }

  add(call: SubmittedCall, turn: number): void {
    const end = this.#calls.push(call)
    call.joined(this, end - 1)
    const last = this.#turns.at(-1)
    if (turn === this.#turn && last !== undefined) last.end = end
    else this.#turns.push({ end, at: performance.now() })
    this.#turn = turn
  }

  /** Those before the next have waited until now. */
  #waited(from: number): void {
    const now = performance.now()
    for (let at = from; at < this.#next;) {
      const turn = this.#turns[0]!
      const to = Math.max(at, Math.min(turn.end, this.#next))
      this.#ledger.queueWait += (to - at) * (now - turn.at)
      at = to
      if (at >= turn.end) this.#turns.shift()
    }
  }

  get total(): number {
    return this.#calls.length
  }

  ready(): number {
    const calls = this.#calls
    while (this.#next < calls.length && calls[this.#next]!.over) calls[this.#next++] = undefined
    const ready = calls.length - this.#next
    if (ready === 0) this.#open = false
    return ready
  }

  /** The next calls, up to one that was cancelled or whose arguments move: such a one goes by itself. */
  take(max: number): Taken | undefined {
    const most = Math.min(max, this.ready())
    const data: unknown[] = []
    let graphs: number[] | undefined
    let codes: CodeUnit[] | undefined
    let transfer: Column["transfer"] = []
    while (data.length < most && transfer.length === 0) {
      const call = this.#calls[this.#next]!
      const { column } = call
      if (call.over || (data.length > 0 && column !== undefined && column.transfer.length > 0)) break
      if (column !== undefined) {
        if (column.graphs !== undefined) (graphs ??= []).push(data.length)
        if (column.codes.length > 0) (codes ??= []).push(...column.codes)
        transfer = column.transfer
      }
      data.push(column === undefined ? call.args : column.data[0])
      call.taken()
      this.#next++
    }
    if (data.length === 0) return undefined
    this.#waited(this.#next - data.length)
    const numbers = data.length > 1 && graphs === undefined ? packNumbers(data, true) : undefined
    return {
      index: this.#next - data.length,
      count: data.length,
      items: { data: numbers ?? data, graphs, transfer, codes: codes ?? [] },
    }
  }

  settle(index: number, ok: boolean, value: unknown): void {
    const call = this.#calls[index]
    this.#calls[index] = undefined
    call?.settle(ok, value)
  }

  /** The call of this number, until it has settled. */
  callAt(index: number): SubmittedCall | undefined {
    return this.#calls[index]
  }

  yielded(index: number, value: unknown): void {
    this.#calls[index]?.stream?.yielded(value)
  }

  retried(index: number): void {
    this.#calls[index]?.stream?.retried()
  }

  settleNumbers(index: number, floats: Float64Array, at: number, count: number): void {
    for (let i = 0; i < count; i++) this.settle(index + i, true, compact(floats[at + i]!))
  }

  abandon(error: () => unknown): void {
    this.#open = false
    for (; this.#next < this.#calls.length; this.#next++) this.settle(this.#next, false, error())
  }
}
