import { column } from "../../core/backend/index.ts"
import type { ColumnOptions, JobCall } from "../../core/backend/index.ts"
import type { Crew, Job, Scheduler, Taken } from "../../core/scheduler/index.ts"
import type { Program } from "./interpreter.ts"
import { ReadyHeap } from "./ready-heap.ts"
import type { Task } from "./tasks.ts"

/** What a graph says of its tasks, and is told of them. */
export interface TaskOwner {
  readonly priority: number
  readonly grace: number
  readonly retries: number
  /** How many may be under way at once. */
  readonly places: number
  readonly columns: ColumnOptions
  /** What a worker is told of a task; where it runs is known now. */
  program(task: Task): Program
  done(task: Task, value: unknown, crew: Crew | undefined): void
  failed(task: Task, error: unknown): void
  /** They will not run: their worker has ended, or the pool has. */
  homeless(tasks: readonly Task[], error: unknown): void
}

/** Tasks of a graph that may run anywhere, or those that must run on one worker. Which is next is decided when a worker is free. */
export class TaskJob implements Job {
  readonly call: JobCall
  readonly home: Crew | undefined
  readonly priority: number
  readonly retries: number
  readonly grace: number
  readonly chunkSize: undefined
  readonly #scheduler: Scheduler
  readonly #owner: TaskOwner
  readonly #heap = new ReadyHeap()
  readonly #running = new Map<number, Task>()
  #taken = 0
  #queued = false

  constructor(scheduler: Scheduler, call: JobCall, owner: TaskOwner, home?: Crew) {
    this.#scheduler = scheduler
    this.call = call
    this.#owner = owner
    this.home = home
    this.priority = owner.priority
    this.retries = owner.retries
    this.grace = owner.grace
  }

  /** Tasks that wait to be sent. */
  get waiting(): number {
    return this.#heap.size
  }

  push(task: Task): void {
    this.#heap.push(task)
    this.#offer()
  }

  #offer(): void {
    if (this.#queued || this.ready() === 0) return
    this.#queued = true
    this.#scheduler.enqueue(this)
  }

  ready(): number {
    const ready = Math.min(this.#heap.size, this.#owner.places - this.#running.size)
    // The queue lets a job go that has nothing ready.
    if (ready <= 0) this.#queued = false
    return Math.max(0, ready)
  }

  take(max: number): Taken | undefined {
    const tasks: Task[] = []
    const most = Math.min(max, this.ready())
    while (tasks.length < most) {
      const task = this.#heap.pop()
      if (task === undefined) break
      tasks.push(task)
    }
    if (tasks.length === 0) return undefined
    const refused = new Map<Task, unknown>()
    const items = column(
      tasks.map((task) => this.#owner.program(task)),
      this.#owner.columns,
      (at, error) => refused.set(tasks[at]!, error),
    )
    if (refused.size > 0) {
      // One failure ends the graph: what was to go along does not matter.
      for (const [task, error] of refused) queueMicrotask(() => this.#owner.failed(task, error))
      return undefined
    }
    const index = this.#taken
    for (const task of tasks) this.#running.set(this.#taken++, task)
    return { index, count: tasks.length, items }
  }

  /** The calls of a chain run in one go. */
  nameAt(index: number): string {
    return (
      this.#running
        .get(index)
        ?.nodes.map(({ name }) => name)
        .join(" → ") ?? ""
    )
  }

  settle(index: number, ok: boolean, value: unknown, crew?: Crew): void {
    const task = this.#running.get(index)
    if (task === undefined) return
    this.#running.delete(index)
    if (ok) this.#owner.done(task, value, crew)
    else this.#owner.failed(task, value)
    if (this.#owner.places !== Infinity) this.#offer()
  }

  abandon(error: () => unknown): void {
    this.#queued = false
    this.#owner.homeless(this.#heap.drain(), error())
  }

  cancel(error: unknown): void {
    this.#heap.drain()
    this.#scheduler.cancel(this, error)
  }
}
