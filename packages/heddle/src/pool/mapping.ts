import { types } from "node:util"
import type { OutputArray } from "../core/backend/index.ts"
import type { ProgressLine } from "../core/progress-line/index.ts"
import { bufferOf } from "../core/heap/index.ts"
import { AbortError, CancelledError, OptionError, TimeoutError } from "../core/errors/index.ts"
import { currentTraceparent } from "../core/task/index.ts"
import { transfer } from "../core/wire/index.ts"
import { onceAborted } from "./abort-signals.ts"
import { atCallSite } from "./call-site.ts"
import { Collector, Tally } from "./collect.ts"
import { inputFeed } from "./input-feed.ts"
import { MapJob } from "./map-job.ts"
import type { MapSink } from "./map-job.ts"
import { mapSettings } from "./options.ts"
import type { MapCallSettings, MapOptions, TaskSettings } from "./options.ts"
import { OutputResults } from "./output-results.ts"
import type { PoolCore } from "./pool-core.ts"
import { ResultArray } from "./result-array.ts"
import { ResultStream } from "./result-stream.ts"
import type { StreamMode } from "./result-stream.ts"
import { checkFunction, refusal } from "./submitting.ts"

/** How many yields a generator task may be ahead of its consumer. */
const yieldsAhead = 16
/** Items of an input without an end that may wait for one worker, where the user named no `buffer`. */
const itemsAhead = 1024

/** A call of map or its kin. */
export interface MapCall {
  readonly fn: Function
  readonly inputs: readonly unknown[]
  /** Each item is an argument list. */
  readonly spread: boolean
  readonly options: MapOptions
  readonly task: TaskSettings
  /** Where the user made it. */
  readonly site: Error
}

/** All results, in order of the input. */
export async function mapAll(core: PoolCore, map: MapCall): Promise<unknown> {
  const settings = check(map)
  const refused = refusal(core, settings)
  if (refused !== undefined) throw refused
  const { out, onError } = settings
  if (out !== undefined && onError === "settle") {
    throw new OptionError("onError", '"abort" or "finish" together with `out`', onError)
  }
  const total = (): number | undefined => job.total
  const tally = new Tally(settings.progress, total, (error) => collector.fail(error))
  const collector: Collector = new Collector(
    onError,
    tally,
    out === undefined ? new ResultArray(total) : new OutputResults(out, isWrittenInPlace(core, out), map.site),
    (error) => job.cancel(error),
  )
  const sink = withSite(core, collector, map.site)
  const { buffer = Number.POSITIVE_INFINITY } = settings
  const bounded: MapSink = {
    ...sink,
    settle(index, ok, value) {
      sink.settle(index, ok, value)
      job.consumed(1)
    },
    settleNumbers(index, floats, at, count) {
      sink.settleNumbers(index, floats, at, count)
      job.consumed(count)
    },
  }
  const job: MapJob = atSite(map.site, () =>
    makeJob(core, map, settings, "call", buffer, Number.isFinite(buffer) ? bounded : sink),
  )
  const limits = new Limits(settings, (error) => collector.fail(error))
  const pending = { poolTerminated: (error: unknown) => collector.fail(error) }
  const line = settings.hasLine ? tally.show(map.fn.name) : undefined
  core.begin(pending)
  job.offer()
  try {
    return await collector.promise
  } finally {
    line?.end()
    limits.clear()
    core.end(pending)
  }
}

/** The results one by one. */
export function mapStream(
  core: PoolCore,
  map: MapCall,
  { ordered, eager }: Pick<StreamMode, "ordered" | "eager">,
): ResultStream {
  const settings = check(map)
  if (settings.out !== undefined) {
    throw new OptionError("out", "undefined", settings.out, {
      hint: "results one by one go nowhere else; map takes it",
    })
  }
  const streams = types.isGeneratorFunction(map.fn)
  let job: MapJob | undefined
  let line: ProgressLine | undefined
  const over = (): void => {
    line?.end()
    limits.clear()
    core.end(pending)
  }
  const tally = new Tally(
    settings.progress,
    () => job?.total,
    (error) => stream.fail(error),
  )
  const stream: ResultStream = new ResultStream(
    { ordered, streams, eager: eager && !streams },
    settings.onError,
    tally,
    {
      consumed: (items) => job?.consumed(items),
      credit: (index) => job !== undefined && core.scheduler.credit(job, index, 1),
      stopPulling: () => job?.stopPulling(),
      dropUnstarted: (error) => job?.dropUnstarted(error),
      bounded: () => job?.total !== undefined,
      cancel(error) {
        job?.cancel(error ?? new CancelledError("nobody wants the rest of the results"))
        over()
      },
      complete() {
        job?.complete()
        over()
      },
    },
  )
  const pending = {
    poolClosing: (error: unknown) => stream.poolClosing(error),
    poolTerminated: (error: unknown) => stream.fail(error),
    dropUnstarted: (error: unknown) => stream.dropUnstarted(error),
  }
  const limits = new Limits(settings, (error) => stream.fail(error))
  try {
    const refused = refusal(core, settings)
    if (refused !== undefined) throw refused
    const sink = withSite(core, stream, map.site)
    job = makeJob(
      core,
      map,
      settings,
      streams ? "stream" : "call",
      settings.buffer ?? defaultBuffer(core, settings),
      sink,
    )
  } catch (error) {
    limits.clear()
    stream.abandoned(atCallSite(error, map.site))
    return stream
  }
  if (settings.hasLine) line = tally.show(map.fn.name)
  core.begin(pending)
  job.offer()
  return stream
}

