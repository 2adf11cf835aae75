import { short } from "../report.ts"
import type { Table } from "../report.ts"
import { byTurns, dask, daskArray, failures, heddle, numpy, race, resultOf, toDask, withSides } from "./sides.ts"
import type { Result, SideName, Task } from "./sides.ts"

const rounds = 5

const all = (n: number): number => n
const tasks: readonly (readonly [name: string, task: Task])[] = [
  ["standardize, 2e8", { name: "standardize", size: 1e4, small: 200 }],
  ["smooth, 4000 x 4000", { name: "smooth", size: 4000, small: 200 }],
  ["histogram, 1e8", { name: "histogram", size: 1e8, small: 10_000, random: all }],
  ["sum, 800 MB", { name: "sum", size: 1e8, small: 10_000 }],
  ["exp(-x) sin(x), 1e8", { name: "waves", size: 1e8, small: 10_000, random: all }],
  ["matmul, 2000 x 2000", { name: "matmul", size: 2000, small: 100 }],
  ["x > 0.5, 1e8", { name: "mask", size: 1e8, small: 10_000, random: all }],
]

/** What arrays are used for every day. */
export function dailyTable(): Promise<Table> {
  return withSides([heddle, dask, daskArray, numpy], async (sides) => {
    const races: { readonly name: string; readonly results: readonly Result[] }[] = []
    for (const [name, task] of tasks) races.push({ name, results: await race(sides, task, rounds) })
    const slower = (than: SideName): string =>
      races
        .flatMap(({ name, results }) => {
          const ratio = resultOf(results, heddle).wall / resultOf(results, than).wall
          return ratio > 1 ? [`${name} (${short(ratio)})`] : []
        })
        .join("; ")
    const wall = (results: readonly Result[], name: SideName): string => {
      const { wall, error } = resultOf(results, name)
      return error === undefined ? short(wall) : "fails"
    }
    return {
      title: "daily: what arrays are used for",
      method: `s; the last three in processor seconds. ${byTurns(sides, rounds)}`,
      header: [
        "",
        ...sides.map(({ name }) => name),
        "heddle's to Dask's",
        "heddle, CPU",
        "Dask, CPU",
        "heddle's to Dask's",
      ],
      rows: races.map(({ name, results }) => [
        name,
        ...sides.map((side) => wall(results, side.name)),
        short(toDask(results).wall),
        short(resultOf(results, heddle).cpu),
        short(resultOf(results, dask).cpu),
        short(toDask(results).cpu),
      ]),
      notes: [
        ...[dask, daskArray, numpy].map((than) => `slower than ${than}: ${slower(than) || "nothing"}`),
        "standardize: (x - x.mean(axis=0)) / x.std(axis=0) of 20000 x 10000 random numbers, then the mean along axis 0 of its square",
        "smooth: a function of blocks of 1000 x 1000 and one element around, the mean of five points; NumPy's slices in Python, a loop in TypeScript",
        "smooth, sum and matmul are of arrays in memory, the others of random numbers that are made on the way",
        ...races.flatMap(({ name, results }) => failures(results).map((failure) => `${name}: ${failure}`)),
      ],
    }
  })
}
