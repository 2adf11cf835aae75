import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { root, run } from "./processes.ts"
import type { Ended } from "./processes.ts"
import { fail, line, pass, section, skip } from "./report.ts"
import type { Row } from "./reporter.ts"

const reporter = fileURLToPath(new URL("./reporter.ts", import.meta.url))

/** How long the fuzzer of `test/fuzz` was asked to go on, in ms. */
const fuzzing = 1000 * Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 0)
/** The watchdog's time for one test file. */
const fileLimit = Number(process.env["HEDDLE_TEST_LIMIT"] ?? 180_000 + fuzzing)

export interface FileOptions {
  /** Rooms or parts of paths; empty for all. */
  readonly filters: readonly string[]
  /** Write what snapshot tests see over their snapshots. */
  readonly update: boolean
  readonly env?: NodeJS.ProcessEnv
  readonly concurrency?: number
  readonly limit?: number
}

/** Runs test files, each in a process of its own, as many at a time as there are cores. */
export async function testFiles(label: string, patterns: readonly string[], options: FileOptions): Promise<void> {
  const files = globSync([...patterns], { cwd: root, exclude: ["**/node_modules/**", "**/fixtures/**"] })
    .filter((file) => matches(file, options.filters))
    .toSorted()
  if (files.length === 0) return
  section(label)
  const scratch = mkdtempSync(join(tmpdir(), "heddle-test-"))
  await eachAtOnce(files, options.concurrency ?? availableParallelism(), async (file, index) => {
    await testFile(file, join(scratch, `${index}.ndjson`), options)
  })
  rmSync(scratch, { recursive: true })
}

/** Filters that have named something. */
const used = new Set(["package", "docs"])

/** Does a filter name the file, a folder on its way, or a part of its path that holds a slash? */
export function matches(file: string, filters: readonly string[]): boolean {
  const path = `/${shortName(file)}`
  const naming = filters.filter((filter) => {
    return filter.includes("/") ? path.includes(`/${filter}`) : path.split(/[/.]/).includes(filter)
  })
  for (const filter of naming) used.add(filter)
  return filters.length === 0 || naming.length > 0
}

/** Fails for filters that have named nothing: what was meant did not run. */
export function checkFilters(filters: readonly string[]): void {
  for (const filter of filters) {
    if (!used.has(filter))
      fail(
        filter,
        "nothing that ran has such a name: a room, the words of a file's name, or a part of its path with a slash",
      )
  }
}

function shortName(file: string): string {
  return file.replace(/^packages\/heddle\/test\//, "")
}

/** Calls `work` for every item, `limit` at a time. */
export async function eachAtOnce<T>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries()
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) await work(item, index)
  }
  await Promise.all(Array.from({ length: limit }, lane))
}

async function testFile(file: string, rowsFile: string, options: FileOptions): Promise<void> {
  const args = ["-C", "@heddle/source", "--inspect-port=0", "--test-reporter", reporter]
  if (options.update) args.push("--test-update-snapshots")
  const ended = await run(process.execPath, [...args, file], {
    limit: options.limit ?? fileLimit,
    env: { ...process.env, ...options.env, HEDDLE_TEST_ROWS: rowsFile },
  })
  const rows = existsSync(rowsFile) ? readRows(rowsFile) : []
  const name = shortName(file)
  const passed = rows.filter(({ kind }) => kind === "pass").length
  const failed = rows.filter(({ kind }) => kind === "fail")
  const skipped = rows.filter(({ kind }) => kind === "skip")
  const why = whyBad(ended, rows)
  line(failed.length === 0 && why === undefined, name, ended.ms, notes(passed, failed.length, skipped.length))
  pass(passed)
  for (const row of skipped) skip(`${name}: ${row.name}`, row.reason ?? "")
  for (const row of failed) fail(`${name}: ${row.name}`, row.detail ?? "")
  const onlyTests = failed.length > 0 && ended.hung === undefined && ended.left.length === 0
  if (why !== undefined && !onlyTests) fail(`${name}: ${why}`, detail(ended, rows))
  else if (failed.length > 0 && ended.output.trim() !== "") console.log(`    it printed:\n${tail(ended.output)}`)
}

/** What is wrong with the file as a whole, beyond its tests. */
function whyBad(ended: Ended, rows: readonly Row[]): string | undefined {
  if (ended.hung !== undefined) return "did not end in time and was killed"
  if (ended.left.length > 0) return "left processes behind"
  if (ended.signal !== null) return `was killed by ${ended.signal}`
  if (ended.code !== 0) return `ended with exit code ${ended.code}`
  return rows.some(({ kind }) => kind !== "begin" && kind !== "end") ? undefined : "ran no test"
}

function detail(ended: Ended, rows: readonly Row[]): string {
  const running = new Map<string, number>()
  for (const { kind, name } of rows) {
    if (kind === "begin") running.set(name, (running.get(name) ?? 0) + 1)
    if (kind === "end") running.set(name, (running.get(name) ?? 0) - 1)
  }
  const unfinished = [...running].filter(([, count]) => count > 0).map(([name]) => `unfinished: ${name}`)
  return [...unfinished, ...ended.left.map((process) => `left: ${process}`), ended.hung ?? "", tail(ended.output)]
    .filter((text) => text !== "")
    .join("\n")
}

function notes(passed: number, failed: number, skipped: number): string {
  return [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`]
    .filter((text) => text !== false)
    .join(", ")
}

function readRows(file: string): Row[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text) as Row)
}

/** The last lines of what a process printed. */
export function tail(text: string, lines = 40): string {
  const all = text.trimEnd().split("\n")
  return (all.length > lines ? ["…", ...all.slice(-lines)] : all).join("\n")
}
