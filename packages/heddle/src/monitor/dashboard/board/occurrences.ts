import type { ActorEvent, CacheEvent, ErrorEvent, HintEvent, StageEvent } from "../../../core/events/index.ts"
import type { ActorRow, CacheRow, ErrorRow, HintRow, StageRow } from "./message.ts"
import { Rows } from "./rows.ts"
import { shortened } from "./tasks.ts"

const [longestMessage, longestStack] = [2000, 8000]

/** What happens now and then: errors by their message, actors, stages, calls of cached functions, hints. */
export class Occurrences {
  readonly errors: Rows<ErrorRow> = new Rows(100)
  readonly actors: Rows<ActorRow> = new Rows(500, ({ state }) => state === "dead")
  readonly stages: Rows<StageRow> = new Rows(200, ({ running }) => !running)
  readonly caches: Rows<CacheRow> = new Rows(100)
  readonly hints: Rows<HintRow> = new Rows(50)

  failed(event: ErrorEvent, at: number): void {
    const { of, error, worker, retry } = event
    const task = event.name === undefined ? undefined : shortened(event.name)
    // "row 17 is empty" and "row 18 is empty" are one.
    const kind = shortened(error.message, longestMessage).replaceAll(/\d+/g, "0")
    const row = this.errors.touch(`${of}\0${task}\0${error.name}\0${kind}`, (id) => ({
      id,
      of,
      task,
      error: {
        name: shortened(error.name),
        message: shortened(error.message, longestMessage),
        stack: shortened(error.stack, longestStack),
      },
      count: 0,
      retried: 0,
      worker: undefined,
      last: 0,
    }))
    row.count++
    if (retry === true) row.retried++
    row.worker = worker === undefined ? undefined : shortened(worker)
    row.last = Math.round(at)
  }

  actor({ actor, name, worker, change, reason }: ActorEvent): void {
    const row = this.actors.touch(actor, (id) => ({
      id,
      actor: shortened(actor),
      name: shortened(name),
      worker: undefined,
      state: change,
      restarts: 0,
      reason: undefined,
    }))
    row.state = change
    if (change === "restarting") row.restarts++
    if (worker !== undefined) row.worker = shortened(worker)
    row.reason = reason === undefined ? undefined : shortened(reason)
  }

  stage(event: StageEvent, at: number): void {
    const { of, label, change, computation, number, stages, planned, limit, ms, error } = event
    // A kernel runs often, and is one thing to a reader.
    const key = of === "kernel" ? `kernel\0${label}` : `${of}\0${computation}\0${number}`
    const row = this.stages.touch(key, (id) => ({
      id,
      of,
      label: shortened(label),
      number,
      stages,
      at: Math.round(at),
      count: 0,
      running: false,
      ms: undefined,
      planned: undefined,
      limit: undefined,
      error: undefined,
    }))
    row.running = change === "began"
    if (planned !== undefined) row.planned = planned
    if (limit !== undefined) row.limit = limit
    if (change === "began") return
    row.count++
    row.ms = (row.ms ?? 0) + (ms ?? 0)
    if (error !== undefined) row.error = shortened(`${error.name}: ${error.message}`, longestMessage)
  }

  /** What the stages that run were planned to take, all together; null where none says it. */
  budget(): { readonly planned: number | null; readonly limit: number | null } {
    let [planned, limit]: [number | null, number | null] = [null, null]
    for (const row of this.stages.values()) {
      if (row.running && row.planned !== undefined) planned = (planned ?? 0) + row.planned
      if (row.limit !== undefined) limit = row.limit
    }
    return { planned, limit }
  }

  cached({ name, outcome, ms, saved }: CacheEvent): void {
    const row = this.caches.touch(name, (id) => ({ id, name: shortened(name), hits: 0, runs: 0, ms: 0, saved: 0 }))
    if (outcome === "hit") row.hits++
    else row.runs++
    row.ms += ms
    row.saved += Math.max(0, (saved ?? ms) - ms)
  }

  hint({ message }: HintEvent): void {
    this.hints.touch(message, (id) => ({ id, message: shortened(message, longestMessage), count: 0 })).count++
  }
}
