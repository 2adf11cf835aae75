import { enoughMicros } from "./batch-size.ts"
import type { Crew, GoingBack } from "./crew.ts"
import { part } from "./flight.ts"
import type { Load } from "./flight.ts"
import type { Job } from "./job.ts"
import type { Queue, Returned, Waiting } from "./queue.ts"

/*
 * Jobs that have a home: what they need is in one worker, and nowhere else. They wait in that worker's own queue, come
 * back to it when they are taken back, and fail when it ends.
 */

/** Puts a job in the queue of its home. False: that worker has ended, or is about to. */
export function enqueueAtHome(crews: readonly Crew[], job: Job): boolean {
  const { home } = job
  if (home === undefined || home.retiring || !crews.includes(home)) return false
  home.own.push({ job, returned: undefined })
  return true
}

/** Puts back what was taken from a worker: in front of what waits, at home if it has one. */
export function putBack(queue: Queue, back: readonly GoingBack[]): void {
  for (const entry of back.toReversed()) {
    if (entry.job.home === undefined) queue.unshift(entry)
    else entry.job.home.own.unshift(entry)
  }
}

/** What a worker gets next of what only it can do: as much as keeps it busy, and one task of unknown length at least. */
export function packOwn(crew: Crew): Load[] {
  const load: Load[] = []
  let room = crew.places - crew.pending
  let micros = crew.pending === 0 ? 0 : crew.backlog
  while (crew.own.length > 0 && crew.stopping.size === 0 && (room > 0 || micros < enoughMicros)) {
    const { job, returned } = crew.own[0]!
    const taken = returned ?? (job.ready() > 0 ? job.take(job.chunkSize ?? 1) : undefined)
    if (returned !== undefined || taken === undefined) crew.own.shift()
    if (taken === undefined) continue
    load.push({ job, taken, attempt: returned?.attempt ?? 1 })
    room -= taken.count
    const cost = job.call.fn.cost.micros * taken.count
    micros += Number.isNaN(cost) ? Number.POSITIVE_INFINITY : cost
  }
  return load
}

/** Takes out what came back of one job: all of it, or one item and leaves the rest where it is. */
export function takeOut(queue: Queue, crews: readonly Crew[], job: Job, index?: number): Returned[] {
  const meant: Returned[] = []
  if (job.home === undefined) {
    const kept: GoingBack[] = []
    for (const entry of queue.removeReturned(job)) kept.push(...without(job, entry, index, meant))
    putBack(queue, kept)
    return meant
  }
  for (const { own } of crews) {
    for (const entry of own.splice(0)) {
      const { returned } = entry
      if (entry.job !== job || returned === undefined) own.push(entry)
      else own.push(...without(job, returned, index, meant))
    }
  }
  return meant
}

/** What is left of an entry without one item, or without all; those go to `meant`. */
function without(job: Job, entry: Returned, index: number | undefined, meant: Returned[]): GoingBack[] {
  const at = index === undefined ? 0 : index - entry.index
  const end = index === undefined ? entry.count : at + 1
  if (at < 0 || at >= entry.count) return [{ job, returned: entry }]
  meant.push(piece(entry, at, end))
  const rest = [piece(entry, 0, at), piece(entry, end, entry.count)]
  return rest.filter(({ count }) => count > 0).map((returned) => ({ job, returned }))
}

function piece(returned: Returned, from: number, to: number): Returned {
  return { ...part(returned, from, Math.max(from, to)), attempt: returned.attempt }
}

/** Fails what waited for a worker that will not do it. */
export function abandonWaiting(entries: readonly Waiting[], error: () => unknown): void {
  for (const { job, returned } of entries) {
    if (returned === undefined) job.abandon(error)
    else for (let i = 0; i < returned.count; i++) job.settle(returned.index + i, false, error())
  }
}
