import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { after } from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import type { DuckDBValue } from "@duckdb/node-api"
import { Pool } from "heddle"
import { csvToParquet, toReadCsv } from "../../src/csv/index.ts"
import type { CsvFacts, CsvOptions } from "../../src/csv/index.ts"

export const folder: string = mkdtempSync(path.join(tmpdir(), "frame-csv-"))
/** Where the fast path writes. */
export const scratch: string = path.join(folder, "scratch")
mkdirSync(scratch)
export const inline: Pool = new Pool({ backend: "inline" })

const instance = await DuckDBInstance.create(":memory:", { threads: "2" })
const connection = await instance.connect()
await connection.run("set TimeZone = 'UTC'")
after(async () => {
  connection.closeSync()
  instance.closeSync()
  await inline.close()
  rmSync(folder, { recursive: true, force: true })
})

export type Values = readonly (readonly DuckDBValue[])[]

export async function query(sql: string): Promise<Values> {
  return (await connection.runAndReadAll(sql)).getRows()
}

export function write(name: string, text: string | Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

export function factsOf(
  columns: Readonly<Record<string, string>>,
  dialect: Partial<CsvFacts["dialect"]> = {},
): CsvFacts {
  const usual = { delimiter: ",", quote: '"', escape: '"', hasHeader: true, newline: "\n", skip: 0, comment: undefined }
  return {
    dialect: { ...usual, ...dialect } as CsvFacts["dialect"],
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  }
}

function list(files: readonly string[]): string {
  return `[${files.map((file) => `'${file}'`).join(", ")}]`
}

export interface How {
  readonly needed?: readonly string[] | undefined
  readonly options?: CsvOptions | undefined
  readonly rangeBytes?: number | undefined
  readonly pool?: Pool
}

/** The rows by the fast path; undefined: it leaves them to DuckDB. */
export async function fast(files: readonly string[], facts: CsvFacts, how: How = {}): Promise<Values | undefined> {
  const { needed = facts.columns.map(({ name }) => name), pool = inline, ...rest } = how
  const written = await csvToParquet(files, facts, { columns: needed, folder: scratch, pool, ...rest })
  if (written === undefined) return undefined
  try {
    return await query(`from read_parquet(${list(written)})`)
  } finally {
    for (const entry of readdirSync(scratch)) rmSync(path.join(scratch, entry), { recursive: true })
  }
}

/** The rows by DuckDB; an Error where it cannot read them. */
export async function slow(files: readonly string[], facts: CsvFacts, how: How = {}): Promise<Values | Error> {
  const needed = (how.needed ?? facts.columns.map(({ name }) => name)).map((name) => `"${name}"`)
  try {
    return await query(`select ${needed.join(", ")} from ${toReadCsv(list(files), facts, how.options ?? {})}`)
  } catch (error) {
    return error as Error
  }
}
