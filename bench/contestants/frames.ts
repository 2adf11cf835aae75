/**
 * The sides of bench/frame that run in Node, by `heddle|duckdb|polars`: a line `NAME FOLDER [WORD]` does NAME once, from the files to its
 * result, and is answered with the seconds, the processor seconds of all threads, some figures of the result, and the bytes
 * that the program's memory has grown by at most. `sql NAME FOLDER [WORD]` is answered with the SQL that heddle runs. frames.py does
 * the same by Dask, Polars and DuckDB.
 */
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"

/** Does it once; what it gives makes the figures, which are not timed. */
export interface Task {
  readonly run: () => unknown
  readonly value: (result: never) => unknown
  /** What heddle runs. */
  readonly sql?: () => string
}

export type Tasks = Readonly<Record<string, (folder: string, word: string) => Task>>

/** Of this program, in bytes: VmRSS is what is resident, VmHWM the most that was. */
function memory(field: "VmRSS" | "VmHWM"): number {
  return 1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync("/proc/self/status", "utf8"))![1])
}

const library = process.argv[2] as "heddle" | "duckdb" | "polars"
const modules = {
  heddle: () => import("./frames-heddle.ts"),
  duckdb: () => import("./frames-duckdb.ts"),
  polars: () => import("./frames-polars.ts"),
}
const { tasks, version } = await modules[library]()
const before = memory("VmRSS")

/** The figures are made once. */
async function answer({ run, value }: Task, isFirst: boolean): Promise<unknown> {
  globalThis.gc?.({ type: "minor" })
  const [start, used] = [performance.now(), process.cpuUsage()]
  const result = await run()
  const wall = (performance.now() - start) / 1e3
  const { user, system } = process.cpuUsage(used)
  const peak = memory("VmHWM") - before
  return { wall, cpu: (user + system) / 1e6, value: isFirst ? await value(result as never) : [], peak }
}

console.log(JSON.stringify(version))
let prepared: { readonly line: string; readonly task: Task } | undefined
for await (const line of createInterface({ input: process.stdin })) {
  const isSql = line.startsWith("sql\t")
  const [name, folder, word = ""] = (isSql ? line.slice("sql\t".length) : line).split("\t")
  try {
    const isFirst = prepared?.line !== line
    if (isFirst) prepared = { line, task: tasks[name!]!(folder!, word) }
    const { task } = prepared!
    console.log(JSON.stringify(isSql ? task.sql!() : await answer(task, isFirst)))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error).split("\n")[0]!.slice(0, 200) }))
  }
}
