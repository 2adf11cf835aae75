import type { DuckDBConnection } from "@duckdb/node-api"
import { OptionError } from "heddle"
import { progressLine } from "heddle/extend"
import type { ProgressLine } from "heddle/extend"

/** How often it looks, in ms. */
const every = 100

/** Tells how far a query is, from DuckDB's own estimate. */
export class Progress {
  readonly #tell: ((fraction: number) => void) | undefined
  readonly #line: ProgressLine | undefined
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
    if (how === true) {
      this.#line = progressLine("query", () => ({ done: Math.max(0, this.#last), total: 1, isShare: true }))
    } else {
      this.#tell = how
    }
    const look = (): void => this.#to(connection.progress.percentage / 100)
    this.#timer = setInterval(look, every)
    this.#timer.unref()
  }

  #to(fraction: number): void {
    // DuckDB says less where it begins a part; -1 is that it does not know.
    if (fraction < 0 || fraction <= this.#last) return
    this.#last = Math.min(1, fraction)
    this.#tell?.(this.#last)
  }

  end(isDone: boolean): void {
    clearInterval(this.#timer)
    if (isDone) this.#to(1)
    this.#line?.end()
  }
}
