import { Cost } from "../../core/backend/index.ts"
import type { ColumnOptions, JobCall } from "../../core/backend/index.ts"
import { AbortError, CancelledError, WorkerDiedError } from "../../core/errors/index.ts"
import type { Crew } from "../../core/scheduler/index.ts"
import { currentTraceparent } from "../../core/task/index.ts"
import type { Pool } from "../../pool/index.ts"
import { markFailed } from "../failed-call.ts"
import { RunReport } from "../run-report.ts"
import type { RunSettings } from "../settings.ts"
import { build, interpreter, markerOf } from "./interpreter.ts"
import type { Part, Program } from "./interpreter.ts"
import { KeptValues, isKept } from "./kept-values.ts"
import { pathFrom } from "./path.ts"
import type { GraphNode, Plan } from "./plan.ts"
import { TaskJob } from "./task-job.ts"
import type { TaskOwner } from "./task-job.ts"
import { tasksOf } from "./tasks.ts"
import type { Kept, Task } from "./tasks.ts"
import { fill } from "./template.ts"

type Core = Pool["core"]

/** A result that weighs this many bytes is worth being kept where it was made. */
const heavy = 16 * 1024
/** What one worker's result costs to be brought to another one, in bytes a microsecond, about. */
const bytesPerMicro = 500

let runs = 0

/**
 * One computation of a graph. Tasks are given to workers in the plan's order, as late as possible; results that are
 * large stay in their worker if a task still needs them, and that task then runs there. README.md tells the states.
 */
export class GraphRun implements TaskOwner {
  readonly columns: ColumnOptions
  readonly priority: number
  readonly grace: number
  readonly retries: number
  readonly places: number
  readonly result: Promise<unknown[]>
  readonly #core: Core
  readonly #plan: Plan
  readonly #site: Error
  readonly #settings: RunSettings
  readonly #key: string = `${process.pid}.${++runs}`
  readonly #marker: string = markerOf(this.#key)
  readonly #fns = new Map<Function, number>()
  readonly #of: (node: GraphNode) => Task
  readonly #tasks: readonly Task[]
  #call!: JobCall
  #anywhere!: TaskJob
  #kept!: KeptValues
  readonly #homes = new Map<Crew, TaskJob>()
  readonly #keeps: boolean
  #left: number
  #over = false
  readonly #report: RunReport | undefined
  #resolve!: (values: unknown[]) => void
  #reject!: (error: unknown) => void
  readonly #onAbort = (): void => this.#stop(new AbortError(this.#settings.signal!.reason))
  readonly #pending = { poolTerminated: (error: unknown): void => this.#stop(error) }

