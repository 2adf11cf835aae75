import { AlreadyRunningError, CancelledError, OptionError } from "../core/errors/index.ts"
import type { AnyIterable } from "../pool/index.ts"
import { callFeed } from "./call-feed.ts"
import { merged, scopeOptions } from "./config.ts"
import type { Delayed } from "./delayed.ts"
import { Dispatch } from "./dispatch.ts"
import { LoopGenerator, plainArray, plainLoop } from "./plain-loop.ts"
import { leasePool } from "./pools.ts"
import type { Lease } from "./pools.ts"
import { ResultArray, ResultGenerator, ResultQueue } from "./results.ts"
import { checkOptions, parallelSettings } from "./settings.ts"
import type { ParallelOptions, ParallelSettings, ReturnAs } from "./settings.ts"
import { RunReport } from "./run-report.ts"
import { VerboseLines } from "./verbose.ts"

/** What a call gives: by `returnAs`. */
export type ParallelResult<M extends ReturnAs, R> = M extends "array"
  ? Promise<R[]>
  : AsyncGenerator<R, void, undefined>

/** What `parallel(options)` gives: call it with the calls. */
export interface Parallel<M extends ReturnAs = "array"> extends AsyncDisposable {
  <D extends Delayed<unknown>>(calls: AnyIterable<D>): ParallelResult<M, D extends Delayed<infer R> ? R : never>
  /** How many calls run at once. */
  readonly nJobs: number
  /** Stops what runs, and lets the pool go. `await using` does it at the end of the block. */
  close(): Promise<void>
}

/** How many calls of an asynchronous input are read ahead for one batch of unknown size. */
const asyncBatch = 256

/** One `parallel(options)`: runs one list of calls at a time. */
class ParallelRuns {
  readonly settings: ParallelSettings
  #lease: Lease | undefined
  /** Keeps its pool between calls: somebody is going to dispose of it. */
  managed = false
  #stop: (() => void) | undefined
  #told: RunReport | undefined

  constructor(settings: ParallelSettings) {
    this.settings = settings
  }

  run(calls: unknown): unknown {
    if (this.#stop !== undefined) {
      throw new AlreadyRunningError("this parallel is already running", {
        hint: "await its result, or read its generator to the end or leave the loop, before the next call; or make another parallel()",
      })
    }
    return this.settings.nJobs === 1 && this.settings.pool === undefined ? this.#here(calls) : this.#inPool(calls)
  }

  /** In this thread. */
  #here(calls: unknown): unknown {
    const { settings } = this
    const input = iterable(calls)
    if (settings.timeout > 0)
      process.emitWarning("with one job calls run in this thread, where `timeout` cannot end them", "HeddleWarning")
    const lines = this.#report(Array.isArray(calls) ? calls.length : undefined, (error) => {
      throw error
    })
    const over = (): void => this.#ended(undefined)
    if (settings.returnAs === "array") {
      this.#stop = () => {}
      return plainArray(input, settings, lines).finally(over)
    }
    const loop = plainLoop(input, settings, lines)
    this.#stop = () => void loop.return()
    return new LoopGenerator(loop, over)
  }

  #inPool(calls: unknown): unknown {
    const { settings } = this
    const lease = (this.#lease ??= leasePool(settings))
    const { core } = lease.pool
    let feed
    try {
      feed = callFeed(calls, settings.preDispatch * (settings.batchSize ?? asyncBatch))
    } catch (error) {
      this.#ended(undefined)
      throw error
    }
    let run: Dispatch | undefined
    const lines = this.#report(feed.total, (error) => run?.failAll(error))
    lines?.using(core.settings.backend.name, settings.nJobs)
    const ended = (error?: unknown): void => this.#ended(error)
    const make = (sink: ResultArray | ResultQueue): Dispatch =>
      (run = new Dispatch(core, settings, { feed, sink, lines, ended, site: core.sites.here() }))
    if (settings.returnAs === "array") {
      const array: ResultArray = new ResultArray(() => dispatch.complete())
      const dispatch = make(array)
      this.#start(dispatch)
      return array.promise
    }
    const queue: ResultQueue = new ResultQueue(settings.returnAs === "generator", {
      released: () => dispatch.released(1),
      cancel: () => dispatch.cancel(),
      complete: () => dispatch.complete(),
    })
    const dispatch = make(queue)
    this.#start(dispatch)
    return new ResultGenerator(queue)
  }

  #start(dispatch: Dispatch): void {
    this.#stop = () => dispatch.failAll(new CancelledError("the parallel was closed"))
    dispatch.start()
  }

  /** What is told of a run; undefined: nothing. `fail` ends it with what a listener throws. */
  #report(total: number | undefined, fail: (error: unknown) => void): RunReport | undefined {
    const { verbose, said, preDispatch, progress } = this.settings
    const lines = verbose > 0 ? new VerboseLines(verbose, { said, total, preDispatch }) : undefined
    if (lines === undefined && (progress ?? false) === false) return undefined
    return (this.#told = new RunReport("parallel", total, progress, fail, lines))
  }

  #ended(error: unknown): void {
    this.#stop = undefined
    this.#told?.end()
    if (error !== undefined) this.#lease?.failed(error)
    if (!this.managed) this.#release()
  }

  #release(): void {
    this.#lease?.release()
    this.#lease = undefined
  }

  close(): void {
    this.managed = false
    this.#stop?.()
    this.#release()
  }

  /** Nobody has it any more; a run that it began goes on. */
  forgotten(): void {
    this.managed = false
    if (this.#stop === undefined) this.#release()
  }
}

