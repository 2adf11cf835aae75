import { Console } from "node:console"
import { CancelledError, PoolClosedError, TaskTimeoutError, WorkerDiedError } from "../../core/errors/index.ts"
import type { Future } from "../../core/future/index.ts"
import { Pool } from "../../pool/index.ts"
import { StartError } from "../start-error.ts"
import { callModule, functionKey, preload, problemOf } from "./call-module.ts"
import type { CallResult } from "./call-module.ts"
import { describeError } from "./describe-error.ts"
import type { Input } from "./inputs/index.ts"
import type { MapOptions } from "./options.ts"
import type { Failure, Outcome } from "./outcome.ts"
import { RunTimes } from "./run-times.ts"
import type { Target } from "./target.ts"

/** A share of the median says nothing before so many calls have returned, */
const leastForMedian = 3
/** and stops no call before so many ms, which a pause of the machine may take. */
const leastLimit = 100
/** How often running calls are held against such a limit, in ms. */
const limitCheck = 50
/** Each worker has calls for this long before it, in ms, so that it never waits for an input, */
const ahead = 50
/** and in number between these. */
const leastAhead = 4
const mostAhead = 1024
/** So many inputs that come at once are submitted together. */
const mostTogether = 256
/** Each check of a share looks at every call. */
const mostAheadOfShare = 64

/** What the caller tells of. */
export interface CallerEvents {
  /** The function printed something. */
  output(text: string): void
  /** An attempt failed and is repeated. */
  retried(): void
}

/** @param outcome undefined: the caller was stopped before the call had one */
type Settle = (outcome: Outcome | undefined) => void

type CallArguments = Parameters<typeof callModule>

/** One input on its way. */
interface Call {
  readonly input: Input
  readonly settle: Settle
  readonly attempt: number
}

/** A call that a limit that changes is held against. */
interface Watched {
  readonly future: Future<CallResult>
  readonly stop: AbortController
  /** When it was first seen running; undefined while it waits. */
  seen: number | undefined
}

/** Calls the function with inputs, in the workers of a pool: limits, retries, and how many at a time. */
export class Caller {
  /** How many workers there may be. */
  readonly workers: number
  readonly #pool: Pool
  readonly #key: string
  readonly #keepBytes: boolean
  readonly #options: MapOptions
  readonly #file: string
  readonly #events: CallerEvents
  readonly #futures = new Set<Future<CallResult>>()
  readonly #watched = new Set<Watched>()
  readonly #percent: number | undefined
  readonly #times = new RunTimes()
  readonly #limitTimer: NodeJS.Timeout | undefined
  /** Calls that are not submitted yet: for a chunk to be full, or for the end of this turn of the event loop. */
  #waiting: Call[] = []
  #flushing = false
  #meanMs = Number.NaN
  #stopping = false

  constructor(target: Target, options: MapOptions, events: CallerEvents) {
    const { timeout, memory, workers, backend, results } = options
    this.#key = functionKey(target.url, target.exportName)
    this.#keepBytes = results !== undefined
    this.#file = target.file
    this.#options = options
    this.#events = events
    this.#percent = timeout !== undefined && "percent" in timeout ? timeout.percent : undefined
    if (this.#percent !== undefined) this.#limitTimer = setInterval(() => this.#stopSlow(), limitCheck).unref()
    // There the function runs in this thread, and what it prints must not come between the results
    if (backend === "inline" || backend === "async") globalThis.console = new Console(process.stderr)
    this.#pool = new Pool({
      workers,
      backend,
      stdout: "capture",
      initializer: preload,
      initargs: [this.#key],
      ...(memory === undefined ? {} : { memoryLimit: memory }),
      ...(timeout !== undefined && "ms" in timeout ? { timeout: timeout.ms } : {}),
    })
    this.workers = this.#pool.stats().maxWorkers
    this.#pool.on("output", ({ text }) => events.output(text))
  }

  /** How many workers have something to do. */
  get busy(): number {
    return this.#pool.stats().busy
  }

