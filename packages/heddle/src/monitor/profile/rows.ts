import { fileURLToPath } from "node:url"
import { relative } from "node:path"
import { OptionError } from "../../core/errors/index.ts"
import { oneOf } from "../../core/options/index.ts"
import type { Frame } from "./frame.ts"
import { selfTimes } from "./samples.ts"
import type { ThreadSamples } from "./samples.ts"

/** A function of a profile. Times are milliseconds, added up over all threads. */
export interface ProfileRow {
  readonly name: string
  /** Relative to the current directory where it is below that; a `node:` module or `wasm:` as V8 calls it. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** In the function itself. */
  readonly self: number
  /** In it and what it calls. A call within a call of it counts once. */
  readonly cumulative: number
  /** Of the time in which any thread was busy, from 0 to 1. */
  readonly selfShare: number
  readonly cumulativeShare: number
  /** How often it was seen as the innermost function. */
  readonly samples: number
  /** The threads in which it ran, with its cumulative time in each. */
  readonly threads: Readonly<Record<string, number>>
}

/** What rows are put in order by. */
export type SortKey = "cumulative" | "self" | "name" | "file"

/** Which functions are meant: a part of their name or file. */
export type Filter = string | RegExp

interface Sums {
  self: number
  cumulative: number
  samples: number
  readonly threads: Map<string, number>
}

/** Adds up each function over all threads; `(idle)` and `(garbage collector)` are no functions. */
export function rowsOf(threads: readonly ThreadSamples[], busy: number): Map<Frame, ProfileRow> {
  const sums = new Map<Frame, Sums>()
  for (const thread of threads) addThread(thread, sums)
  return new Map([...sums].map(([frame, sum]) => [frame, rowOf(frame, sum, busy)]))
}

function addThread(thread: ThreadSamples, sums: Map<Frame, Sums>): void {
  const { nodes, samples } = thread
  const self = selfTimes(thread)
  const counts = new Float64Array(nodes.length)
  for (const node of samples) counts[node]!++
  const onStack = new Set<Frame>()
  self.forEach((time, number) => {
    if (counts[number] === 0 || isWaiting(nodes[number]!.frame)) return
    const leaf = sumsOf(sums, nodes[number]!.frame)
    leaf.self += time
    leaf.samples += counts[number]!
    onStack.clear()
    for (let at = number; at >= 0; at = nodes[at]!.parent) onStack.add(nodes[at]!.frame)
    for (const frame of onStack) {
      const sum = sumsOf(sums, frame)
      sum.cumulative += time
      sum.threads.set(thread.name, (sum.threads.get(thread.name) ?? 0) + time)
    }
  })
}

function sumsOf(sums: Map<Frame, Sums>, frame: Frame): Sums {
  let sum = sums.get(frame)
  if (sum === undefined) sums.set(frame, (sum = { self: 0, cumulative: 0, samples: 0, threads: new Map() }))
  return sum
}

export function isWaiting(frame: Frame): boolean {
  return frame.kind === "engine" && frame.name !== "(program)"
}

function rowOf(frame: Frame, { self, cumulative, samples, threads }: Sums, busy: number): ProfileRow {
  return {
    name: frame.name,
    file: fileOf(frame.url),
    line: frame.line,
    column: frame.column,
    self: self / 1000,
    cumulative: cumulative / 1000,
    selfShare: busy === 0 ? 0 : self / busy,
    cumulativeShare: busy === 0 ? 0 : cumulative / busy,
    samples,
    threads: Object.fromEntries([...threads].map(([name, time]) => [name, time / 1000])),
  }
}

/** As a reader names it. */
export function fileOf(url: string): string {
  if (!url.startsWith("file:")) return url
  const path = fileURLToPath(url)
  const near = relative("", path)
  return near.startsWith("..") ? path : near
}

/** The functions of a name or a file; all without a filter. */
export function matching(rows: readonly ProfileRow[], filter: Filter | undefined): readonly ProfileRow[] {
  if (filter === undefined) return rows
  if (typeof filter !== "string" && !(filter instanceof RegExp))
    throw new OptionError("filter", "a part of a name or file, or a RegExp", filter)
  const wanted = (text: string): boolean =>
    typeof filter === "string"
      ? text.includes(filter)
      : new RegExp(filter.source, filter.flags.replace("g", "")).test(text)
  return rows.filter(({ name, file, line }) => wanted(name) || wanted(`${file}:${line}`))
}

/** What `pstats` calls the same. Its `calls` is not there: samples do not count them. */
const python: Readonly<Record<string, SortKey>> = {
  cumtime: "cumulative",
  tottime: "self",
  time: "self",
  filename: "file",
  module: "file",
  nfl: "name",
}

/** Throws OptionError. */
export function sorted(rows: readonly ProfileRow[], sort: SortKey): readonly ProfileRow[] {
  const key = oneOf("sort", Object.hasOwn(python, sort) ? python[sort] : sort, ["cumulative", "self", "name", "file"])
  const by: Readonly<Record<SortKey, (a: ProfileRow, b: ProfileRow) => number>> = {
    cumulative: (a, b) => b.cumulative - a.cumulative || b.self - a.self || byName(a, b),
    self: (a, b) => b.self - a.self || b.cumulative - a.cumulative || byName(a, b),
    name: byName,
    file: (a, b) => a.file.localeCompare(b.file) || a.line - b.line,
  }
  return rows.toSorted(by[key])
}

function byName(a: ProfileRow, b: ProfileRow): number {
  return a.name.localeCompare(b.name) || a.line - b.line
}
