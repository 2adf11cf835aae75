import { OptionError } from "heddle"
import { NoFilesError } from "../errors/index.ts"
import { glob } from "./glob.ts"
import { hintFor } from "./hint.ts"

const remote = /^(?!file:)[a-z][a-z0-9+.-]+:\/\//i

/** Whether DuckDB, not this process, finds the files: `https://…`, `s3://…`, `hf://…`. */
export function isRemote(pattern: string): boolean {
  return remote.test(pattern)
}

/**
 * The files of a path, of a pattern (`*`, `**`, `?`, `[abc]`, `[a-z]`) or of a list of both, in the order in which
 * DuckDB's `glob` gives them. A list keeps its order, and what it names twice is read twice. Empty where one of them is
 * remote: DuckDB resolves those.
 *
 * It blocks while it reads the folders.
 *
 * @param call the function that was called, for the messages
 * @throws NoFilesError where a path or pattern has no file; its hint says what there is
 * @example
 * ```ts skip internal
 * filesOf("sales/2024-*.csv", "readCsv") // ["sales/2024-01.csv", "sales/2024-02.csv"]
 * filesOf("s3://bucket/*.csv", "readCsv") // []
 * ```
 */
export function filesOf(pattern: string | readonly string[], call: string): string[] {
  const patterns: readonly unknown[] = typeof pattern === "string" ? [pattern] : pattern
  const isGiven = Array.isArray(patterns) && patterns.length > 0
  if (!isGiven || !patterns.every((one) => typeof one === "string" && one !== "")) {
    throw new OptionError("files", "a path, a pattern or a list of them", pattern, {
      hint: `${call}("data/*${extensionOf(call)}")`,
    })
  }
  const files: string[] = []
  let isAnyRemote = false
  for (const one of patterns as readonly string[]) {
    if (isRemote(one)) {
      isAnyRemote = true
      continue
    }
    const found = glob(one)
    if (found.length === 0) throw new NoFilesError(one, hintFor(one, call, extensionOf(call)))
    for (const file of found) files.push(file)
  }
  return isAnyRemote ? [] : files
}

function extensionOf(call: string): string {
  const format = /^read([A-Z]\w*)$/.exec(call)?.[1]
  return format === undefined ? "" : `.${format.toLowerCase()}`
}
