import { verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { taskTable } from "./one-task.ts"
import { dask, daskArray, heddle, numpy, toDask } from "./sides.ts"

/** Other blocks of the same array. */
export function rechunkTable(): Promise<Table> {
  return taskTable(
    { name: "rechunk", size: 1e4, small: 200 },
    {
      names: [heddle, dask, daskArray, numpy],
      rounds: 5,
      title: "rechunk: the greatest of each block, in other chunks",
      method:
        "800 MB in memory, 1e4 x 1e4, in chunks of (1000, 1000), of (10000, 100) from then on; a function of each block gives its maximum.",
      notes: (results) => [
        verdict("rechunk, to Dask's time:", toDask(results).wall, "<=", 0.3),
        "heddle's chunks only say how blocks are cut for functions, so rechunk() itself is nothing: what is measured are blocks, copied for a loop in TypeScript",
        "dask-array cuts the array in memory anew; NumPy takes the maximum of slices",
      ],
    },
  )
}
