import { cpuCount, labelOf, prepareFunction, shareOf } from "../core/backend/index.ts"
import type { ColumnOptions, JobCall, PreparedFunction, Run } from "../core/backend/index.ts"
import { column } from "../core/backend/index.ts"
import { onHint } from "../core/closure/index.ts"
import type { CaptureHint } from "../core/closure/index.ts"
import { EventStream, isHeard, moment, tell } from "../core/events/index.ts"
import type { PoolEvents } from "../core/events/index.ts"
import { PoolClosedError } from "../core/errors/index.ts"
import { UnobservedErrors } from "../core/future/index.ts"
import { Ledger, Scheduler, worthTelling } from "../core/scheduler/index.ts"
import type { SchedulerSink } from "../core/scheduler/index.ts"
import { currentTraceparent } from "../core/task/index.ts"
import { roughBytes } from "../core/wire/index.ts"
import { beforeExit } from "./before-exit.ts"
import { CallSites, callerFrames } from "./call-site.ts"
import { Copies } from "./copies.ts"
import type { PoolOptions, PoolSettings, TaskSettings } from "./options.ts"
import type { SubmitGroup } from "./submit-group.ts"
import { Timings } from "./timings.ts"

/** Numbers of a pool since it was made. */
export interface PoolCounts {
  completed: number
  failed: number
  retried: number
}

/** Something that a pool waits for before it is drained. */
export interface Pending {
  /** The pool closes: an input or a result that nobody takes must not keep it. */
  poolClosing?(error: unknown): void
  /** The pool was terminated: nothing of it will run or settle by itself any more. */
  poolTerminated?(error: unknown): void
  /** What has not begun never will. */
  dropUnstarted?(error: unknown): void
}

interface LastCall {
  readonly call: JobCall
  readonly task: TaskSettings
  readonly fn: Function
  readonly turn: number
}

/** Nobody has given it properties, nor its instances. */
function isBare(fn: Function): boolean {
  for (const _ in fn) return false
  for (const _ in fn.prototype as object | undefined) return false
  return true
}

let pools = 0

/** Hints come while a function is captured: for the pool that captures it. */
let asking: ((message: string) => void) | undefined
let unlisten: (() => void) | undefined

/** What all views of one pool share: its scheduler, its events, and what is under way. */
export class PoolCore {
  readonly settings: PoolSettings
  readonly scheduler: Scheduler
  readonly events: EventStream<PoolEvents> = new EventStream()
  readonly counts: PoolCounts = { completed: 0, failed: 0, retried: 0 }
  readonly unobserved: UnobservedErrors
  readonly name: string
  readonly sites: CallSites = new CallSites()
  readonly copies: Copies = new Copies()
  readonly ledger: Ledger = new Ledger()
  /** Undefined unless `recordTiming` asks for it. */
  readonly timings: Timings | undefined
  readonly #pending = new Set<Pending>()
  readonly #made = performance.eventLoopUtilization()
  readonly #usage = process.cpuUsage()
  /** How long it had something to do, in ms, and since when it has. */
  #active = 0
  #activeSince = 0
  readonly #whenDrained: (() => void)[] = []
  /** Keeps a value for the future of a call, and gives what loads it; undefined: the future keeps it. */
  keep: ((value: unknown) => (() => unknown) | undefined) | undefined
  /** Told of each call of submit that has settled. */
  onCallEnd: (() => void) | undefined
  /** Calls of submit that have not settled. */
  #calls = 0
  #wasFull = false
  #lastCall: LastCall | undefined
  /** The calls that entered the queue last: others join them as long as nothing has entered behind. */
  lastGroup: { readonly group: SubmitGroup; readonly entry: number } | undefined
  #closed: PoolClosedError | undefined

  constructor(settings: PoolSettings, options: PoolOptions) {
    this.settings = settings
    this.name = options.name ?? `pool ${++pools}`
    this.timings = settings.recordTiming ? new Timings() : undefined
    this.unobserved = new UnobservedErrors((error, site) => {
      const stack = callerFrames(site)
      if (this.events.has("unobservedError")) this.events.emit("unobservedError", { error, stack })
      else {
        const what = error instanceof Error ? describe(error) : `${describe(error)}\n${stack}`
        process.emitWarning(`a task failed and nobody looked at its future: ${what}`, "HeddleWarning")
      }
    })
    const call = (fn: ((...args: never[]) => unknown) | undefined, args: readonly unknown[]): Run | undefined =>
      fn === undefined ? undefined : this.#onceRun(fn, args)
    this.scheduler = new Scheduler(
      {
        backend: settings.backend,
        maxWorkers: settings.workers,
        minWorkers: settings.minWorkers,
        maxTasksPerWorker: settings.maxTasksPerWorker,
        idleTimeout: settings.idleTimeout,
        name: this.name,
        ledger: this.ledger,
        spec: {
          tasksPerWorker: settings.tasksPerWorker,
          aside: settings.aside,
          mail: settings.mail?.name,
          memoryLimit: settings.memoryLimit,
          grace: settings.task.grace,
          initializer: call(options.initializer, options.initargs ?? []),
          finalizer: call(options.finalizer, []),
          env: options.env,
          argv: options.argv,
          execArgv: options.execArgv,
          workerData: options.workerData,
          resourceLimits: options.resourceLimits,
          budget: shareOf(cpuCount(), settings.workers),
        },
      },
      this.#sink(),
    )
  }

