import { rmSync } from "node:fs"
import path from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import type { Task, Tasks } from "./frames.ts"
import { sums, sumsOfFile } from "./frames-figures.ts"
import { groupQuestions, joinQuestions } from "./frames-questions.ts"

const db = await DuckDBInstance.create(":memory:", { threads: "2" })
const connection = await db.connect()
const [[found]] = (await connection.runAndReadAll("SELECT version()")).getRowsJS() as [[string]]
export const version: string = `DuckDB ${found}, @duckdb/node-api`

async function rowsOf(sql: string): Promise<object[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS()
}

/** The files of a folder as tables of their names. */
function asked(folder: string, sql: string): string {
  return sql.replace(/\b(FROM|JOIN) (groups|x|small|medium|big)\b/g, (_, word: string, name: string) => {
    return `${word} read_parquet('${path.join(folder, name)}.parquet') AS ${name}`
  })
}

function copied(sql: string, file: string): Task {
  return {
    run: () => connection.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`),
    value: () => taken(file),
  }
}

async function taken(file: string): Promise<number[]> {
  const found = await sumsOfFile(file)
  rmSync(file)
  return found
}

const stations = "SELECT station, min(temperature) AS low, avg(temperature) AS mean, max(temperature) AS high"

export const tasks: Tasks = {
  /** Of the seed, SQL that is given. */
  seed: (_, sql) => ({
    run: () => rowsOf(JSON.parse(sql) as string),
    value: (rows: object[]) => sums(rows, "x", "n"),
  }),
  stations_csv: (folder) => ({
    run: () =>
      rowsOf(
        `${stations} FROM read_csv('${folder}/measurements.csv', header = false, delim = ';', columns = { station: 'VARCHAR', temperature: 'DOUBLE' }) GROUP BY station ORDER BY station`,
      ),
    value: (rows: object[]) => sums(rows, "low", "mean", "high"),
  }),
  stations_parquet: (folder) => ({
    run: () => rowsOf(`${stations} FROM '${folder}/measurements.parquet' GROUP BY station ORDER BY station`),
    value: (rows: object[]) => sums(rows, "low", "mean", "high"),
  }),
  groups(folder, word) {
    const [question, file] = word.split(" ")
    return copied(asked(folder, groupQuestions[Number(question)]!), file!)
  },
  joins(folder, word) {
    const [question, file] = word.split(" ")
    return copied(asked(folder, joinQuestions[Number(question)]!), file!)
  },
  sort(folder, word) {
    const [limit, file] = word.split(" ")
    const { run, value } = copied(`FROM '${folder}/rows.parquet' ORDER BY x`, file!)
    return {
      run: async () => {
        await connection.run(`SET memory_limit = '${limit}B'; SET temp_directory = '${file}.spilt'`)
        await run()
        rmSync(`${file}.spilt`, { recursive: true, force: true })
      },
      value,
    }
  },
}
