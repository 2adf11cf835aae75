import { Deque } from "../sequences/index.ts"
import { part } from "./flight.ts"
import type { Job, Taken } from "./job.ts"

/** Items that were taken from their job and have not run: their worker was ended, or another one is free. */
export interface Returned extends Taken {
  readonly attempt: number
}

/** What waits for a worker: a job that has items to give, or items that came back. */
export interface Waiting {
  readonly job: Job
  /** Undefined: ask the job. */
  readonly returned: Returned | undefined
}

/** Waiting work by priority, higher first; in order of arrival within one. */
export class Queue {
  readonly #levels = new Map<number, Deque<Waiting>>()
  #order: number[] = []
  /** Entries with items that came back. */
  #returned = 0

  /** Puts a job, or items that are tried again, at the end. */
  push(entry: Waiting): void {
    if (entry.returned !== undefined) this.#returned++
    this.#level(entry.job.priority).push(entry)
  }

  /** Puts items back ahead of their equals. */
  unshift(entry: Waiting): void {
    if (entry.returned !== undefined) this.#returned++
    this.#level(entry.job.priority).unshift(entry)
  }

  #level(priority: number): Deque<Waiting> {
    let level = this.#levels.get(priority)
    if (level === undefined) {
      this.#levels.set(priority, (level = new Deque()))
      this.#order = [...this.#levels.keys()].toSorted((a, b) => b - a)
    }
    return level
  }

  /** The entry that is next. Jobs that have nothing to give leave the queue here; they come back by `push`. */
  peek(): Waiting | undefined {
    for (const priority of this.#order) {
      const level = this.#levels.get(priority)!
      for (let entry = level.peek(); entry !== undefined; entry = level.peek()) {
        if (entry.returned !== undefined || entry.job.ready() > 0) return entry
        level.shift()
      }
    }
    return undefined
  }

  /** At most `max` items of the entry that `peek` gave. */
  take(entry: Waiting, max: number): Taken | undefined {
    const { job, returned } = entry
    if (returned === undefined) return job.take(max)
    this.#levels.get(job.priority)!.shift()
    this.#returned--
    if (returned.count <= max) return returned
    this.unshift({ job, returned: { ...part(returned, max, returned.count), attempt: returned.attempt } })
    return part(returned, 0, max)
  }

  /** Entries; exact for single calls, one for each job of many items. */
  get entries(): number {
    let entries = 0
    for (const level of this.#levels.values()) entries += level.size
    return entries
  }

  /** Items that wait, as far as their jobs know. */
  get items(): number {
    let items = 0
    for (const level of this.#levels.values()) {
      for (const entry of level) items += entry.returned?.count ?? entry.job.ready()
    }
    return items
  }

  /** Takes out what came back of one job. */
  removeReturned(job: Job): Returned[] {
    if (this.#returned === 0) return []
    const removed: Returned[] = []
    const level = this.#level(job.priority)
    for (const entry of level.drain()) {
      if (entry.job === job && entry.returned !== undefined) removed.push(entry.returned)
      else level.push(entry)
    }
    this.#returned -= removed.length
    return removed
  }

  /** Takes out everything. */
  drain(): Waiting[] {
    this.#returned = 0
    return this.#order.flatMap((priority) => this.#levels.get(priority)!.drain())
  }
}
