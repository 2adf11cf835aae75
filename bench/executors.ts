import { ProcessPoolExecutor, ThreadPoolExecutor } from "heddle"
import { contest, scoreOf } from "./contest.ts"
import { python } from "./contestants/python.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const size = 20_000
const sequential = 2000
const rounds = 5

/** The same program on heddle's executors and on Python's. */
export async function executorsTable(): Promise<Table> {
  const noop = (x: number): number => x
  const sides = [
    { name: "heddle, ThreadPoolExecutor", executor: new ThreadPoolExecutor({ maxWorkers: 2 }) },
    { name: "heddle, ProcessPoolExecutor", executor: new ProcessPoolExecutor({ maxWorkers: 2 }) },
  ]
  const python3 = { submit: Number.POSITIVE_INFINITY, trip: Number.POSITIVE_INFINITY, name: "" }
  const pythonOnce = (what: "submit" | "trip", calls: number): void => {
    const score = python(what, calls, 1)
    if (score === undefined) throw new Error("no python3 here")
    python3[what] = Math.min(python3[what], score.best)
    python3.name = score.name
  }
  const bursts = await contest(
    [
      ...sides.map(({ name, executor }) => ({
        name,
        calls: size,
        run: () => Promise.all(Array.from({ length: size }, (_, i) => executor.submit(noop, i))),
      })),
      { name: "", calls: size, run: () => pythonOnce("submit", size) },
    ],
    rounds,
  )
  const trips = await contest(
    [
      ...sides.map(({ name, executor }) => ({
        name,
        calls: sequential,
        run: async (): Promise<void> => {
          for (let i = 0; i < sequential; i++) await executor.submit(noop, i)
        },
        close: () => executor.shutdown(),
      })),
      { name: "", calls: sequential, run: () => pythonOnce("trip", sequential) },
    ],
    rounds,
  )
  const theirs = { rate: (1000 * size) / python3.submit, trip: (1000 * python3.trip) / sequential }
  const ours = sides.map(({ name }) => {
    const [burst, trip] = [scoreOf(bursts, name), scoreOf(trips, name)]
    return { name, rate: (1000 * size) / burst.best, trip: (1000 * trip.best) / sequential }
  })
  const [threads, processes] = ours as [(typeof ours)[0], (typeof ours)[0]]
  return {
    title: "executors: submit, beside Python's ProcessPoolExecutor",
    method: `2 workers, ${short(size)} no-op tasks in one burst; then ${short(sequential)} one at a time. Interleaved, best of ${rounds}; Python times itself, without its start.`,
    header: ["", "tasks/s", "to Python's", "round trip, µs", "to Python's"],
    rows: [...ours, { name: python3.name, ...theirs }].map(({ name, rate, trip }) => [
      name,
      short(rate),
      short(rate / theirs.rate),
      short(trip),
      short(trip / theirs.trip),
    ]),
    notes: [
      verdict("threads, tasks a second to Python's:", threads.rate / theirs.rate, ">=", 15),
      verdict("threads, round trip to Python's:", threads.trip / theirs.trip, "<=", 0.2),
      verdict("processes, tasks a second to Python's:", processes.rate / theirs.rate, ">=", 3),
    ],
  }
}
