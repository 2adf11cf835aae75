import type { JobEvent, SentEvent, TaskProgressEvent, TaskSpanEvent } from "../../../core/events/index.ts"
import type { TaskRow } from "./message.ts"
import { Rows } from "./rows.ts"

/** More names than this share a row. */
const mostNames = 200
const others = "other names"
/** Jobs of before these are not told again. */
const mostJobs = 10_000
/** Over how many seconds a rate is taken. */
const rateSeconds = 5

export interface CountedTask extends TaskRow {
  /** How many were announced; those of before the board began were not. */
  known: number
  /** Jobs whose count is not known. */
  openJobs: number
  /** How many ended in this second, and in those before. */
  ending: number
  readonly ended: number[]
}

/** How far the tasks of each name are. */
export class Tasks {
  readonly #jobs = new Map<string, { readonly count: number | undefined }>()
  readonly rows: Rows<CountedTask> = new Rows(mostNames + 1)

  /** The row of a name. */
  of(name: string): CountedTask {
    const known = this.rows.get(name)
    if (known !== undefined) {
      this.rows.mark(known)
      return known
    }
    const shown = this.rows.size < mostNames ? name : others
    return this.rows.touch(shown, (id) => blank(id, shortened(shown)))
  }

  /** A job is told again when its count changes. */
  job({ pool, job, name, count }: JobEvent): void {
    const [row, key] = [this.of(name), `${pool}\0${job}`]
    const before = this.#jobs.get(key)
    row.known += (count ?? 0) - (before?.count ?? 0)
    row.openJobs += Number(count === undefined) - Number(before !== undefined && before.count === undefined)
    row.open = row.openJobs > 0
    this.#jobs.set(key, { count })
    const [oldest] = this.#jobs.keys()
    if (this.#jobs.size > mostJobs && oldest !== undefined) this.#jobs.delete(oldest)
    settle(row)
  }

  sent({ name, count }: SentEvent): CountedTask {
    const row = this.of(name)
    row.running += count
    settle(row)
    return row
  }

  ended({ name, count, failed, ms }: TaskSpanEvent, wasGiven: number): CountedTask {
    const row = this.of(name)
    row.running -= wasGiven
    row.done += count - failed
    row.failed += failed
    row.busy += ms
    row.ending += count
    settle(row)
    return row
  }

  /** A task failed that is tried again. */
  retried(name: string): void {
    const row = this.of(name)
    row.retried++
    row.failed--
  }

  /** Tasks that a worker had been given are not there any more, as it ended. */
  lost(row: TaskRow, count: number): void {
    row.running -= count
    this.rows.mark(row as CountedTask)
  }

  progress({ name, fraction, note }: TaskProgressEvent): void {
    const row = this.of(name)
    row.fraction = fraction
    row.note = note === undefined ? undefined : shortened(note)
  }

  /** A second is over. */
  second(): void {
    for (const row of this.rows.values()) {
      if (row.ended.length === 0 && row.ending === 0) continue
      row.ended.push(row.ending)
      row.ending = 0
      if (row.ended.length > rateSeconds) row.ended.shift()
      const sum = row.ended.reduce((a, b) => a + b, 0)
      row.rate = Math.round((100 * sum) / row.ended.length) / 100
      if (sum === 0) row.ended.length = 0
      this.rows.mark(row)
    }
  }
}

/** As the page has it. */
export function shownTask({
  known: _known,
  openJobs: _openJobs,
  ending: _ending,
  ended: _ended,
  ...row
}: CountedTask): TaskRow {
  return { ...row, failed: Math.max(0, row.failed), busy: Math.round(row.busy * 100) / 100 }
}

function blank(id: number, name: string): CountedTask {
  return {
    id,
    name,
    total: 0,
    open: false,
    running: 0,
    done: 0,
    failed: 0,
    retried: 0,
    busy: 0,
    rate: 0,
    note: undefined,
    fraction: undefined,
    known: 0,
    openJobs: 0,
    ending: 0,
    ended: [],
  }
}

/** There are at least as many as have been seen. What a worker was given may be taken back, and given to another one. */
function settle(row: CountedTask): void {
  const ended = row.done + row.failed
  row.total = row.known > 0 ? Math.max(row.known, ended) : ended + Math.max(0, row.running)
}

/** All that are known of have ended. */
export function isOver(row: CountedTask): boolean {
  return row.known > 0 && !row.open && row.done + row.failed >= row.known
}

/** Names and notes are the program's: they may be of any length. */
export function shortened(text: string, longest = 200): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
