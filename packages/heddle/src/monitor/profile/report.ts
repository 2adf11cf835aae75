import { writeFileSync } from "node:fs"
import { OptionError } from "../../core/errors/index.ts"
import { integer, knownKeys } from "../../core/options/index.ts"
import type { HeddleEvent } from "../../core/events/index.ts"
import { formats, writerFor } from "./formats/index.ts"
import type { Frames } from "./frame.ts"
import { relations } from "./relations.ts"
import type { Relation } from "./relations.ts"
import { matching, rowsOf, sorted } from "./rows.ts"
import type { Filter, ProfileRow, SortKey } from "./rows.ts"
import { folded, timeOf, totalTime } from "./samples.ts"
import type { ThreadSamples } from "./samples.ts"
import { headOf, painter, relationTable, table } from "./table.ts"
import type { Paint, Totals } from "./table.ts"

/** What a report's table shows. */
export interface TopOptions {
  /** What the rows are put in order by. Default: `"cumulative"`. */
  readonly sort?: SortKey
  /** Only functions of this name or file: a part of it, or a regular expression. */
  readonly filter?: Filter
  /** Each function of Node and of heddle on a row of its own. Default: one row `(node)`, one `(heddle)`. */
  readonly internals?: boolean
  /** Print it to standard output, or to this stream. Default: true. */
  readonly print?: boolean | NodeJS.WritableStream
}

/** A thread of a profile. Times are milliseconds. */
export interface ThreadSummary {
  /** `"main"`, or what its pool calls it. */
  readonly name: string
  readonly pid: number
  readonly threadId: number
  readonly busy: number
  readonly idle: number
  readonly gc: number
  readonly samples: number
}

/** What a report is made of. */
export interface Recorded {
  readonly threads: readonly ThreadSamples[]
  readonly frames: Frames
  readonly events: readonly HeddleEvent[]
  readonly lost: readonly string[]
}

/**
 * The CPU profiles of a program's threads, as one. What `pstats.Stats` is in Python: `top` is `sort_stats(...).print_stats(n)`,
 * `callers` and `callees` are `print_callers` and `print_callees`. Samples do not count calls: there is no `ncalls`.
 */
export class ProfileReport {
  /** The endings that `save` knows. */
  static readonly formats: readonly string[] = formats
  /** The workers that were gone before they could give their profiles: what they did is not in here. */
  readonly lost: readonly string[]
  /** Who ran, and for how long. */
  readonly threads: readonly ThreadSummary[]
  readonly totals: Totals
  readonly #recorded: Recorded

  /** @internal */
  constructor(recorded: Recorded) {
    this.#recorded = recorded
    this.lost = recorded.lost
    this.threads = recorded.threads.map(summary)
    this.totals = totalsOf(recorded.threads, this.threads)
  }