  constructor(plan: Plan, core: Core, settings: RunSettings, site: Error) {
    this.#core = core
    this.#plan = plan
    this.#site = site
    this.#settings = settings
    this.columns = core.columnOptions(false)
    this.priority = settings.priority
    this.grace = settings.grace
    this.retries = settings.retries
    // Each attempt of a call has its own `timeout`: then each is a task of its own.
    const { tasks, of } = tasksOf(plan, settings.timeout === 0)
    this.#tasks = tasks
    this.#of = of
    this.#left = tasks.filter(({ root }) => root).length
    const { backend, maxTasksPerWorker, tasksPerWorker, workers } = core.settings
    // In this thread nothing is gained by sending tasks ahead.
    this.places = backend.copies ? Number.POSITIVE_INFINITY : workers * tasksPerWorker
    this.#keeps = backend.copies && maxTasksPerWorker === Number.POSITIVE_INFINITY && tasksPerWorker === 1
    const { progress = false } = settings
    if (progress !== false) {
      this.#report = new RunReport("compute", plan.nodes.length, progress, (error) => this.#stop(error))
    }
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  start(): Promise<unknown[]> {
    const { signal, timeout } = this.#settings
    this.#core.begin(this.#pending)
    signal?.addEventListener("abort", this.#onAbort, { once: true })
    const closed = this.#core.closedError()
    if (closed !== undefined) this.#stop(closed)
    else if (signal?.aborted === true) this.#onAbort()
    else if (this.#left === 0) this.#finish()
    else {
      try {
        // The calls of one graph say nothing of what those of another cost.
        const fn = { ...this.#prepare(), cost: new Cost() }
        const traceparent = currentTraceparent()
        this.#call = { fn, spread: false, mode: "call", timeout, grace: this.grace, credit: 0, traceparent }
        this.#kept = new KeptValues(this.#core.scheduler, this.#call, this, this.#key)
        this.#anywhere = new TaskJob(this.#core.scheduler, this.#call, this)
        for (const task of this.#tasks) if (task.waiting === 0) this.#route(task)
      } catch (error) {
        this.#stop(error)
      }
    }
    return this.result
  }

  #prepare(): ReturnType<Core["prepare"]> {
    for (const { call } of this.#plan.nodes) if (!this.#fns.has(call.fn!)) this.#fns.set(call.fn!, this.#fns.size)
    const fns = [...this.#fns.keys()]
    const { allowCopyWrites } = this.#settings
    try {
      return this.#core.prepare(interpreter(fns, this.#key, heavy), allowCopyWrites)
    } catch (error) {
      // Alone the one that cannot be sent says so in words of its own.
      for (const { call, name } of this.#plan.nodes) {
        try {
          this.#core.prepare(call.fn!, allowCopyWrites)
        } catch (own) {
          throw markFailed(this.#completed(own), { name, args: call.args })
        }
      }
      throw error
    }
  }

  // Where tasks run.

  /** All that a task needs is there: it is queued, at the worker that keeps most of it if any does. */
  #route(task: Task): void {
    if (this.#over) return
    task.busy = true
    const kept = task.deps.filter(({ held }) => isKept(held!))
    const home = this.#kept.largestKeeper(kept)
    if (home === undefined) return this.#anywhere.push(task)
    const lost = kept.filter((dep) => !this.#kept.alive(dep))
    if (lost.length > 0) return this.#wait(task, lost, (dep) => this.#lost(dep))
    const elsewhere = kept.filter(({ held }) => (held as Kept).crew !== home)
    if (elsewhere.length > 0) return this.#wait(task, elsewhere, (dep) => this.#bring(dep))
    this.#jobAt(home).push(task)
  }

  #jobAt(crew: Crew): TaskJob {
    let job = this.#homes.get(crew)
    if (job === undefined) this.#homes.set(crew, (job = new TaskJob(this.#core.scheduler, this.#call, this, crew)))
    return job
  }

  /** Queues the task again when it has what it lacks. */
  #wait(task: Task, lacks: readonly Task[], get: (dep: Task) => void): void {
    task.waiting += lacks.length
    for (const dep of lacks) dep.waiters.push(task)
    for (const dep of lacks) get(dep)
  }

  #arrived(task: Task): void {
    for (const waiter of task.waiters.splice(0)) if (--waiter.waiting === 0) this.#route(waiter)
  }

  /** Brings a kept result here. */
  #bring(task: Task): void {
    if (task.busy) return
    const kept = task.held as Kept
    task.busy = true
    this.#kept.give(kept, task.id).then(
      (value) => {
        task.busy = false
        if (this.#over) return
        kept.crew.kept--
        task.held = { value }
        this.#arrived(task)
      },
      (error: unknown) => {
        task.busy = false
        if (this.#over) return
        if (error instanceof WorkerDiedError) this.#lost(task, error)
        else this.#fail(task.nodes.at(-1)!, error)
      },
    )
  }

  /** A result went down with its worker: it is computed again if the user said that it may be. */
  #lost(task: Task, cause?: unknown): void {
    if (this.#over || task.busy) return
    if (task.held !== undefined && isKept(task.held)) task.held.crew.kept--
    task.held = undefined
    if (++task.losses > this.retries) {
      const [waiter] = task.waiters
      const what = `the worker that kept the result of ${task.nodes.at(-1)!.name} died before ${waiter?.nodes[0]?.name ?? "it"} could use it`
      const hint = "with `retries` it is computed again"
      const death = { exitCode: null, signal: null, phase: "queued" as const }
      return this.#fail(task.nodes.at(-1)!, new WorkerDiedError(death, what, { cause, hint }))
    }
    for (const dep of task.deps) dep.needed++
    this.#again(task)
  }

  /** Runs a task again, after what it needs and is not there any more. */
  #again(task: Task): void {
    task.busy = true
    const gone = task.deps.filter((dep) => dep.held === undefined || !this.#kept.alive(dep))
    task.waiting = 0
    if (gone.length === 0) this.#route(task)
    else this.#wait(task, gone, (dep) => this.#lost(dep))
  }

  // What jobs ask and tell.

  program(task: Task): Program {
    const drop: number[] = []
    for (const dep of task.deps) {
      if (isKept(dep.held!) && dep.needed === 1) drop.push(dep.id)
    }
    const steps = task.nodes.map(({ call, args }, at) => {
      const part = (of: GraphNode): Part => (at > 0 ? [2] : this.#part(this.#of(of)))
      return [
        this.#fns.get(call.fn!)!,
        args.map((arg) => fill(arg, (needed) => part(this.#plan.nodeOf(needed)))),
      ] as const
    })
    return ["run", task.id, steps, this.#keeps && !task.root && task.needed > 0, drop]
  }

  #part({ held, id }: Task): Part {
    return isKept(held!) ? [1, id] : [0, held!.value]
  }

  done(task: Task, value: unknown, crew: Crew | undefined): void {
    if (this.#over) return
    task.busy = false
    task.held = this.#kept.held(value, crew)
    this.#report?.settled(task.nodes.length)
    for (const dep of task.deps) {
      if (--dep.needed === 0) this.#release(dep)
    }
    if (task.root && --this.#left === 0) return this.#finish()
    if (this.#spreads(task)) this.#bring(task)
    else this.#arrived(task)
  }

  /** Would several tasks that can begin now rather run on several workers than all where their input is? */
  #spreads({ held, waiters }: Task): boolean {
    if (!isKept(held!) || this.#anywhere.waiting > 0) return false
    const able = waiters.filter(({ waiting }) => waiting === 1).length
    if (able < 2 || !this.#kept.othersIdle(held.crew, this.#core.settings.workers)) return false
    const { micros } = this.#call.fn.cost
    return Number.isNaN(micros) || (able - 1) * micros > held.bytes / bytesPerMicro
  }

  /** Nobody needs the result any more. */
  #release(task: Task): void {
    if (task.held !== undefined && isKept(task.held)) this.#kept.drop(task.held, task.id)
    task.held = undefined
  }

  failed(task: Task, error: unknown): void {
    if (this.#over) return
    task.busy = false
    const keeps = task.deps.filter(({ held }) => held !== undefined && isKept(held))
    if (error instanceof WorkerDiedError && keeps.length > 0) {
      if (error.phase === "queued" || task.losses++ < this.retries) return this.#again(task)
    }
    const { step, thrown } = this.#told(error)
    if (step === "missing" && task.losses++ < this.retries) {
      // It was brought here, or dropped, between two attempts.
      for (const dep of keeps) this.#release(dep)
      return this.#again(task)
    }
    this.#fail(task.nodes[typeof step === "number" ? step : 0]!, thrown)
  }

  /** What a worker says beside the error: which call of a chain threw it, or that a value was not there any more. */
  #told(error: unknown): { readonly step: number | "missing" | undefined; readonly thrown: unknown } {
    if (!(error instanceof Error) || !error.message.startsWith(this.#marker)) return { step: undefined, thrown: error }
    const [word, step] = error.message.slice(this.#marker.length).split(" ")
    if (word === "missing") return { step: "missing", thrown: error }
    const inner = this.#told(error.cause)
    return inner.step === "missing" ? inner : { step: Number(step), thrown: error.cause }
  }

  homeless(tasks: readonly Task[], error: unknown): void {
    if (this.#over) return
    for (const task of tasks) {
      task.busy = false
      if (error instanceof WorkerDiedError && task.deps.some((dep) => !this.#kept.alive(dep))) this.#again(task)
      else return this.#stop(error)
    }
  }

  // How it ends.

  #fail(node: GraphNode, error: unknown): void {
    const call = { name: node.name, args: node.call.args, path: pathFrom(node) }
    this.#stop(markFailed(this.#completed(error), call))
  }

  #completed(error: unknown): unknown {
    return this.#core.settings.backend.copies ? this.#core.sites.complete(error, this.#site) : error
  }

  #finish(): void {
    let values: unknown[]
    try {
      const value = (node: GraphNode): Part => this.#part(this.#of(node))
      const nothing = (): undefined => undefined
      values = this.#plan.roots.map((root) => {
        return build(
          fill(root, (call) => value(this.#plan.nodeOf(call))),
          nothing,
          undefined,
        )
      })
    } catch (error) {
      return this.#stop(error)
    }
    this.#end(undefined)
    this.#resolve(values)
  }

  #stop(error: unknown): void {
    if (this.#over) return
    this.#end({ error })
    this.#reject(error)
  }

  /** Nothing more of it runs, and nothing of it is kept. */
  #end(failed: { readonly error: unknown } | undefined): void {
    this.#over = true
    this.#report?.end()
    this.#settings.signal?.removeEventListener("abort", this.#onAbort)
    if (failed !== undefined) {
      const stopped = new CancelledError("another call of the graph failed", { cause: failed.error })
      for (const job of [this.#anywhere, ...this.#homes.values()]) job?.cancel(stopped)
    }
    this.#kept?.end(failed !== undefined && this.#keeps)
    for (const { held } of this.#tasks) if (held !== undefined && isKept(held)) held.crew.kept--
    this.#core.end(this.#pending)
  }
}
