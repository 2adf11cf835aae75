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
  busy: number
  /** What it has been told of `setups`. */
  readonly told: Set<Setup>
  telling: Promise<void>
}

/** What every instance is told before a query runs in it. */
export type Setup = (connection: DuckDBConnection) => Promise<void>

let current: Promise<Instance> | undefined
const setups = new Map<string, Setup>()

/** Tells this instance and those that are opened later, before their next query. It takes the place of what had its name. */
export function setUp(name: string, setup: Setup): void {
  setups.set(name, setup)
}

/** It is told no further instance. */
export function dropSetup(name: string): void {
  setups.delete(name)
}

/** The instance that queries run in. It is opened for the first one, and anew where another folder is set. */
export async function instance(): Promise<Instance> {
  const found = await settledInstance()
  if (setups.values().some((one) => !found.told.has(one))) found.telling = tellSetups(found, found.telling)
  await found.telling
  return found
}

async function tellSetups(found: Instance, before: Promise<void>): Promise<void> {
  const missing = [...setups.values()].filter((one) => !found.told.has(one))
  for (const one of missing) found.told.add(one)
  // Who waited for those has heard of it.
  await before.catch(() => {})
  const connection = await connect(found)
  try {
    for (const one of missing) await one(connection)
  } catch (error) {
    found.telling = Promise.resolve()
    throw error
  } finally {
    release(found, connection)
  }
}

async function settledInstance(): Promise<Instance> {
  const asked = current
  const found = await asked
  // Another query has opened one meanwhile.
  if (asked !== current) return settledInstance()
  if (found === undefined || found.spillFolder !== budget.spillFolder) {
    const next = opened()
    current = next
    // The next query tries again.
    next.catch(() => {
      if (current === next) current = undefined
    })
    if (found?.busy === 0) close(found)
    return next
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
  return {
    db,
    folder,
    spillFolder,
    memoryLimit,
    threads,
    idle: [],
    busy: 0,
    told: new Set(),
    telling: Promise.resolve(),
  }
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
