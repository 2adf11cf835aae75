import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { taskTable } from "./one-task.ts"
import { dask, daskArray, heddle, resultOf } from "./sides.ts"

/** A little of what has many chunks. */
export function windowTable(): Promise<Table> {
  return taskTable(
    { name: "window", size: 1e4, small: 400, random: () => 100 },
    {
      names: [heddle, dask, daskArray],
      rounds: 3,
      title: "window: 10 x 10 elements out of 40,000 chunks",
      method:
        "1e4 x 1e4 random numbers in chunks of 50 x 50, 20 kB each; map_overlap of the mean of five points; 10 x 10 elements in the middle.",
      notes(results) {
        const { wall, first } = resultOf(results, heddle)
        return [
          verdict("window", 1000 * wall, "<=", 20, "ms"),
          `the first window of a program, its threads and kernels included: ${short(1000 * first)} ms`,
        ]
      },
    },
  )
}
