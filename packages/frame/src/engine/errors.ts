import { HeddleError } from "heddle"
import { nearest } from "heddle/extend"
import { ColumnError, CsvError, FrameMemoryError, NoFilesError, QueryError } from "../errors/index.ts"
import { takeThrown } from "./thrown.ts"

/** What DuckDB says, as an error that says what to do. */
export function translated(error: unknown, sql: string): unknown {
  if (error instanceof HeddleError || !(error instanceof Error)) return error
  const { message } = error
  const thrown = takeThrown(message)
  if (thrown !== undefined) return thrown.error
  return (
    noFiles(message) ??
    csv(message, error) ??
    dialect(message, error) ??
    column(message) ??
    memory(message, sql, error) ??
    other(message, sql, error)
  )
}

function noFiles(message: string): Error | undefined {
  const [, pattern] = /No files found that match the pattern "(.*?)"/.exec(message) ?? []
  return pattern === undefined
    ? undefined
    : new NoFilesError(pattern, "is the path right? Patterns have *, **, ? and [abc]")
}

function csv(message: string, cause: Error): Error | undefined {
  const [, line] = /CSV Error on Line: (\d+)/.exec(message) ?? []
  if (line === undefined) return undefined
  const file = /\bfile\s*=\s*(.+)/.exec(message)?.[1]?.trim()
  const text = /Original Line:\s*(.*)/.exec(message)?.[1]
  const found = /Error when converting column "(.*?)"\. (.*)/.exec(message)
  const columnName = found?.[1]
  const what =
    found?.[2] ??
    /^(?:Expected Number of Columns|Value with unterminated quote|Invalid unicode|Maximum line size).*/m.exec(
      message,
    )?.[0] ??
    "it cannot be read"
  const at = `${file ?? "the CSV file"}:${line}`
  return new CsvError(
    `${at}: ${columnName === undefined ? "" : `column \`${columnName}\`: `}${what.trim().replace(/\.$/, "")}${text === undefined ? "" : `\n  ${text}`}`,
    {
      file,
      line: Number(line),
      column: columnName,
      hint: what.startsWith("Invalid unicode")
        ? '`encoding: "latin-1"` or `"utf-16"` says how the file is written'
        : columnName === undefined
          ? "`ignoreErrors: true` leaves such lines out; `delimiter`, `quote` and `header` say how the file is written"
          : `give the column another type: { types: { ${JSON.stringify(columnName)}: "VARCHAR" } }, or leave such lines out with { ignoreErrors: true }`,
      cause,
    },
  )
}

/** A page of what may be wrong. */
function dialect(message: string, cause: Error): Error | undefined {
  const [, sniffed] = /Error when sniffing file "(.*?)"/.exec(message) ?? []
  const isOne = sniffed !== undefined || message.includes("The CSV Parser state machine reached an invalid state")
  if (!isOne) return undefined
  const file = sniffed ?? /\bfile\s*=\s*(.+)/.exec(message)?.[1]?.trim()
  return new CsvError(`${file ?? "the CSV file"}: it cannot be told how the file is written`, {
    file,
    hint: "`delimiter`, `quote`, `escape`, `header`, `skipRows` and `comment` say it; are there line ends of two kinds, or lines of different lengths?",
    cause,
  })
}

function column(message: string): Error | undefined {
  const [, name] =
    /Referenced column "(.*?)" (?:was )?not found/.exec(message) ??
    /column (?:named )?"(.*?)" does not exist/i.exec(message) ??
    /does not have a column named "(.*?)"/.exec(message) ??
    []
  if (name === undefined) return undefined
  const [, list = ""] = /Candidate bindings: (.*)/.exec(message) ?? []
  const columns = [...list.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => match[1]!.replace(/^.*\./, ""))
  return new ColumnError(`there is no column \`${name}\``, { column: name, columns, nearest: nearest(name, columns) })
}

function memory(message: string, sql: string, cause: Error): Error | undefined {
  if (!message.startsWith("Out of Memory Error")) return undefined
  const [first] = message.split("\n")
  return new FrameMemoryError(first!.replace("Out of Memory Error: ", ""), {
    sql,
    cause,
    hint: "config({ memoryLimit }) sets how much may be used; fewer threads need less; lists, pivots and medians stay in memory: select fewer columns, or aggregate first",
  })
}

function other(message: string, sql: string, cause: Error): Error {
  const [, hint] = hints.find(([pattern]) => pattern.test(message)) ?? []
  return new QueryError(message.trim(), { sql, cause, hint })
}

const hints = [
  [/union_by_name/i, "`unionByName: true` takes columns of one name together; what a file has not is null"],
  [/^Out of Range Error: Overflow/, 'astype({ column: "BIGINT" }), or "DOUBLE", before it gives the values room'],
  [/^IO Error: Directory .* is not empty/, "`overwrite: true` replaces the files that are there"],
] as const