  /** How many calls to have under way: few where they are slow, many where they are quick. */
  get ahead(): number {
    const { chunk } = this.#options
    const most = this.#percent === undefined ? mostAhead : mostAheadOfShare
    const wanted = Number.isNaN(this.#meanMs) ? leastAhead : ahead / Math.max(this.#meanMs, 1e-3)
    const each = Math.min(most, Math.max(leastAhead, wanted, chunk === "auto" ? 0 : 2 * chunk))
    return Math.ceil(each * this.workers)
  }

  /** Resolves if the function can be loaded and called, else rejects with a StartError. */
  async check(): Promise<void> {
    const problem = await this.#pool.submit(problemOf, this.#key, this.#file)
    if (problem !== undefined) throw new StartError(problem)
  }

  /** Calls the function with the input, again if it fails and may; `settle` is called once. */
  call(input: Input, settle: Settle): void {
    const call = { input, settle, attempt: 1 }
    const { chunk } = this.#options
    this.#waiting.push(call)
    if (this.#waiting.length >= (chunk === "auto" ? mostTogether : chunk)) {
      this.flush()
    } else if (chunk === "auto" && !this.#flushing) {
      this.#flushing = true
      setImmediate(() => this.flush())
    }
  }

  /** Submits the calls that wait for others. */
  flush(): void {
    this.#flushing = false
    const calls = this.#waiting
    this.#waiting = []
    if (this.#options.chunk !== "auto") void this.#submitChunk(calls)
    // All in one go: the pool sends together what is submitted together
    else for (const call of calls) this.#submit(call)
  }

  /** Lets running calls finish. Those that have not started never will; they settle with undefined. */
  stop(): void {
    this.#stopping = true
    for (const { settle } of this.#waiting.splice(0)) settle(undefined)
    for (const future of this.#futures) future.cancel()
  }

  /** Ends the workers and what runs in them. Resolves when they are gone. */
  async abort(): Promise<void> {
    clearInterval(this.#limitTimer)
    this.stop()
    await this.#pool.terminate()
  }

  #submit(call: Call): void {
    const { input } = call
    if (this.#stopping) {
      call.settle(undefined)
      return
    }
    const stop = this.#percent === undefined ? undefined : new AbortController()
    const view = stop === undefined ? this.#pool : this.#pool.with({ signal: stop.signal })
    const future = view.submit(callModule, this.#key, this.#keepBytes, input.value, input.index)
    this.#futures.add(future)
    if (stop !== undefined) this.#watched.add({ future, stop, seen: undefined })
    void this.#follow(call, future, stop?.signal)
  }

  async #follow(call: Call, future: Future<CallResult>, signal: AbortSignal | undefined): Promise<void> {
    const submitted = performance.now()
    let result: CallResult
    try {
      result = await future
    } catch (error) {
      this.#lost(call, signal?.aborted === true ? signal.reason : error, performance.now() - submitted)
      return
    } finally {
      this.#futures.delete(future)
    }
    this.#settle(call, result)
  }

  async #submitChunk(calls: readonly Call[]): Promise<void> {
    if (calls.length === 0) return
    const submitted = performance.now()
    const lists = calls.map(({ input }): CallArguments => [this.#key, this.#keepBytes, input.value, input.index])
    const results = await this.#settled(lists)
    for (const [i, call] of calls.entries()) {
      const result = results[i]!
      if (result.status === "fulfilled") this.#settle(call, result.value)
      else this.#lost(call, result.reason, performance.now() - submitted)
    }
  }

  /** One outcome a list, also if the pool ends. */
  async #settled(lists: readonly CallArguments[]): Promise<readonly PromiseSettledResult<CallResult>[]> {
    const options = { chunkSize: lists.length, onError: "settle" } as const
    try {
      return (await this.#pool.starmap(callModule, lists, options)) as unknown as PromiseSettledResult<CallResult>[]
    } catch (reason) {
      return lists.map(() => ({ status: "rejected", reason }))
    }
  }

  #settle(call: Call, result: CallResult): void {
    const { ms, started } = result
    this.#meanMs = Number.isNaN(this.#meanMs) ? ms : this.#meanMs + (ms - this.#meanMs) / 16
    if (result.ok) this.#times.add(ms)
    else if (this.#again(call, result.error.code)) return
    const { input, attempt } = call
    call.settle({ input, attempt, started, ms, result: result.ok ? result : { ...result, exit: 1 } })
  }

  /** The call has no result: it ran over its limit, its worker died, the pool has ended. */
  #lost(call: Call, error: unknown, ms: number): void {
    if (this.#stopping && (error instanceof CancelledError || error instanceof PoolClosedError)) {
      call.settle(undefined)
      return
    }
    const record = describeError(error)
    if (this.#again(call, record.code)) return
    const { input, attempt } = call
    const result: Failure = { ok: false, error: record, exit: exitOf(error) }
    const took = error instanceof TaskTimeoutError ? error.timeout : ms
    call.settle({ input, attempt, started: Date.now() - took, ms: took, result })
  }

  /** Tries again, if it may. */
  #again(call: Call, code: string | number | undefined): boolean {
    // A value that cannot be written will be none the better for being computed again
    if (this.#stopping || call.attempt > this.#options.retries || code === "HEDDLE_UNSENDABLE") return false
    this.#events.retried()
    this.#submit({ ...call, attempt: call.attempt + 1 })
    return true
  }

  #stopSlow(): void {
    if (this.#times.count < leastForMedian) return
    const limit = Math.max(leastLimit, (this.#times.median() * this.#percent!) / 100)
    const now = performance.now()
    for (const watched of this.#watched) {
      if (watched.future.done()) this.#watched.delete(watched)
      else if (watched.seen === undefined) {
        if (watched.future.running()) watched.seen = now
      } else if (now - watched.seen > limit) {
        watched.stop.abort(new TaskTimeoutError(Math.round(limit)))
      }
    }
  }
}

function exitOf(error: unknown): number {
  if (error instanceof TaskTimeoutError) return -1
  return error instanceof WorkerDiedError ? (error.exitCode ?? 1) : 1
}
