import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import {
  byTurns,
  cells,
  cellHeader,
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

const rounds = 7

const one: Task = { name: "mean_1d", size: 1e8, small: 10_000, random: (n) => n }
const two: Task = { name: "mean_2d", size: 1e4, small: 200, random: (n) => n * n }
/** What NumPy does on two threads of its own, for what the machine has to give. */
const best: readonly (readonly [name: string, task: Task])[] = [
  ["at best: 1e8 random numbers, SFC64", { name: "generate", size: 1e8, small: 100_000 }],
  ["at best: 800 MB written and read", { name: "traffic", size: 1e8, small: 10_000 }],
]

/** The programs of Dask's articles. */
export function seedsTable(): Promise<Table> {
  return withSides([heddle, dask, daskArray, numpy], async (sides) => {
    const [flat, square] = [await race(sides, one, rounds), await race(sides, two, rounds)]
    const bounds: string[][] = []
    for (const [name, task] of best) {
      const [{ wall, cpu } = { wall: NaN, cpu: NaN }] = await race(sides.slice(-1), task, rounds)
      bounds.push([name, short(wall), "", short(cpu), "", "", "", "", ""])
    }
    return {
      title: "seeds: the mean of x + x.T",
      method: `x random: 1e8 numbers in chunks of 1e6, the mean of all; and 1e4 by 1e4 in chunks of 1e3 by 1e3, the mean along axis 0. ${byTurns(sides, rounds)}`,
      header: ["", ...["1-D", "2-D"].flatMap((rank) => cellHeader.map((cell) => `${rank}, ${cell}`))],
      rows: [...sides.map(({ name }) => [name, ...cells(flat, name), ...cells(square, name)]), ...bounds],
      notes: [
        verdict("1-D, to Dask's time:", toDask(flat).wall, "<=", 0.2),
        verdict("1-D, to Dask's processor time:", toDask(flat).cpu, "<=", 0.17),
        verdict("2-D, to Dask's time:", toDask(square).wall, "<=", 0.2),
        verdict("2-D, to Dask's processor time:", toDask(square).cpu, "<=", 0.17),
        "at best: NumPy on two threads of its own; numbers into an array that stays in the cache, and fill() and sum() of one that does not",
        ...failures([...flat, ...square]),
      ],
    }
  })
}