const forgotten = new FinalizationRegistry<ParallelRuns>((runs) => runs.forgotten())

function iterable(calls: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  // It says what is wrong; nothing has been pulled.
  if (typeof calls !== "object" || calls === null || !(Symbol.iterator in calls || Symbol.asyncIterator in calls))
    callFeed(calls, 0)
  return calls as Iterable<unknown> | AsyncIterable<unknown>
}

/**
 * Makes many calls at once: `parallel(options)(calls)`, joblib's `Parallel`. The calls are any iterable or async
 * iterable of `delayed(fn)(...args)`; they are pulled as workers need them. Gives their results: an array in order of the
 * calls, or with `returnAs` an async generator, in order or as they finish, whose work begins at once. Small calls
 * travel in batches that their cost decides.
 *
 * Rejects with the first failure, which is the error that was thrown there, after stopping the rest; its stack, and
 * `failedCall(error)`, name the call. Leaving a generator's loop, or forgetting the generator, stops its work.
 * Calls with the same options share one pool; its workers are kept for five minutes and never keep the program.
 * `await using p = parallel(options)` keeps its pool between calls. A second call while one runs is an
 * AlreadyRunningError.
 *
 * @example
 * ```ts
 * import { delayed, parallel } from "heddle"
 * const square = (x: number) => x * x
 * await parallel({ nJobs: 2 })([1, 2, 3].map((x) => delayed(square)(x))) // => [1, 4, 9]
 *
 * const seen: number[] = []
 * for await (const y of parallel({ nJobs: 2, returnAs: "generator" })([1, 2].map((x) => delayed(square)(x)))) seen.push(y)
 * seen // => [1, 4]
 * ```
 * @throws {OptionError}
 */
export function parallel<const M extends ReturnAs = "array">(
  options: ParallelOptions & { readonly returnAs?: M | undefined } = {},
): Parallel<M> {
  if (typeof options === "number")
    throw new OptionError("options", "an object", options, { hint: `write parallel({ nJobs: ${String(options)} })` })
  checkOptions(options)
  const runs = new ParallelRuns(parallelSettings(merged<ParallelOptions>(scopeOptions(), options)))
  const call = (calls: unknown): unknown => runs.run(calls)
  const close = async (): Promise<void> => runs.close()
  Object.defineProperties(call, {
    nJobs: { value: runs.settings.nJobs, enumerable: true },
    close: { value: close },
    [Symbol.asyncDispose]: {
      // `await using` looks it up at the declaration: from then on somebody is going to dispose of it.
      get() {
        runs.managed = true
        return close
      },
    },
  })
  forgotten.register(call, runs)
  return call as unknown as Parallel<M>
}
