import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api"
import { AbortError } from "heddle"
import { beginStage, nextComputation } from "heddle/extend"
import type { Column } from "../schema/index.ts"
import { literal } from "../sql/index.ts"
import { translated } from "./errors.ts"
import { settings } from "./config.ts"
import { connect, instance, release } from "./instance.ts"
import { Progress } from "./progress.ts"

/** What a query may be told. */
export interface QueryOptions {
  /** Ends it within milliseconds. */
  readonly signal?: AbortSignal | undefined
  /** true: a bar in the terminal; a function is called with the share that is done. */
  readonly progress?: boolean | ((fraction: number) => void) | undefined
}

/** A query that runs: rows come while it does. */
export interface Running {
  readonly result: DuckDBResult
  readonly chunks: AsyncIterable<DuckDBDataChunk>
}

/** Characters of a query that are told to those who look on. */
const longestLabel = 200

/** How often an end is asked for again, in ms. */
const every = 5

/** Begins a query. It is over when it is disposed of. */
export async function open(sql: string, options: QueryOptions): Promise<Running & Disposable> {
  const { signal, progress } = options
  if (isAborted(signal)) throw new AbortError(signal!.reason)
  const own = await instance()
  const connection = await connect(own)
  const stop = (): void => connection.interrupt()
  let again: NodeJS.Timeout | undefined
  const abort = (): void => {
    stop()
    // DuckDB forgets it where a query has not begun yet.
    again = setInterval(stop, every)
  }
  signal?.addEventListener("abort", abort, { once: true })
  const failed = (error: unknown): unknown =>
    isAborted(signal) ? new AbortError(signal!.reason) : translated(error, sql)
  const stage = beginStage(() => {
    return { of: "frame", label: labelOf(sql), computation: nextComputation(), number: 1, stages: 1 }
  })
  let bar: Progress | undefined
  let isOver = false
  let isWhole = false
  let failure: { readonly error: unknown } | undefined
  const whole = (): void => {
    isWhole = true
    bar?.end(true)
  }
  const end = (): void => {
    if (isOver) return
    isOver = true
    bar?.end(false)
    stage(failure)
    clearInterval(again)
    signal?.removeEventListener("abort", abort)
    // Nobody wants the rest of its rows.
    if (!isWhole) stop()
    release(own, connection)
  }
  try {
    await inZone(connection)
    bar = await Progress.of(connection, progress)
    signal?.throwIfAborted()
    const result = await connection.stream(sql)
    return { result, chunks: chunksOf(result, failed, whole, signal), [Symbol.dispose]: end }
  } catch (error) {
    failure = { error: failed(error) }
    end()
    throw failure.error
  }
}

/** The beginning of a text, on one line. */
function labelOf(sql: string): string {
  const line = sql.replaceAll(/\s+/g, " ")
  return line.length > longestLabel ? `${line.slice(0, longestLabel)}…` : line
}

/** Runs a query, and `use` with its rows; both are over when this is. */
export async function query<T>(sql: string, options: QueryOptions, use: (running: Running) => Promise<T>): Promise<T> {
  using running = await open(sql, options)
  return await use(running)
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

/** Runs statements whose rows nobody wants. */
export async function execute(sql: string, options: QueryOptions = {}): Promise<void> {
  await query(sql, options, async ({ chunks }) => {
    for await (const _ of chunks);
  })
}

/** The columns of a query, which does not run. */
export async function describe(sql: string): Promise<Column[]> {
  return query(`DESCRIBE ${sql}`, {}, async ({ chunks }) => {
    const found: Column[] = []
    for await (const chunk of chunks) {
      for (const [name, type] of chunk.getRows()) found.push({ name: String(name), type: String(type) })
    }
    return found
  })
}

const zones = new WeakMap<DuckDBConnection, string>()

async function inZone(connection: DuckDBConnection): Promise<void> {
  const { timeZone } = settings
  if ((zones.get(connection) ?? "UTC") === timeZone) return
  await connection.run(`SET TimeZone = ${literal(timeZone)}`)
  zones.set(connection, timeZone)
}

async function* chunksOf(
  result: DuckDBResult,
  failed: (error: unknown) => unknown,
  done: () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<DuckDBDataChunk> {
  for (;;) {
    let chunk: DuckDBDataChunk | null
    try {
      signal?.throwIfAborted()
      chunk = await result.fetchChunk()
    } catch (error) {
      throw failed(error)
    }
    if (chunk === null || chunk.rowCount === 0) return done()
    yield chunk
  }
}
