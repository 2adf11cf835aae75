import type { DuckDBConnection } from "@duckdb/node-api"
import { OptionError } from "heddle"

/** How often it looks, in ms. */
const every = 100
/** Cells of a bar. */
const width = 30

/** Tells how far a query is, from DuckDB's own estimate. */
export class Progress {
  readonly #tell: (fraction: number) => void
  readonly #isBar: boolean
  readonly #timer: NodeJS.Timeout
  #last = -1

  static async of(
    connection: DuckDBConnection,
    how: boolean | ((fraction: number) => void) | undefined,
  ): Promise<Progress | undefined> {
    if (how !== undefined && typeof how !== "boolean" && typeof how !== "function") {
      throw new OptionError("progress", "true, or a function", how)
    }
    if (how === undefined || how === false) return undefined
    await connection.run("SET enable_progress_bar = true; SET progress_bar_time = 0")
    return new Progress(connection, how)
  }

  constructor(connection: DuckDBConnection, how: true | ((fraction: number) => void)) {
    this.#isBar = how === true
    this.#tell = how === true ? bar : how
    const look = (): void => this.#to(connection.progress.percentage / 100)
    this.#timer = setInterval(look, every)
    this.#timer.unref()
  }

  #to(fraction: number): void {
    // DuckDB says less where it begins a part; -1 is that it does not know.
    if (fraction < 0 || fraction <= this.#last) return
    this.#last = Math.min(1, fraction)
    this.#tell(this.#last)
  }

  end(isDone: boolean): void {
    clearInterval(this.#timer)
    if (isDone) this.#to(1)
    if (this.#isBar && !isDone && process.stderr.isTTY) process.stderr.write("\n")
  }
}

/** A line on stderr, which is written over where there is a terminal, and else only at the end. */
function bar(fraction: number): void {
  const filled = Math.round(fraction * width)
  const text = `[${"#".repeat(filled)}${".".repeat(width - filled)}] ${String(Math.round(fraction * 100)).padStart(3)} %`
  if (process.stderr.isTTY) process.stderr.write(`\r${text}`)
  else if (fraction >= 1) process.stderr.write(`${text}\n`)
}
