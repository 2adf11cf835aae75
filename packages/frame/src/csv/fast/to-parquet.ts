import { mkdtempSync, rmSync, statSync } from "node:fs"
import path from "node:path"
import type { Pool } from "heddle"
import type { CsvFacts, CsvOptions } from "../options.ts"
import type { Range } from "./blocks.ts"
import { canParse } from "./column.ts"
import { parseRange } from "./range.ts"
import type { Parsed, Plan, Task } from "./range.ts"

export interface ToParquet {
  /** Names of the columns that are needed. */
  readonly columns: readonly string[]
  /** What was given to `sniffCsv`. */
  readonly options?: CsvOptions | undefined
  /** A folder that there is. The files go to one of their own in it. */
  readonly folder: string
  readonly pool: Pool
  readonly signal?: AbortSignal | undefined
  /**
   * What a task parses. Its start should cost little beside it, and all workers should end together. Memory does not depend
   * on it. @default 8388608
   */
  readonly rangeBytes?: number | undefined
}

/**
 * Parses CSV files on all workers of a pool, and writes the needed columns to Parquet files without compression; DuckDB
 * reads them, in order, far faster than it parses CSV. Resolves with the files, of which there is at least one.
 *
 * Resolves with undefined, and leaves nothing in the folder, where a value or a line is anything whose meaning for DuckDB is
 * not certain, also when files cannot be read or written: DuckDB's own reader then gives the values, or says what is wrong.
 * Rejects with the signal's reason when it aborts, after the ranges under way.
 */
export async function csvToParquet(
  files: readonly string[],
  facts: CsvFacts,
  { columns, options = {}, folder, pool, signal, rangeBytes = 8 << 20 }: ToParquet,
): Promise<string[] | undefined> {
  signal?.throwIfAborted()
  const plan = planOf(facts, columns, options)
  if (plan === undefined) return undefined
  const own = mkdtempSync(path.join(folder, "csv-"))
  let isWhole = false
  try {
    const target = (index: number): string => path.join(own, `${index}.parquet`)
    const ranges = files.flatMap((file) => rangesOf(file, rangeBytes))
    const parsed = await parseAll(ranges, plan, target, pool, signal)
    signal?.throwIfAborted()
    const written = parsed?.flatMap(({ rows }, i) => (rows > 0 ? [target(i)] : []))
    isWhole = written !== undefined && written.length > 0
    return isWhole ? written : undefined
  } finally {
    if (!isWhole) rmSync(own, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** undefined: there is something that the parser does not know. */
function planOf(facts: CsvFacts, needed: readonly string[], options: CsvOptions): Plan | undefined {
  const { delimiter, quote, escape, comment } = facts.dialect
  const decimal = options.decimal ?? "."
  const columns = facts.columns.map((column) => ({ ...column, needed: needed.includes(column.name) }))
  const nullValues = options.nullValues ?? [""]
  const isKnown =
    // DuckDB passes over blank lines of a lone column, unless they are null.
    (columns.length > 1 || nullValues.includes("")) &&
    comment === undefined &&
    quote === escape &&
    new Set([delimiter, quote, decimal]).size === 3 &&
    /^[!-~\t]$/.test(delimiter) &&
    /^["'`]$/.test(quote) &&
    !/[\w.+\-: ]/.test(delimiter) &&
    columns.some((column) => column.needed) &&
    columns.every((column) => !column.needed || canParse(column.type))
  return isKnown ? { dialect: facts.dialect, columns, nullValues, decimal } : undefined
}

function rangesOf(file: string, rangeBytes: number): Range[] {
  const { size } = statSync(file)
  const count = Math.max(1, Math.round(size / rangeBytes))
  const edge = (index: number): number => Math.floor((size * index) / count)
  return Array.from({ length: count }, (_, i) => ({ file, begin: edge(i), end: edge(i + 1), exact: i === 0 }))
}

async function parseAll(
  ranges: readonly Range[],
  plan: Plan,
  target: (index: number) => string,
  pool: Pool,
  signal: AbortSignal | undefined,
): Promise<Parsed[] | undefined> {
  let isUncertain = false
  function* tasks(): Generator<Task> {
    for (const [i, range] of ranges.entries()) {
      if (isUncertain || signal?.aborted) return
      yield { range, plan, target: target(i) }
    }
  }
  const all: Parsed[] = []
  // What runs is awaited also when it is for nothing: no worker writes any more when the folder goes.
  for await (const found of pool.imap(parseRange, tasks(), { chunkSize: 1 })) {
    if (isUncertain) continue
    const i = all.length
    const parsed = await continued(found, { range: ranges[i]!, plan, target: target(i) }, all[i - 1], pool)
    all.push(parsed)
    isUncertain = parsed.end === undefined
  }
  return isUncertain || all.length < ranges.length ? undefined : all
}

/**
 * A range must begin where the one before it ended. Where quotes hold line feeds it may have begun within a record: then
 * what it made of it means nothing, and it is parsed again from where it does begin.
 */
async function continued(found: Parsed, task: Task, before: Parsed | undefined, pool: Pool): Promise<Parsed> {
  const { file, begin, end, exact } = task.range
  if (exact || before?.end === undefined || found.begin === before.end) return found
  if (before.end >= end) return { begin: before.end, end: before.end, rows: 0 }
  return pool.submit(parseRange, { ...task, range: { file, begin: Math.max(begin, before.end), end, exact: true } })
}
