import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { isSmall } from "../small.ts"

/** Where files are, which are made once and stay. */
const home = path.join(tmpdir(), "heddle-bench-frame")

/** So many rows, or few to prove that it works. */
export function rowsOf(count: number): number {
  return isSmall ? Math.max(1000, count / 1000) : count
}

/** A folder of files that `make` writes into it by SQL; it is there already, or made now. */
async function made(
  name: string,
  make: (run: (sql: string) => Promise<void>, folder: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(home, isSmall ? `${name}-small` : name)
  if (existsSync(folder)) return folder
  const own = `${folder}.${process.pid}.tmp`
  mkdirSync(own, { recursive: true })
  try {
    const db = await DuckDBInstance.create(":memory:", { temp_directory: path.join(own, "spilt") })
    const connection = await db.connect()
    // Random numbers are the same each time on one thread.
    await connection.run("SET threads = 1; SELECT setseed(0.5)")
    await make(async (sql) => void (await connection.run(sql)), own)
    connection.closeSync()
    db.closeSync()
    rmSync(path.join(own, "spilt"), { recursive: true, force: true })
    renameSync(own, folder)
  } catch (error) {
    rmSync(own, { recursive: true, force: true })
    throw error
  }
  return folder
}

/** 8 CSV files and 8 Parquet files of 1e6 rows each: 1000 keys, a float and an integer. */
export function seedFiles(): Promise<string> {
  return made("seed", async (run, folder) => {
    const rows = rowsOf(1e6)
    for (let i = 0; i < 8; i++) {
      const sql = `SELECT 'key ' || (random() * 1000)::INTEGER AS key, round(random() * 100, 4) AS x, (random() * 1e6)::BIGINT AS n FROM range(${rows})`
      const file = path.join(folder, `large_dataset_${i}`)
      await run(`COPY (${sql}) TO '${file}.parquet' (FORMAT parquet)`)
      await run(`COPY (FROM '${file}.parquet') TO '${file}.csv' (HEADER)`)
    }
  })
}

/** The tables of db-benchmark's groupby and join at 1e7 rows, by the same distributions (its `_data/*-datagen.R`). */
export function h2oFiles(): Promise<string> {
  return made("h2o", async (run, folder) => {
    const rows = rowsOf(1e7)
    const [k, many] = [100, Math.max(1, rows / 100)]
    const below = (n: number): string => `(1 + floor(random() * ${n}))::INTEGER`
    const text = (n: number, digits: number): string => `printf('id%0${digits}d', ${below(n)})`
    const groups = `SELECT ${text(k, 3)} AS id1, ${text(k, 3)} AS id2, ${text(many, 10)} AS id3,
      ${below(k)} AS id4, ${below(k)} AS id5, ${below(many)} AS id6,
      ${below(5)} AS v1, ${below(15)} AS v2, round(random() * 100, 6) AS v3 FROM range(${rows})`
    await run(`COPY (${groups}) TO '${path.join(folder, "groups.parquet")}' (FORMAT parquet)`)
    const [small, medium] = [Math.max(10, rows / 1e6), Math.max(100, rows / 1e3)]
    // A tenth of the keys of either side has no partner, as there.
    const key = (n: number): string => `(1 + floor(random() * ${n} * 1.1))::INTEGER`
    const ids = `SELECT *, 'id' || id1 AS id4, 'id' || id2 AS id5, 'id' || id3 AS id6`
    const value = "round(random() * 100, 6)"
    const tables = {
      x: `${ids}, ${value} AS v1 FROM (SELECT ${key(small)} AS id1, ${key(medium)} AS id2, ${key(rows)} AS id3 FROM range(${rows}))`,
      small: `SELECT range::INTEGER + 1 AS id1, 'id' || (range + 1) AS id4, ${value} AS v2 FROM range(${small})`,
      medium: `SELECT ${below(small)} AS id1, range::INTEGER + 1 AS id2, 'id' || (range + 1) AS id5, ${value} AS v2 FROM range(${medium})`,
      big: `SELECT ${below(small)} AS id1, ${below(medium)} AS id2, range::INTEGER + 1 AS id3, 'id' || (range + 1) AS id6, ${value} AS v2 FROM range(${rows}) ORDER BY hash(range)`,
    }
    for (const [name, sql] of Object.entries(tables)) {
      await run(`COPY (${sql}) TO '${path.join(folder, `${name}.parquet`)}' (FORMAT parquet)`)
    }
  })
}

/** 2e7 lines of the One Billion Row Challenge: 413 stations, and tenths of degrees around a mean of the station's own. */
export function stationFiles(): Promise<string> {
  return made("stations", async (run, folder) => {
    const file = path.join(folder, "measurements")
    const station =
      "SELECT (random() * 413)::INTEGER % 413 AS station, random() + random() + random() + random() - 2 AS spread"
    const sql = `SELECT 'Station ' || chr(65 + station % 26) || station AS station, round((station * 37) % 50 - 10 + 17 * spread, 1) AS temperature FROM (${station} FROM range(${rowsOf(2e7)}))`
    await run(`COPY (${sql}) TO '${file}.parquet' (FORMAT parquet)`)
    await run(`COPY (FROM '${file}.parquet') TO '${file}.csv' (HEADER false, DELIMITER ';')`)
  })
}

/** 2e7 rows of a random number and the number of the row, and 5e6 of two numbers. */
export function numberFiles(): Promise<string> {
  return made("numbers", async (run, folder) => {
    const copy = (sql: string, name: string): Promise<void> =>
      run(`COPY (${sql}) TO '${path.join(folder, name)}' (FORMAT parquet)`)
    await copy(`SELECT random() AS x, range AS row FROM range(${rowsOf(2e7)})`, "rows.parquet")
    await copy(`SELECT random() AS x, random() AS y FROM range(${rowsOf(5e6)})`, "points.parquet")
  })
}

/** Takes away what programs left that were killed. */
export function sweep(): void {
  if (!existsSync(home)) return
  for (const entry of readdirSync(home)) {
    const own = Number(/\.(\d+)\.(?:tmp|parquet)$/.exec(entry)?.[1] ?? NaN)
    if (!Number.isNaN(own) && !existsSync(`/proc/${own}`)) rmSync(path.join(home, entry), { recursive: true })
  }
}

/** A place for what programs write. */
export function outputFile(name: string): string {
  mkdirSync(home, { recursive: true })
  return path.join(home, `${name}.${process.pid}.parquet`)
}
