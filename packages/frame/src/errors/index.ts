/**
 * What can be wrong with a frame. All are a `HeddleError` with a `code`.
 *
 * ```ts
 * import { col, ColumnError, fromRows } from "@heddle/frame"
 * try {
 *   fromRows([{ key: "a", v: 1 }]).filter(col("kye").eq("a"))
 * } catch (error) {
 *   console.log(error instanceof ColumnError && error.nearest) // => "key"
 * }
 * ```
 */
import { HeddleError } from "heddle"
import { named } from "heddle/extend"

/** There is no such column. The message names the nearest one. */
export class ColumnError extends HeddleError {
  static override readonly code: string = "HEDDLE_COLUMN"
  static {
    named(this, "ColumnError")
  }
  readonly column: string
  /** The columns that there are. */
  readonly columns: readonly string[]
  readonly nearest: string | undefined

  constructor(message: string, about: { column: string; columns: readonly string[]; nearest?: string | undefined }) {
    const { column, columns, nearest } = about
    super(message, {
      hint: nearest === undefined ? `the columns are ${columns.join(", ")}` : `did you mean \`${nearest}\`?`,
    })
    this.column = column
    this.columns = columns
    this.nearest = nearest
  }
}

/** No file has such a name. */
export class NoFilesError extends HeddleError {
  static override readonly code: string = "HEDDLE_NO_FILES"
  static {
    named(this, "NoFilesError")
  }
  readonly pattern: string

  constructor(pattern: string, hint: string) {
    super(`no file matches ${JSON.stringify(pattern)}`, { hint })
    this.pattern = pattern
  }
}

/** A line of a CSV file is not what its columns say. */
export class CsvError extends HeddleError {
  static override readonly code: string = "HEDDLE_CSV"
  static {
    named(this, "CsvError")
  }
  readonly file: string | undefined
  /** From 1, the header included. */
  readonly line: number | undefined
  readonly column: string | undefined

  constructor(
    message: string,
    about: {
      file?: string | undefined
      line?: number | undefined
      column?: string | undefined
      hint?: string | undefined
      cause?: unknown
    },
  ) {
    super(message, { hint: about.hint, cause: about.cause })
    this.file = about.file
    this.line = about.line
    this.column = about.column
  }
}

/** DuckDB refuses a query, or cannot finish it. `sql` is what it was given. */
export class QueryError extends HeddleError {
  static override readonly code: string = "HEDDLE_QUERY"
  static {
    named(this, "QueryError")
  }
  readonly sql: string

  constructor(message: string, about: { sql: string; hint?: string | undefined; cause?: unknown }) {
    super(message, { hint: about.hint, cause: about.cause })
    this.sql = about.sql
  }
}

/** A query needs more memory than `memoryLimit`, and what it does cannot go to files. */
export class FrameMemoryError extends QueryError {
  static override readonly code: string = "HEDDLE_FRAME_MEMORY"
  static {
    named(this, "FrameMemoryError")
  }
}