  #onceRun(fn: Function, args: readonly unknown[]): Run {
    const call: JobCall = { fn: this.prepare(fn, true), spread: true, mode: "call", timeout: 0, grace: 0, credit: 0 }
    const items = column([[...args]], this.columnOptions(true), (_, error) => {
      throw error
    })
    return { call, items, count: 1, index: 0, attempt: 1, id: 0 }
  }

  prepare(fn: Function, allowCopyWrites: boolean): PreparedFunction {
    const { copies, shares } = this.settings.backend
    asking = this.#hint
    unlisten ??= onHint(({ message }) => asking?.(message))
    return this.ledger.serialized(() => prepareFunction(fn, { copies, shares, allowCopyWrites }))
  }

  /** How long it had something to do, in ms. */
  get active(): number {
    return this.#active + (this.idle ? 0 : performance.now() - this.#activeSince)
  }

  /** Processor time of this program since the pool was made, in ms; undefined where its workers are other programs. */
  get cpu(): number | undefined {
    if (!this.settings.backend.shares && this.settings.backend.contains) return undefined
    const { user, system } = process.cpuUsage(this.#usage)
    return (user + system) / 1000
  }

  /** How long this thread was busy since the pool was made, in ms. */
  get mainBusy(): number {
    return performance.eventLoopUtilization(this.#made).active
  }

  /** How a call of `submit` runs. The same object for the same function and options: such calls go together. */
  callOf(fn: Function, task: TaskSettings): JobCall {
    const { turn } = this.scheduler
    const last = this.#lastCall
    const traceparent = currentTraceparent()
    const same = last !== undefined && last.task === task && last.call.traceparent === traceparent
    // In one turn, only code between two calls in a loop can have changed it.
    if (same && last.fn === fn && last.turn === turn && last.call.fn.lasting && isBare(fn)) return last.call
    const prepared = this.prepare(fn, task.allowCopyWrites)
    if (same && last.call.fn === prepared) {
      this.#lastCall = { ...last, fn, turn }
      return last.call
    }
    const { timeout, grace } = task
    const call: JobCall = { fn: prepared, spread: true, mode: "call", timeout, grace, credit: 0, traceparent }
    this.#lastCall = { call, task, fn, turn }
    return call
  }

  /** Says how to be faster: to who listens, else as a warning. */
  readonly #hint = (message: string): void => {
    if (isHeard("hint")) tell({ kind: "hint", at: moment(), message })
    if (this.events.has("hint")) this.events.emit("hint", { message })
    else process.emitWarning(message, "HeddleHint")
  }

  readonly #spent = (ms: number, fn: PreparedFunction | undefined, args: readonly unknown[]): void => {
    this.ledger.serialize += ms
    this.copies.took(ms, fn, args)
    if (isHeard("transfer")) this.#tellTransfer(ms, fn, args)
  }

  #tellTransfer(ms: number, fn: PreparedFunction | undefined, args: readonly unknown[]): void {
    const bytes = roughBytes(args)
    if (bytes < worthTelling) return
    const name = fn === undefined ? "anonymous" : labelOf(fn)
    tell({ kind: "transfer", at: moment() - ms, pool: this.name, name, bytes, ms, what: "arguments" })
  }

  readonly #adviseOn = ({ message }: CaptureHint): void => this.#hint(message)

  /** How arguments travel: of `fn`, or, without it, of any function. */
  columnOptions(spread: boolean, fn?: PreparedFunction): ColumnOptions {
    const { copies, shares } = this.settings.backend
    return { copies, shares, spread, fn, hint: this.#adviseOn, spent: this.#spent }
  }

  #sink(): SchedulerSink {
    return {
      worker: (crew, change, end) => {
        if (change === "ended") this.settings.mail?.left(crew)
        this.events.emit("worker", {
          worker: crew.name,
          threadId: crew.lane.threadId,
          change,
          ...(end === undefined ? {} : { reason: end.reason, exitCode: end.exitCode }),
        })
      },
      progress: (task, fraction, note) => this.events.emit("progress", { task, fraction, note }),
      completed: (count) => {
        if (this.events.has("task")) return false
        this.counts.completed += count
        return true
      },
      task: (task, attempt, ok, error, retry) => {
        if (retry) this.counts.retried++
        else if (ok) this.counts.completed++
        else this.counts.failed++
        const name = retry ? "retry" : "task"
        if (this.events.has(name)) this.events.emit(name, ok ? { task, attempt, ok } : { task, attempt, ok, error })
      },
      output: ({ fd, text }) => {
        if (this.settings.stdout === "capture") {
          const string = typeof text === "string" ? text : Buffer.from(text).toString()
          this.events.emit("output", { stream: fd === 1 ? "stdout" : "stderr", text: string })
        } else if (this.settings.stdout === "inherit") (fd === 1 ? process.stdout : process.stderr).write(text)
      },
      timing: this.timings && ((count, micros) => this.timings!.ran(count, micros)),
      mail: this.settings.mail && ((crew, data) => this.settings.mail!.mail(crew, data)),
      stray: (error) => {
        if (this.events.has("error")) this.events.emit("error", { error })
        else
          process.emitWarning(
            `something threw in a worker while no task ran there: ${describe(error)}`,
            "HeddleWarning",
          )
      },
    }
  }

  /** The error of a pool that takes nothing more, else undefined. A new one each time. */
  closedError(): PoolClosedError | undefined {
    return this.#closed === undefined ? undefined : new PoolClosedError(this.#closed.message)
  }

  get full(): boolean {
    return this.#calls >= this.settings.maxQueue + this.settings.workers * this.settings.tasksPerWorker
  }

  callBegins(): void {
    if (this.idle) this.#activeSince = performance.now()
    this.#calls++
    if (this.settings.maxQueue !== Number.POSITIVE_INFINITY && this.full) this.#wasFull = true
  }

  callEnds(): void {
    this.#calls--
    this.onCallEnd?.()
    if (this.#calls === 0) {
      this.sites.clear()
      this.#lastCall = this.lastGroup = undefined
    }
    if (this.#wasFull && !this.full) {
      this.#wasFull = false
      this.events.emit("drain", undefined)
    }
    this.#check()
  }

  begin(pending: Pending): void {
    if (this.idle) this.#activeSince = performance.now()
    this.#pending.add(pending)
  }

  end(pending: Pending): void {
    this.#pending.delete(pending)
    this.#check()
  }

  get idle(): boolean {
    return this.#calls === 0 && this.#pending.size === 0
  }

  #check(): void {
    if (!this.idle) return
    this.#active += performance.now() - this.#activeSince
    for (const resolve of this.#whenDrained.splice(0)) resolve()
  }

  drained(): Promise<void> {
    return this.idle ? Promise.resolve() : new Promise((resolve) => this.#whenDrained.push(resolve))
  }

  /** Of what streams, whatever no worker has begun never runs. */
  dropUnstarted(error: unknown): void {
    for (const pending of [...this.#pending]) pending.dropUnstarted?.(error)
  }

  async close(): Promise<void> {
    this.#closed ??= new PoolClosedError("the pool is closed")
    for (const pending of [...this.#pending]) pending.poolClosing?.(this.closedError())
    const finished = this.drained().then(() => this.scheduler.close())
    // Nothing runs and nothing can happen any more, but a stream was left half read: it must not keep the pool for ever.
    const stranded = (): void => {
      for (const pending of [...this.#pending]) pending.poolTerminated?.(this.closedError())
    }
    const ended = beforeExit(stranded)
    try {
      if (this.settings.closeTimeout > 0) await this.#within(finished)
      else await finished
    } finally {
      ended()
    }
    await this.unobserved.flush()
  }

  async #within(finished: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<"late">(
      (resolve) => (timer = setTimeout(() => resolve("late"), this.settings.closeTimeout)),
    )
    if ((await Promise.race([finished, late])) === "late") await this.terminate()
    clearTimeout(timer)
  }

  async terminate(): Promise<void> {
    this.#closed ??= new PoolClosedError("the pool was terminated")
    const error = (): PoolClosedError => new PoolClosedError("the pool was terminated")
    const ended = this.scheduler.terminate(error)
    for (const pending of [...this.#pending]) pending.poolTerminated?.(error())
    await ended
    await this.unobserved.flush()
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