/** Do the workers write there themselves? */
function isWrittenInPlace({ settings }: PoolCore, out: OutputArray): boolean {
  return settings.backend.writes && bufferOf(out) instanceof SharedArrayBuffer
}

/** What ends a call from outside: its signal and its timeout. */
class Limits {
  readonly #forgetSignal: (() => void) | undefined
  readonly #timer: NodeJS.Timeout | undefined

  constructor({ signal, callTimeout }: MapCallSettings, fail: (error: unknown) => void) {
    if (signal !== undefined) this.#forgetSignal = onceAborted(signal, () => fail(new AbortError(signal.reason)))
    if (callTimeout === 0) return
    this.#timer = setTimeout(() => {
      fail(
        new TimeoutError(`the call was not done after ${callTimeout} ms`, {
          hint: "`timeout` here is for the whole call; `taskTimeout` is for each item",
        }),
      )
    }, callTimeout)
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#forgetSignal?.()
  }
}

function check({ fn, inputs, options, task }: MapCall): MapCallSettings {
  checkFunction(fn)
  if (inputs.length === 0) throw new OptionError("input", "an iterable or an async iterable", undefined)
  for (const [at, input] of inputs.entries()) {
    if (isIterable(input)) continue
    throw new OptionError("input", "an iterable or an async iterable", input, { hint: inputHint(input, at) })
  }
  return mapSettings(options, task)
}

function inputHint(input: unknown, at: number): string | undefined {
  if (types.isPromise(input)) return "await it first"
  if (typeof input !== "number") return undefined
  return at > 0 ? `options go last, as an object: { chunkSize: ${input} }` : `for the numbers up to it: range(${input})`
}

/** Is there anything to iterate over? */
export function isIterable(value: unknown): boolean {
  if (typeof value === "string") return true
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
}

function makeJob(
  core: PoolCore,
  { fn, inputs, spread }: MapCall,
  settings: MapCallSettings,
  mode: "call" | "stream",
  buffer: number,
  sink: MapSink,
): MapJob {
  const prepared = core.prepare(fn, settings.allowCopyWrites)
  for (const value of settings.transfer) transfer(value)
  const { out } = settings
  const { timeout, grace } = settings
  const place = out !== undefined && isWrittenInPlace(core, out) ? out : undefined
  const { workers, tasksPerWorker } = core.settings
  const least = workers * Math.max(2 * tasksPerWorker, settings.chunkSize ?? 1)
  const most = Math.max(least, workers * itemsAhead)
  return new MapJob(
    core.scheduler,
    { fn: prepared, spread, mode, timeout, grace, credit: yieldsAhead, out: place, traceparent: currentTraceparent() },
    inputFeed(inputs, { least: Math.min(least, buffer), most: Math.min(most, buffer) }),
    { ...settings, buffer, column: core.columnOptions(spread, prepared) },
    sink,
  )
}

function defaultBuffer(core: PoolCore, { chunkSize }: MapCallSettings): number {
  const { workers, tasksPerWorker } = core.settings
  return workers * Math.max(2 * tasksPerWorker, chunkSize === undefined ? itemsAhead : 2 * chunkSize)
}

/** A sink whose failures end in the caller's frames. */
function withSite(core: PoolCore, sink: MapSink, site: Error): MapSink {
  const { copies } = core.settings.backend
  const at = (error: unknown): unknown => (copies ? atCallSite(error, site) : error)
  return {
    settle: (index, ok, value) => sink.settle(index, ok, ok ? value : at(value)),
    settleNumbers: (index, floats, at, count) => sink.settleNumbers(index, floats, at, count),
    yielded: (index, value) => sink.yielded(index, value),
    counted: (count, failure) => sink.counted(count, failure && { error: at(failure.error) }),
    abandoned: (error) => sink.abandoned(at(error)),
    retried: () => sink.retried(),
  }
}

function atSite<T>(site: Error, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw atCallSite(error, site)
  }
}
