import { rmSync } from "node:fs"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { h2oFiles, outputFile } from "./data.ts"
import { bare, byTurns, entries, failures, heddle, race, resultOf, withSides } from "./sides.ts"
import type { Result } from "./sides.ts"

const rounds = 3

/** What db-benchmark asks of groups. */
export function groupsTable(): Promise<Table> {
  return questionsTable("groups", 10, "db-benchmark's ten questions of groups, 1e7 rows")
}

/** What it asks of joins. */
export function joinsTable(): Promise<Table> {
  return questionsTable("joins", 5, "db-benchmark's five joins, 1e7 rows with 10, 1e4 and 1e7")
}

async function questionsTable(name: string, count: number, title: string): Promise<Table> {
  const folder = await h2oFiles()
  return withSides([heddle, bare], async (sides) => {
    const all: Result[][] = []
    for (let question = 0; question < count; question++) {
      const file = outputFile(name)
      all.push(await race(entries(sides, name, folder, `${question} ${file}`), rounds))
      rmSync(file, { force: true })
    }
    const sum = (side: string, what: "wall" | "cpu"): number =>
      all.reduce((total, results) => total + resultOf(results, side)[what], 0)
    const cellsOf = (ours: number, theirs: number): string[] => [ours, theirs, ours / theirs].map(short)
    return {
      title: `${name}: ${title}`,
      method: `From Parquet files into a Parquet file. DuckDB's own: the SQL that db-benchmark has for it. ${byTurns(sides, rounds)}`,
      header: ["", "heddle, s", "DuckDB, s", "to DuckDB's", "heddle, CPU s", "DuckDB, CPU s", "to DuckDB's"],
      rows: [
        ...all.map((results, i) => {
          const [ours, theirs] = [resultOf(results, heddle), resultOf(results, bare)]
          return [`question ${i + 1}`, ...cellsOf(ours.wall, theirs.wall), ...cellsOf(ours.cpu, theirs.cpu)]
        }),
        ["all", ...cellsOf(sum(heddle, "wall"), sum(bare, "wall")), ...cellsOf(sum(heddle, "cpu"), sum(bare, "cpu"))],
      ],
      notes: [
        verdict(`${name}, all, to DuckDB's time:`, sum(heddle, "wall") / sum(bare, "wall"), "<=", 1.1),
        ...failures(all.flat()),
      ],
    }
  })
}
