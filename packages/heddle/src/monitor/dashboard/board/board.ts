import { basename } from "node:path"
import { availableParallelism } from "node:os"
import { eventKinds, listen, moment } from "../../../core/events/index.ts"
import type { EventKind, EventOf, SampleEvent } from "../../../core/events/index.ts"
import { Batches } from "./batches.ts"
import type { About, Batch, Lists, Point, Snapshot, Totals } from "./message.ts"
import { Occurrences } from "./occurrences.ts"
import { Spans } from "./spans.ts"
import { isOver, shownTask, Tasks } from "./tasks.ts"
import { shownWorker, Workers } from "./workers.ts"

export interface BoardOptions {
  /** Profiles can be made. */
  readonly profile?: boolean
  /** How many spans of tasks are kept. */
  readonly spans?: number
  /** How many seconds are kept. */
  readonly points?: number
  /** How many characters of messages are kept for who was cut off. */
  readonly kept?: number
  readonly title?: string
  readonly processors?: number
  /** Tells the moment, as events have it. */
  readonly clock?: () => number
}

/** A sample older than this, in ms, says nothing of now. */
const stale = 5000

/**
 * What the program tells, put together for a page: totals, rows, the last spans. It hears nothing before `listen()` and
 * after `close()`. `flush()` makes a message of what has changed; whoever serves the board calls it now and then.
 */
export class Board {
  readonly #about: About
  readonly #clock: () => number
  readonly batches: Batches
  readonly #tasks = new Tasks()
  readonly #workers = new Workers()
  readonly #occurred = new Occurrences()
  readonly #spans: Spans
  readonly #points: Point[] = []
  #freshPoints: Point[] = []
  readonly #totals: Totals = { done: 0, failed: 0, retried: 0, undrawn: 0, moved: 0, movedMs: 0, spilled: 0 }
  readonly #second = { tasks: 0, failed: 0 }
  #sample: SampleEvent | undefined
  #ends: (() => void)[] = []
  #isDirty = true

