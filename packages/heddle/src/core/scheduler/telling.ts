import { labelOf, spanWidth } from "../backend/index.ts"
import type { LaneEnd } from "../backend/index.ts"
import { errorText, isHeard, moment, tell } from "../events/index.ts"
import type { HeddleEvent } from "../events/index.ts"
import { roughBytes } from "../wire/index.ts"
import type { Crew, TakenBack } from "./crew.ts"
import type { Flight, Load } from "./flight.ts"
import type { Job } from "./job.ts"
import { SentLabels } from "./sent-labels.ts"

/** Smaller values are not told of, in bytes. */
export const worthTelling: number = 1 << 16

let lastJob = 0

/** Tells the channels of events what a scheduler does, as far as somebody listens. */
export class Telling {
  readonly #pool: string
  readonly #backend: string
  readonly #labels = new WeakMap<Crew, SentLabels>()
  readonly #jobs = new WeakMap<Job, { readonly id: number; count: number | undefined }>()

  constructor(pool: string, backend: string) {
    this.#pool = pool
    this.#backend = backend
  }

  /** Tasks of a job were given to a worker, the first of them under the number `id`. */
  sent(crew: Crew, { job, taken }: Load, id: number): void {
    const kept = isHeard("task") || isHeard("progress")
    if (!kept && !isHeard("sent") && !isHeard("job")) return
    let labels = this.#labels.get(crew)
    if (labels === undefined) this.#labels.set(crew, (labels = new SentLabels()))
    for (const { from, to, name } of partsOf(job, taken.index, taken.count)) {
      const first = id + from - taken.index
      if (kept) labels.add(first, to - from, name, job.call.traceparent)
      if (isHeard("job")) this.#job(job, name)
      if (isHeard("sent"))
        tell({ kind: "sent", at: moment(), pool: this.#pool, worker: crew.name, name, id: first, count: to - from })
    }
  }

  /** Tasks that a worker had not begun were taken back. */
  returned(crew: Crew, all: readonly TakenBack[]): void {
    if (!isHeard("returned")) return
    for (const { id, job, returned } of all) {
      for (const { from, to, name } of partsOf(job, returned.index, returned.count)) {
        const what = { at: moment(), pool: this.#pool, worker: crew.name, name }
        tell({ kind: "returned", ...what, id: id + from - returned.index, count: to - from })
      }
    }
  }

  #job(job: Job, name: string): void {
    // Calls of several names: how many there are of each is not known.
    if (job.nameAt !== undefined) return

    const count = job.total
    let known = this.#jobs.get(job)
    if (known === undefined) this.#jobs.set(job, (known = { id: ++lastJob, count: undefined }))
    else if (known.count === count) return
    known.count = count
    tell({ kind: "job", at: moment(), pool: this.#pool, job: known.id, name, count })
  }

  /** Tasks have run in a worker. */
  ran(crew: Crew, rows: Float64Array): void {
    const labels = this.#labels.get(crew)
    for (let at = 0; at < rows.length; at += spanWidth) {
      const [id, count, began, ms, failed] = rows.subarray(at, at + spanWidth) as unknown as FiveNumbers
      const { name = "anonymous", traceparent } = labels?.take(id, count) ?? {}
      const trace = traceparent === undefined ? {} : { traceparent }
      if (isHeard("task"))
        tell({ kind: "task", at: began, pool: this.#pool, worker: crew.name, name, id, count, ms, failed, ...trace })
    }
  }

  received({ job, taken }: Flight, offset: number, value: unknown, ms: number): void {
    const bytes = roughBytes(value)
    if (bytes < worthTelling) return
    const name = nameAt(job, taken.index + offset)
    tell({ kind: "transfer", at: moment() - ms, pool: this.#pool, name, bytes, ms, what: "result" })
  }

  progress(crew: Crew, id: number, fraction: number, note: string | undefined): void {
    if (!isHeard("progress")) return
    const name = this.#labels.get(crew)?.name(id) ?? "anonymous"
    tell({ kind: "progress", at: moment(), pool: this.#pool, name, id, fraction, note })
  }

  /** What was told in a worker. */
  passOn(crew: Crew, event: HeddleEvent): void {
    if (!isHeard(event.kind)) return
    const source = event.source === undefined ? crew.name : `${crew.name} / ${event.source}`
    tell({ ...event, source })
  }

  failed(crew: Crew, { id, job, taken, attempt }: Flight, offset: number, thrown: unknown, retry: boolean): void {
    if (!isHeard("error")) return
    const name = nameAt(job, taken.index + offset)
    const error = errorText(thrown)
    const what = { kind: "error", of: "task", at: moment(), pool: this.#pool, worker: crew.name } as const
    tell({ ...what, name, id: id + offset, attempt, retry, error })
  }

  /** Something threw in a worker while no task ran there. */
  stray(crew: Crew, thrown: unknown): void {
    if (!isHeard("error")) return
    const error = errorText(thrown)
    tell({ kind: "error", of: "stray", at: moment(), pool: this.#pool, worker: crew.name, error })
  }

  worker(crew: Crew, change: "started" | "ended", end?: LaneEnd): void {
    const { name: worker } = crew
    const pool = this.#pool
    const { threadId } = crew.lane
    const how = end === undefined ? {} : { reason: end.reason, exitCode: end.exitCode }
    if (isHeard("worker"))
      tell({ kind: "worker", at: moment(), pool, worker, backend: this.#backend, threadId, change, ...how })
    if (end === undefined || end.reason === "closed" || end.reason === "killed" || !isHeard("error")) return
    const error = end.error === undefined ? { name: "Error", message: describe(end), stack: "" } : errorText(end.error)
    tell({ kind: "error", of: "worker", at: moment(), pool, worker, error })
  }
}

type FiveNumbers = readonly [number, number, number, number, number]

function describe({ reason, exitCode, signal, usedMb, limitMb }: LaneEnd): string {
  if (reason === "out-of-memory") return `the worker used ${usedMb} MB of its ${limitMb} MB and was ended`
  const how = signal ?? (exitCode === null ? "" : `exit code ${exitCode}`)
  return `the worker ended: ${reason}${how === "" ? "" : ` (${how})`}`
}

function nameAt(job: Job, index: number): string {
  return job.nameAt?.(index) ?? labelOf(job.call.fn)
}

/** The items of a job, as far as those in a row have one name. */
function* partsOf(job: Job, index: number, count: number): Generator<{ from: number; to: number; name: string }> {
  const end = index + count
  for (let from = index; from < end;) {
    const name = nameAt(job, from)
    let to = job.nameAt === undefined ? end : from + 1
    while (to < end && nameAt(job, to) === name) to++
    yield { from, to, name }
    from = to
  }
}
