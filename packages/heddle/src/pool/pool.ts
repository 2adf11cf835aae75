import { inspect } from "node:util"
import type { InspectOptions } from "node:util"
import { cpuCount, nestingDepth } from "../core/backend/index.ts"
import { NestingError, OptionError } from "../core/errors/index.ts"
import { poolEvents } from "../core/events/index.ts"
import type { PoolEvents } from "../core/events/index.ts"
import { warmUp } from "../core/closure/index.ts"
import { oneOf } from "../core/options/index.ts"
import { poison } from "../core/wire/index.ts"
import { explain } from "./explain.ts"
import { poolSettings } from "./options.ts"
import type { PoolOptions } from "./options.ts"
import { PoolCore } from "./pool-core.ts"
import { timeSpent } from "./time-spent.ts"
import type { TimeSpent } from "./time-spent.ts"
import type { TimeSummary } from "./timings.ts"
import { PoolVerbs } from "./verbs.ts"

/** Pools inside of tasks of pools, no deeper: enough for every program, and a task that calls itself through a pool ends early. */
const deepest = 8

/** A pool in numbers. */
export interface PoolStats {
  /** Workers that there are, of at most `maxWorkers`. */
  readonly workers: number
  readonly maxWorkers: number
  readonly busy: number
  readonly idle: number
  /** Items that wait for a worker, as far as their inputs say. */
  readonly queued: number
  /** Items that a worker has. */
  readonly running: number
  readonly completed: number
  readonly failed: number
  /** Failed attempts that were tried again. */
  readonly retried: number
  /** Workers that ended without being asked to. */
  readonly restarts: number
  /** Where the time went. */
  readonly time: TimeSpent
  /** How long tasks ran, measured in their workers; with `recordTiming` only. */
  readonly runTime?: TimeSummary
  /** How long calls of `submit` waited before they were sent to a worker; with `recordTiming` only. */
  readonly waitTime?: TimeSummary
}

/** One worker of a pool. */
export interface WorkerInfo {
  readonly name: string
  /** From 0, reused when a worker is replaced. */
  readonly index: number
  /** Node's id of the thread; 0 while it starts, and for workers that are no threads. */
  readonly threadId: number
  readonly state: "starting" | "idle" | "busy" | "stopping"
  readonly pending: number
  readonly completed: number
}

/**
 * A set of workers that run plain functions: closures, with what they capture and import, without a worker file.
 * One worker starts with the pool, the others when they are first needed. An open pool that has nothing to do does not keep the program alive.
 *
 * Memory: what happened before a call is seen by its task, and what its task did is seen after its result, also in
 * shared memory.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * const offset = 1
 * await using pool = new Pool({ workers: 2 })
 * await pool.map((x: number) => x * x + offset, [1, 2, 3]) // => [2, 5, 10]
 * ```
 */
export class Pool extends PoolVerbs implements AsyncDisposable {
  /** @throws {OptionError} before anything starts */
  constructor(options: PoolOptions = {}) {
    const settings = poolSettings(options)
    if (settings.backend.copies && nestingDepth() >= deepest) throw new NestingError(nestingDepth())
    super(new PoolCore(settings, options), settings.task)
    this.core.scheduler.warm()
    // Capturing a first function costs a tenth of a second. If the program waits for something now, it costs nothing.
    if (settings.backend.copies) setImmediate(warmUp).unref()
  }

  get name(): string {
    return this.core.name
  }

  /** Must `submit` be waited with? True when `maxQueue` calls wait. */
  get full(): boolean {
    return this.core.full
  }

  get workers(): readonly WorkerInfo[] {
    return this.core.scheduler.crews.map((crew) => ({
      name: crew.name,
      index: crew.index,
      threadId: crew.lane.threadId,
      state: crew.stopping.size > 0 ? "stopping" : crew.pending > 0 ? "busy" : crew.ready ? "idle" : "starting",
      pending: crew.pending,
      completed: crew.completed,
    }))
  }

  stats(): PoolStats {
    const { scheduler, counts, settings } = this.core
    const busy = scheduler.crews.filter((crew) => !crew.idle).length
    return {
      workers: scheduler.crews.length,
      maxWorkers: settings.workers,
      busy,
      idle: scheduler.crews.length - busy,
      queued: scheduler.queued,
      running: scheduler.running,
      ...counts,
      restarts: scheduler.restarts,
      time: timeSpent(scheduler),
      ...this.core.timings?.summary,
    }
  }

  /**
   * What limits the program that uses the pool, in one sentence with what would help. It looks at all that the pool did so far.
   *
   * @example
   * ```ts
   * import { Pool } from "heddle"
   * await using pool = new Pool({ workers: 2 })
   * pool.explain() // => "No task has ended yet: there is nothing to explain."
   * ```
   */
  explain(): string {
    const { scheduler, settings, copies, counts } = this.core
    return explain({
      time: timeSpent(scheduler),
      tasks: counts.completed + counts.failed,
      maxWorkers: settings.workers,
      cpus: cpuCount(),
      active: this.core.active,
      mainBusy: this.core.mainBusy,
      cpu: this.core.cpu,
      copies: copies.worst,
    })
  }

  /** Listens to the pool's events; returns the function that stops it. */
  on<K extends keyof PoolEvents & string>(event: K, listener: (event: PoolEvents[K]) => void): () => void {
    oneOf("event", event, poolEvents)
    if (typeof listener !== "function") throw new OptionError("listener", "a function", listener)
    return this.core.events.on(event, listener)
  }

  /** Takes nothing more, finishes what was given to it, then ends the workers. Calling it again waits for the same. */
  close(): Promise<void> {
    return this.core.close()
  }

  /** Ends the workers now. What is not done rejects with PoolClosedError. */
  terminate(): Promise<void> {
    return this.core.terminate()
  }

  /** Resolves when everything that was given to it is done. The pool stays open. */
  drain(): Promise<void> {
    return this.core.drained()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  static {
    Object.defineProperty(Pool.prototype, inspect.custom, {
      value(this: Pool, _depth: number, options: InspectOptions, show: typeof inspect): string {
        const { workers, maxWorkers, busy, queued, completed, failed } = this.stats()
        const backend = this.core.settings.backend.name
        const shown = { name: this.name, backend, workers, maxWorkers, busy, queued, completed, failed }
        return `Pool ${show(shown, { ...options, breakLength: Infinity })}`
      },
    })
    // Why it cannot be sent, told where somebody tries.
    Object.defineProperty(PoolVerbs.prototype, poison, {
      value:
        "a Pool lives in the thread that made it and cannot be used inside a task\n  hint: make one inside the task if the task needs its own",
    })
  }
}