  constructor(options: BoardOptions = {}) {
    const {
      profile = false,
      spans = 20_000,
      points = 3600,
      kept = 8_000_000,
      title,
      processors,
      clock = moment,
    } = options
    this.#clock = clock
    this.#about = {
      title: title ?? basename(process.argv[1] ?? "node"),
      pid: process.pid,
      node: process.versions.node,
      processors: processors ?? availableParallelism(),
      began: clock(),
      profile,
      spans,
      points,
    }
    this.#spans = new Spans(spans)
    this.batches = new Batches(kept)
  }

  /** Hears from now on. */
  listen(): void {
    this.#ends = eventKinds.map((kind) => this.#hear(kind))
  }

  /** Hears nothing more, and ends the messages behind the last one. */
  close(): void {
    for (const end of this.#ends) end()
    this.#ends = []
    this.flush()
    this.batches.end()
  }

  #hear(kind: EventKind): () => void {
    const heard = this.#heard[kind] as ((event: unknown) => void) | undefined
    return listen(kind, (event) => {
      this.#isDirty = true
      heard?.(event)
    })
  }

  /** What is done with an event of each kind. */
  readonly #heard: { readonly [K in EventKind]: (event: EventOf<K>) => void } = {
    job: (event) => this.#tasks.job(event),
    sent: (event) => this.#workers.sent(event, this.#tasks.sent(event), this.#since(event.at)),
    returned: (event) => {
      const [worker, task] = [this.#workers.of(event.pool, event.worker), this.#tasks.of(event.name)]
      this.#tasks.lost(task, this.#workers.returned(event, worker, task))
    },
    task: (event) => {
      const at = this.#since(event.at)
      const worker = this.#workers.of(event.pool, event.worker)
      const task = this.#tasks.of(event.name)
      const given = this.#workers.ended(event, worker, task, at + event.ms)
      const row = this.#tasks.ended(event, given)
      if (isOver(row) && row.running > 0) {
        this.#workers.over(row)
        this.#tasks.lost(row, row.running)
      }
      this.#spans.add(worker.id, task.id, at, event.ms, event.count, event.failed)
      this.#second.tasks += event.count
      this.#second.failed += event.failed
      this.#totals.done += event.count - event.failed
      this.#totals.failed += event.failed
    },
    worker: (event) => {
      for (const [task, count] of this.#workers.changed(event)) this.#tasks.lost(task, count)
    },
    error: (event) => {
      this.#occurred.failed(event, this.#since(event.at))
      if (event.of !== "task" || event.retry !== true) return
      this.#totals.retried++
      this.#totals.failed--
      if (event.name !== undefined) this.#tasks.retried(event.name)
    },
    transfer: ({ bytes, ms }) => {
      this.#totals.moved += bytes
      this.#totals.movedMs += ms
    },
    spill: ({ bytes }) => {
      this.#totals.spilled += bytes
    },
    stage: (event) => this.#occurred.stage(event, this.#since(event.at)),
    actor: (event) => this.#occurred.actor(event),
    progress: (event) => this.#tasks.progress(event),
    cache: (event) => this.#occurred.cached(event),
    hint: (event) => this.#occurred.hint(event),
    sample: (event) => {
      this.#sample = event
      for (const worker of event.workers) this.#workers.sampled(worker)
    },
  }

  /** A second is over: rates, and a point of the lines. */
  second(now: number = this.#clock()): void {
    const { tasks, failed } = this.#second
    this.#second.tasks = this.#second.failed = 0
    this.#tasks.second()
    const sample = this.#sample !== undefined && this.#sample.at > now - stale ? this.#sample : undefined
    const point = {
      at: Math.round(this.#since(now)) / 1000,
      tasks,
      failed,
      cpu: sample?.cpu ?? null,
      systemCpu: sample?.systemCpu ?? null,
      rss: sample?.rss ?? null,
      heap: sample?.heap ?? null,
      ...this.#occurred.budget(),
    }
    this.#isDirty = true
    this.#points.push(point)
    this.#freshPoints.push(point)
    if (this.#points.length > this.#about.points) this.#points.shift()
  }

  /** Makes a message of what has changed, if something has. */
  flush(now: number = this.#clock()): void {
    // A fold of tiny tasks is told when its time is over, with no event then.
    const spans = this.#spans.fresh(this.#since(now))
    if (!this.#isDirty && spans.length === 0) return
    this.#isDirty = false
    const batch: Record<string, unknown> = { now: Math.round(this.#since(now)), totals: this.#sums() }
    const gone: Record<string, readonly number[]> = {}
    for (const [name, { rows, shown }] of Object.entries(this.#lists)) {
      const changes = rows.changes()
      if (changes.rows.length > 0) batch[name] = changes.rows.map((row) => shown(row as never))
      if (changes.gone.length > 0) gone[name] = changes.gone
    }
    if (Object.keys(gone).length > 0) batch["gone"] = gone
    if (spans.length > 0) batch["spans"] = spans
    if (this.#freshPoints.length > 0) batch["points"] = this.#freshPoints
    this.#freshPoints = []
    const id = this.batches.idOf(this.batches.next)
    this.batches.push(message("batch", id, batch as unknown as Batch))
  }

  /** Everything up to now, and the number of the first message that is not in it. */
  snapshot(now: number = this.#clock()): { readonly snapshot: Snapshot; readonly next: number } {
    this.flush(now)
    const lists = Object.entries(this.#lists).map(([name, { rows, shown }]) => {
      return [name, [...rows.values()].map((row) => shown(row as never))]
    })
    const snapshot: Snapshot = {
      about: this.#about,
      now: Math.round(this.#since(now)),
      ...(Object.fromEntries(lists) as Lists),
      spans: this.#spans.all(),
      points: this.#points,
      totals: this.#sums(),
      ended: this.batches.isEnded,
    }
    return { snapshot, next: this.batches.next }
  }

  /** The lists of a message, and how a row of each is shown. */
  readonly #lists = {
    workers: { rows: this.#workers.rows, shown: shownWorker },
    tasks: { rows: this.#tasks.rows, shown: shownTask },
    errors: { rows: this.#occurred.errors, shown: same },
    actors: { rows: this.#occurred.actors, shown: same },
    stages: { rows: this.#occurred.stages, shown: same },
    caches: { rows: this.#occurred.caches, shown: same },
    hints: { rows: this.#occurred.hints, shown: same },
  } as const

  #sums(): Totals {
    return { ...this.#totals, undrawn: this.#spans.undrawn }
  }

  #since(at: number): number {
    return at - this.#about.began
  }
}

function same<T>(row: T): T {
  return row
}

/** A message as server-sent events have it. */
export function message(event: "batch" | "snapshot", id: string, data: Batch): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
