import { progressLine } from "../core/progress-line/index.ts"
import type { Note, ProgressLine } from "../core/progress-line/index.ts"
import type { InputFailure, MapSink } from "./map-job.ts"

/** What to do when an item fails: stop everything, tell each outcome, or finish the rest first. */
export type OnError = "abort" | "settle" | "finish"

/** How far a map is. */
export interface MapProgress {
  readonly done: number
  /** Undefined while the input has not ended and its length is not known. */
  readonly total: number | undefined
  readonly failed: number
  readonly retried: number
}

/** Counts outcomes and tells who asked for progress. */
export class Tally {
  done = 0
  failed = 0
  retried = 0
  #listener: ((progress: MapProgress) => void) | undefined
  readonly #total: () => number | undefined
  readonly #fail: (error: unknown) => void

  /** `fail` is given what the listener throws: the call fails with it. */
  constructor(
    listener: ((progress: MapProgress) => void) | undefined,
    total: () => number | undefined,
    fail: (error: unknown) => void,
  ) {
    this.#listener = listener
    this.#total = total
    this.#fail = fail
  }

  /** How many there will be, if that is known. */
  get total(): number | undefined {
    return this.#total()
  }

  count(ok: boolean): void {
    this.done++
    if (!ok) this.failed++
    this.tell()
  }

  /** So many went well. Who listens hears of each. */
  countMany(count: number): void {
    if (this.#listener === undefined) this.done += count
    else for (let i = 0; i < count; i++) this.count(true)
  }

  /** A line on stderr that says how far it is. */
  show(name: string): ProgressLine {
    return progressLine(name, () => {
      const { done, failed, retried, total } = this
      const notes: Note[] = [
        ...(failed === 0 ? [] : [{ text: `${failed} failed`, color: "red" } as const]),
        ...(retried === 0 ? [] : [{ text: `${retried} retried`, color: "yellow" } as const]),
      ]
      return { done, total, notes }
    })
  }

  tell(): void {
    if (this.#listener === undefined) return
    try {
      this.#listener({ done: this.done, total: this.#total(), failed: this.failed, retried: this.retried })
    } catch (error) {
      this.#listener = undefined
      this.#fail(error)
    }
  }
}

/** Where results are put. */
export interface Results {
  /** Throws what is wrong with a result. */
  set(index: number, value: unknown): void
  setNumbers(index: number, floats: Float64Array, at: number, count: number): void
  /** All of `count` results. */
  finish(count: number): unknown
}

/** Gathers the results of a map, in order of the input. */
export class Collector implements MapSink {
  readonly promise: Promise<unknown>
  readonly #results: Results
  readonly #onError: OnError
  readonly #tally: Tally
  readonly #stop: (error: unknown) => void
  #settled = 0
  #count: number | undefined
  #firstError: { readonly error: unknown } | undefined
  #resolve!: (results: unknown) => void
  #reject!: (error: unknown) => void

  /** `stop(error)` is called when the map is over before its items are. */
  constructor(onError: OnError, tally: Tally, results: Results, stop: (error: unknown) => void) {
    this.#onError = onError
    this.#tally = tally
    this.#stop = stop
    this.#results = results
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  settle(index: number, ok: boolean, value: unknown): void {
    if (ok && this.#onError !== "settle") {
      try {
        this.#results.set(index, value)
      } catch (error) {
        return this.settle(index, false, error)
      }
    }
    this.#settled++
    if (this.#onError === "settle") {
      this.#results.set(index, ok ? { status: "fulfilled", value } : { status: "rejected", reason: value })
    } else if (!ok && this.#onError === "abort") {
      this.#tally.count(false)
      return this.fail(value)
    } else if (!ok) this.#firstError ??= { error: value }
    this.#tally.count(ok)
    this.#check()
  }

  settleNumbers(index: number, floats: Float64Array, at: number, count: number): void {
    if (this.#onError === "settle" || !this.#takes(index, floats, at, count)) {
      for (let i = 0; i < count; i++) this.settle(index + i, true, floats[at + i])
      return
    }
    this.#settled += count
    this.#tally.countMany(count)
    this.#check()
  }

  /** False: something is wrong with one of them. */
  #takes(index: number, floats: Float64Array, at: number, count: number): boolean {
    try {
      this.#results.setNumbers(index, floats, at, count)
      return true
    } catch {
      return false
    }
  }

  yielded(): void {}

  retried(): void {
    this.#tally.retried++
    this.#tally.tell()
  }

  counted(count: number, failure?: InputFailure): void {
    if (failure !== undefined && this.#onError === "abort") return this.fail(failure.error)
    this.#count = count
    this.#firstError ??= failure
    this.#check()
  }

  abandoned(error: unknown): void {
    this.#reject(error)
  }

  fail(error: unknown): void {
    this.#stop(error)
    this.#reject(error)
  }

  #check(): void {
    if (this.#count === undefined || this.#settled < this.#count) return
    if (this.#firstError === undefined) this.#resolve(this.#results.finish(this.#count))
    else this.#reject(this.#firstError.error)
  }
}
