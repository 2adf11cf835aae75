import { rmSync } from "node:fs"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { numberFiles, outputFile } from "./data.ts"
import { ask, bare, byTurns, heddle, withSides } from "./sides.ts"
import type { Answer, SideName } from "./sides.ts"

const rounds = isSmall ? 1 : 2
const limit = 200e6

/** A sort of more than may be in memory. */
export async function sortTable(): Promise<Table> {
  const folder = await numberFiles()
  const sides = [heddle, bare] as const
  const runs = new Map<SideName, Answer[]>(sides.map((name) => [name, []]))
  let method = ""
  for (let round = 0; round < rounds; round++) {
    for (const name of sides) {
      const file = outputFile("sorted")
      // A program of its own each time: memory that was resident once counts for ever.
      const answer = await withSides([name], async ([side]) => {
        if (name === bare) method = byTurns([side!], rounds)
        return ask({ name, side: side!, words: ["sort", folder, `${limit} ${file}`] })
      })
      rmSync(file, { force: true })
      if ("error" in answer) throw new Error(`${name}: ${answer.error}`)
      runs.get(name)!.push(answer)
    }
  }
  const best = (name: SideName): number => Math.min(...runs.get(name)!.map(({ wall }) => wall))
  const peak = (name: SideName): number => Math.max(...runs.get(name)!.map((one) => one.peak))
  return {
    title: "sort: 2e7 rows under a limit of 200 MB",
    method: `320 MB of a random number and the number of the row, sorted from Parquet into Parquet; a new program each time. Peak: growth of the resident size since its start. ${method}`,
    header: ["", "s", "peak, MB"],
    rows: sides.map((name) => [name, short(best(name)), short(peak(name) / 1e6)]),
    notes: [
      verdict("sort, to DuckDB's time:", best(heddle) / best(bare), "<=", 1.1),
      "the limit is of what DuckDB keeps for rows: buffers of threads and of Parquet files come on top",
    ],
  }
}