  /**
   * Prints the functions that took longest, all threads together, and gives them back. Time of recursive calls is counted once;
   * shares are of the time in which any thread was busy.
   *
   * @example
   * ```ts
   * import { profile } from "heddle/monitor"
   * const report = await profile(() => {
   *   for (const end = Date.now() + 100; Date.now() < end; );
   * })
   * const rows = report.top(3, { sort: "self", print: false })
   * rows.length <= 3 // => true
   * ```
   */
  top(count: number = 20, options: TopOptions = {}): readonly ProfileRow[] {
    knownKeys(options, ["sort", "filter", "internals", "print"])
    const most = count === Number.POSITIVE_INFINITY ? count : integer("count", count, { min: 0 })
    const found = matching(this.#rows(options.internals), options.filter)
    const rows = sorted(found, options.sort ?? "cumulative").slice(0, most)
    print(options.print, (paint) => this.#text(rows, paint))
    return rows
  }

  /** Prints who calls the functions of this name or file, with the time of their calls, and gives that back. */
  callers(filter: Filter, options: Omit<TopOptions, "sort" | "filter"> = {}): readonly Relation[] {
    return this.#relations(filter, "callers", options)
  }

  /** Prints what the functions of this name or file call, and gives that back. */
  callees(filter: Filter, options: Omit<TopOptions, "sort" | "filter"> = {}): readonly Relation[] {
    return this.#relations(filter, "callees", options)
  }

  #relations(filter: Filter, which: "callers" | "callees", options: Omit<TopOptions, "sort" | "filter">): Relation[] {
    knownKeys(options, ["internals", "print"])
    const wanted = (row: ProfileRow): boolean => matching([row], filter).length > 0
    const found = relations(this.#threads(options.internals), this.totals.busy * 1000, which, wanted)
    print(options.print, (paint) => `${relationTable(found, which, paint)}\n`)
    return found
  }

  /**
   * Writes it to a file, in the format that its name ends in:
   *
   * - `.cpuprofile`: Chrome's and VS Code's; each thread is below a node of its name
   * - `.speedscope.json`: <https://www.speedscope.app>; a profile for each thread
   * - `.trace.json`: <https://ui.perfetto.dev>; stacks over time, tasks, stages and what was used, arrows from where tasks were sent
   * - `.html`: a flame graph in one page that needs nothing else
   * - `.txt`: the table
   *
   * `loadProfile` reads the first two. Throws OptionError for another ending.
   */
  save(file: string): void {
    const writer = writerFor(file)
    const { threads, frames, events } = this.#recorded
    writeFileSync(file, writer({ threads, frames, events, totals: this.totals, text: () => this.toString() }))
  }

  /** The table, without colours. */
  toString(): string {
    return this.#text(sorted(this.#rows(false), "cumulative"), painter(undefined))
  }

  #threads(internals: boolean = false): readonly ThreadSamples[] {
    const { threads, frames } = this.#recorded
    return internals ? threads : threads.map((thread) => folded(thread, frames))
  }

  #rows(internals: boolean | undefined): readonly ProfileRow[] {
    return [...rowsOf(this.#threads(internals), this.totals.busy * 1000).values()]
  }

  #text(rows: readonly ProfileRow[], paint: Paint): string {
    const lost = this.lost.map((text) => `${paint("yellow", `lost: ${text}`)}\n`)
    return `${headOf(this.totals)}\n${lost.join("")}\n${table(rows, paint)}\n`
  }
}

function print(to: boolean | NodeJS.WritableStream = true, text: (paint: Paint) => string): void {
  const stream = to === true ? process.stdout : to
  if (stream !== false && typeof stream?.write !== "function")
    throw new OptionError("print", "a boolean or a stream", to)
  if (stream !== false) stream.write(text(painter(stream)))
}

function summary(thread: ThreadSamples): ThreadSummary {
  const { name, pid, threadId, samples } = thread
  const idle = timeOf(thread, "(idle)")
  const gc = timeOf(thread, "(garbage collector)")
  const busy = totalTime(thread) - idle - gc
  return { name, pid, threadId, busy: busy / 1000, idle: idle / 1000, gc: gc / 1000, samples: samples.length }
}

function totalsOf(threads: readonly ThreadSamples[], summaries: readonly ThreadSummary[]): Totals {
  const sum = (of: (one: ThreadSummary) => number): number => summaries.reduce((total, one) => total + of(one), 0)
  const samples = sum((one) => one.samples)
  const [busy, idle, gc] = [sum((one) => one.busy), sum((one) => one.idle), sum((one) => one.gc)]
  const first = Math.min(...threads.map(({ at }) => at))
  const last = Math.max(...threads.map((thread) => thread.at + totalTime(thread) / 1000))
  return {
    wall: threads.length === 0 ? 0 : last - first,
    busy,
    idle,
    gc,
    threads: threads.length,
    samples,
    interval: samples === 0 ? 0 : (busy + idle + gc) / samples,
  }
}
