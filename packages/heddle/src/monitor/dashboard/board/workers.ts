import type { SentEvent, TaskSpanEvent, WorkerChangeEvent, WorkerSample } from "../../../core/events/index.ts"
import type { TaskRow, WorkerRow } from "./message.ts"
import { Rows } from "./rows.ts"
import { shortened } from "./tasks.ts"

const mostWorkers = 1024

export interface TrackedWorker extends WorkerRow {
  /** Tasks that it was given and whose end it has not told, by their rows, the last given last. */
  readonly given: Map<TaskRow, number>
}

/** What each worker does. */
export class Workers {
  readonly rows: Rows<TrackedWorker> = new Rows(mostWorkers, ({ state }) => state === "ended")

  of(pool: string, worker: string): TrackedWorker {
    return this.rows.touch(`${pool}\0${worker}`, (id) => ({
      id,
      pool: shortened(pool),
      worker: shortened(worker),
      backend: "",
      state: "idle",
      reason: undefined,
      task: undefined,
      since: 0,
      done: 0,
      failed: 0,
      busy: 0,
      cpu: undefined,
      heap: undefined,
      rss: undefined,
      given: new Map(),
    }))
  }

  /** Gives what the worker had been given and will not end. */
  changed({ pool, worker, backend, change, reason }: WorkerChangeEvent): readonly (readonly [TaskRow, number])[] {
    const row = this.of(pool, worker)
    const lost = [...row.given]
    row.given.clear()
    row.backend = backend
    row.state = change === "ended" ? "ended" : "idle"
    row.reason = reason === undefined ? undefined : shortened(reason)
    row.task = undefined
    row.cpu = row.heap = row.rss = undefined
    return lost
  }

  sent({ pool, worker, count }: SentEvent, task: TaskRow, at: number): void {
    const row = this.of(pool, worker)
    row.given.set(task, (row.given.get(task) ?? 0) + count)
    if (row.state !== "busy") row.since = at
    row.state = "busy"
    row.task = task.id
  }

  /** Tasks are not there any more. Gives how many of them it was told to have been given. */
  returned({ count }: { readonly count: number }, row: TrackedWorker, task: TaskRow): number {
    const given = row.given.get(task) ?? 0
    if (given > count) row.given.set(task, given - count)
    else row.given.delete(task)
    this.#settle(row)
    return Math.min(given, count)
  }

  /** Tasks have ended in it. Gives how many of them it was told to have been given. */
  ended(event: TaskSpanEvent, row: TrackedWorker, task: TaskRow, end: number): number {
    row.done += event.count - event.failed
    row.failed += event.failed
    row.busy += event.ms
    row.since = Math.max(row.since, end)
    return this.returned(event, row, task)
  }

  /** No task of a row runs any more: what was given and taken back is not told. */
  over(task: TaskRow): void {
    for (const row of this.rows.values()) {
      if (!row.given.delete(task)) continue
      this.#settle(row)
      this.rows.mark(row)
    }
  }

  #settle(row: TrackedWorker): void {
    const [next] = row.given.keys()
    if (row.state === "busy" && next === undefined) row.state = "idle"
    row.task = next?.id
  }

  sampled({ pool, worker, cpu, heap, rss }: WorkerSample): void {
    const row = this.of(pool, worker)
    row.cpu = cpu
    row.heap = heap
    row.rss = rss
  }
}

/** As the page has it. */
export function shownWorker({ given: _given, ...row }: TrackedWorker): WorkerRow {
  return { ...row, busy: Math.round(row.busy * 100) / 100, since: Math.round(row.since) }
}
