import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import {
  byTurns,
  cellHeader,
  cells,
  dask,
  daskArray,
  failures,
  heddle,
  numpy,
  race,
  toDask,
  withSides,
} from "./sides.ts"
import type { Task } from "./sides.ts"

const rounds = 5
const task: Task = { name: "rechunk", size: 1e4, small: 200 }

/** Other blocks of the same array. */
export function rechunkTable(): Promise<Table> {
  return withSides([heddle, dask, daskArray, numpy], async (sides) => {
    const results = await race(sides, task, rounds)
    const [loop] = await race(sides.slice(0, 1), { ...task, word: "loop" }, rounds)
    const own = [
      loop!.wall,
      toDask([...results.slice(1), loop!]).wall,
      loop!.cpu,
      toDask([...results.slice(1), loop!]).cpu,
    ]
    return {
      title: "rechunk: the greatest of each block, in other chunks",
      method: `800 MB in memory, 1e4 x 1e4, in chunks of (1000, 1000), of (10000, 100) from then on; a function of each block gives its max(). ${byTurns(sides, rounds)}`,
      header: ["", ...cellHeader],
      rows: [
        ...sides.map(({ name }) => [name, ...cells(results, name)]),
        ["heddle, by a loop in TypeScript", ...own.map(short)],
      ],
      notes: [
        verdict("rechunk, to Dask's time:", toDask(results).wall, "<=", 0.3),
        "heddle's chunks only say how blocks are cut for functions, so rechunk() itself is nothing: what is measured are blocks, which are copied for the function",
        "dask-array cuts the array in memory anew; NumPy takes the maximum of slices",
        "the loop: the same with a function that goes through block.data; it has its turns after the others",
        ...failures(results),
      ],
    }
  })
}
