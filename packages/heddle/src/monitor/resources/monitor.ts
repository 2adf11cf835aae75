import { existsSync } from "node:fs"
import { dirname } from "node:path"
import { OptionError } from "../../core/errors/index.ts"
import { listen, moment } from "../../core/events/index.ts"
import type { SampleEvent } from "../../core/events/index.ts"
import { delay, duration, knownKeys } from "../../core/options/index.ts"
import { thisMachine } from "./machine.ts"
import { ResourceReport, checkFile } from "./report.ts"
import { startSampling } from "./sampling.ts"
import type { Sampling } from "./sampling.ts"
import type { ResourceSummary } from "./summary.ts"

/** How `monitorResources` watches. */
export interface MonitorOptions {
  /** How often, in ms or like "250ms". Default 1000, at least 10. If somebody else samples more often, so do all. */
  readonly interval?: number | string
  /** After this it ends by itself: ms, or like "60s". Then it can be awaited. */
  readonly duration?: number | string
  /** What is written at the end: .svg, .png, .csv, .json. */
  readonly file?: string | readonly string[]
  /** Ends it, as `stop()` does. */
  readonly signal?: AbortSignal
  /** Stands above the picture. */
  readonly title?: string
}

/** Watches what the program uses until it is stopped; `await using` does that. `monitorResources` gives it. */
export class ResourceMonitor implements AsyncDisposable {
  readonly #report: ResourceReport
  readonly #samples: SampleEvent[] = []
  readonly #files: readonly string[]
  readonly #sampling: Sampling
  readonly #began: number = moment()
  readonly #signal: AbortSignal | undefined
  readonly #off: () => void
  readonly #finish: () => void = () => this.#end()
  readonly #exit: () => void = () => this.#atExit()
  readonly #ended: PromiseWithResolvers<ResourceReport> = Promise.withResolvers()
  readonly #timer: NodeJS.Timeout | undefined
  #isEnding = false
  /** Somebody will hear of an error. */
  #isAwaited = false

  constructor(options: MonitorOptions) {
    knownKeys(options, ["interval", "duration", "file", "signal", "title"])
    const { interval, duration: lasts, file = [], signal, title = "Resource use" } = options
    const ms = lasts === undefined ? Infinity : duration("duration", lasts, { min: Number.MIN_VALUE })
    if (typeof title !== "string") throw new OptionError("title", "a string", title)
    if (signal !== undefined && !(signal instanceof AbortSignal))
      throw new OptionError("signal", "an AbortSignal", signal)
    this.#files = (Array.isArray(file) ? file : [file]).map(checkPath)
    this.#sampling = startSampling(interval === undefined ? {} : { interval })
    this.#report = new ResourceReport(this.#samples, thisMachine(), title)
    // What came while this thread was blocked can be of later than the end. One there is, however long its thread took to begin.
    const last = this.#began + ms
    this.#off = listen("sample", (sample) => {
      const isMeant = sample.at > this.#began && (sample.at - sample.ms < last || this.#samples.length === 0)
      if (isMeant) this.#samples.push(sample)
    })
    this.#signal = signal
    signal?.addEventListener("abort", this.#finish, { once: true })
    const wait = lasts === undefined ? undefined : delay("duration", lasts)
    if (wait !== undefined) this.#timer = setTimeout(this.#finish, wait).unref()
    process.on("exit", this.#exit)
    // Who awaits it hears of it, and else there is a warning.
    this.#ended.promise.catch(() => {})
    if (signal?.aborted === true) this.#end()
  }

  /** What was sampled so far, in order. */
  get samples(): readonly SampleEvent[] {
    return this.#samples
  }

  /** The means and peaks so far, how busy each worker was, and all of that in a sentence. */
  summary(): ResourceSummary {
    return this.#report.summary()
  }

  /** Writes what was sampled so far, as `ResourceReport.save` does. */
  save(file: string): Promise<void> {
    return this.#report.save(file)
  }

  /**
   * Takes a last sample, writes the files, and gives the report. Rejects if a file cannot be written. Called again it gives
   * the same.
   */
  stop(): Promise<ResourceReport> {
    this.#end()
    return this.whenEnded()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Keeps the program alive until it has ended. */
  protected whenEnded(): Promise<ResourceReport> {
    this.#isAwaited = true
    this.#sampling.hold(true)
    return this.#ended.promise
  }

  #end(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener("abort", this.#finish)
    this.#conclude().then(this.#ended.resolve, (error: unknown) => {
      if (!this.#isAwaited) process.emitWarning(`a monitor could not write its file: ${String(error)}`, "HeddleWarning")
      this.#ended.reject(error)
    })
  }

  async #conclude(): Promise<ResourceReport> {
    await this.#sampling.sample()
    this.#close()
    try {
      for (const file of this.#files) await this.#report.save(file)
    } finally {
      process.off("exit", this.#exit)
    }
    return this.#report
  }

  #close(): void {
    this.#off()
    this.#sampling.stop()
  }

  /** The program ends, for whatever reason, while it is watched. */
  #atExit(): void {
    this.#sampling.sampleSync()
    this.#close()
    for (const file of this.#files) {
      try {
        this.#report.saveSync(file)
      } catch (error) {
        console.error(`a monitor could not write its file: ${String(error)}`)
      }
    }
  }
}

/** A monitor that ends by itself: awaiting it waits for that, and gives the report. */
export class TimedMonitor extends ResourceMonitor implements PromiseLike<ResourceReport> {
  // oxlint-disable-next-line unicorn/no-thenable -- to be awaited is what it is for: a thread's join
  then<A = ResourceReport, B = never>(
    fulfilled?: ((report: ResourceReport) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.whenEnded().then(fulfilled, rejected)
  }
}

/** What would fail at the end fails at the beginning. */
function checkPath(file: unknown): string {
  const path = checkFile(file)
  if (!existsSync(dirname(path))) throw new OptionError("file", "in a folder that exists", file)
  return path
}

/**
 * Watches what this program, its workers and the machine use, and writes it to files at the end: processors and memory in percent of
 * what the program may use, and how busy each worker was. In a container with limits percent are of those.
 *
 * It takes its samples off this thread, also while that is busy. It ends with its scope, by `stop()`, after `duration` or
 * by `signal`, and writes the files then, also when the scope is left by an error; else when the process exits. It does not keep
 * the program alive, unless one with a `duration` is awaited. Throws an OptionError for what could not be written at the end.
 *
 * @example
 * ```ts
 * import { range } from "heddle"
 * import { monitorResources } from "heddle/monitor"
 * const monitor = monitorResources({ interval: 50 })
 * await pool.map((n: number) => { let s = 0; for (let i = 0; i < n; i++) s += Math.sqrt(i); return s }, range(8).map(() => 1e6))
 * const report = await monitor.stop()
 * report.summary().workers.length > 0 // => true
 * report.svg().startsWith("<svg") // => true
 * ```
 */
export function monitorResources(options: MonitorOptions & { readonly duration: number | string }): TimedMonitor
export function monitorResources(options?: MonitorOptions): ResourceMonitor
export function monitorResources(options: MonitorOptions = {}): ResourceMonitor {
  return options?.duration === undefined ? new ResourceMonitor(options) : new TimedMonitor(options)
}
