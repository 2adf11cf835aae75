import { verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { numberFiles } from "./data.ts"
import { byTurns, cells, failures, heddle, race, ratio, withSides } from "./sides.ts"

const rounds = 5
const [bySql, byFunction] = ["as an expression", "as a kernel, by mapPartitions"]

/** A function of the program's beside the same as SQL. */
export async function partsTable(): Promise<Table> {
  const folder = await numberFiles()
  return withSides([heddle], async (sides) => {
    const side = sides[0]!
    const results = await race(
      [
        { name: bySql, side, words: ["parts_sql", folder] },
        { name: byFunction, side, words: ["parts_function", folder] },
      ],
      rounds,
    )
    return {
      title: "parts: a kernel on each part beside the expression",
      method: `sqrt(x² + y²) of 5e6 rows of a Parquet file, into a typed array; the kernel is heddle/jit's, on two workers. ${byTurns(sides, rounds)}`,
      header: ["", "s", "to the expression's", "CPU s"],
      rows: [bySql, byFunction].map((name) => [name, ...cells(results, name, bySql)]),
      notes: [
        verdict("a kernel on parts, to the expression's time:", ratio(results, byFunction, bySql), "<=", 2),
        ...failures(results),
      ],
    }
  })
}
