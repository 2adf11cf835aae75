import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import { budget } from "heddle/extend"
import { settings } from "./config.ts"
import { ScratchFolder } from "./scratch.ts"

/** DuckDB, and what it was last told. */
interface Instance {
  readonly db: DuckDBInstance
  readonly folder: ScratchFolder
  readonly spillFolder: string | undefined
  memoryLimit: number
  threads: number
  readonly idle: DuckDBConnection[]
  /** What each of its connections is told once. */
  busy: number
}

let current: Promise<Instance> | undefined

/** The instance that queries run in. It is opened for the first one, and anew where another folder is set. */
export async function instance(): Promise<Instance> {
  const found = await current
  if (found === undefined || found.spillFolder !== budget.spillFolder) {
    current = opened()
    if (found?.busy === 0) close(found)
    return current
  }
  if (found.memoryLimit !== budget.memoryLimit || found.threads !== settings.threads) await tell(found)
  return found
}

async function opened(): Promise<Instance> {
  const { DuckDBInstance: duckdb } = await import("@duckdb/node-api")
  const folder = new ScratchFolder()
  const { memoryLimit, spillFolder } = budget
  const { threads } = settings
  const db = await duckdb.create(":memory:", {
    memory_limit: `${Math.floor(memoryLimit)}B`,
    threads: String(threads),
    temp_directory: folder.path,
  })
  return { db, folder, spillFolder, memoryLimit, threads, idle: [], busy: 0 }
}

async function tell(found: Instance): Promise<void> {
  const { memoryLimit } = budget
  const { threads } = settings
  Object.assign(found, { memoryLimit, threads })
  const connection = await connect(found)
  try {
    await connection.run(`SET memory_limit = '${Math.floor(memoryLimit)}B'; SET threads = ${threads}`)
  } finally {
    release(found, connection)
  }
}

/** A connection of its own. Give it back with `release`. */
export async function connect(found: Instance): Promise<DuckDBConnection> {
  found.busy++
  const idle = found.idle.pop()
  if (idle !== undefined) return idle
  const connection = await found.db.connect()
  await connection.run("SET TimeZone = 'UTC'; SET enable_progress_bar_print = false")
  return connection
}

export function release(found: Instance, connection: DuckDBConnection): void {
  found.busy--
  found.idle.push(connection)
  // Another one has taken its place.
  if (found.busy === 0) void current?.then((now) => now !== found && close(found))
}

function close(found: Instance): void {
  for (const connection of found.idle.splice(0)) connection.closeSync()
  found.db.closeSync()
  found.folder[Symbol.dispose]()
}
