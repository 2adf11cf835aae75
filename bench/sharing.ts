import { Pool, range, shared, transfer } from "heddle"
import { contest } from "./contest.ts"
import { short } from "./report.ts"
import type { Table } from "./report.ts"

const rounds = 9
const tasks = 8
const count = 12_500_000

/** 100 MB to eight tasks on two threads, and back. */
export async function sharingTable(): Promise<Table> {
  await using pool = new Pool({ workers: 2 })
  const table = new Float64Array(count).fill(1)
  const changing = new Float64Array(count).fill(1)
  const written = new Float64Array(count).fill(1)
  const byHand = shared(new Float64Array(count).fill(1))
  const numbers = [...range(tasks)]
  const read = (array: Float64Array, i: number): number => array[i]!
  const write = (array: Float64Array, i: number): number => (array[i] = 1)
  const submitAll = (fn: (array: Float64Array, i: number) => number) => (): Promise<number[]> =>
    Promise.all(numbers.map((i) => pool.submit(fn, table, i)))
  const scores = await contest(
    [
      {
        name: "captured, and only read",
        calls: tasks,
        run: () => pool.map((i: number) => table[i]!, numbers),
      },
      {
        name: "captured, only read, changed before each map",
        calls: tasks,
        run() {
          changing[count - 1]! += 1
          return pool.map((i: number) => changing[i]!, numbers)
        },
      },
      {
        name: "captured, and written",
        calls: tasks,
        run: () => pool.map((i: number) => (written[i] = 1), numbers),
      },
      { name: "captured, of shared()", calls: tasks, run: () => pool.map((i: number) => byHand[i]!, numbers) },
      { name: "an argument of each task, and only read", calls: tasks, run: submitAll(read) },
      { name: "an argument of each task, and written", calls: tasks, run: submitAll(write) },
      {
        name: "one result",
        calls: 1,
        run: () => pool.submit((length: number) => new Float64Array(length), count),
      },
      {
        name: "one result, of transfer()",
        calls: 1,
        run: () => pool.submit((length: number) => transfer(new Float64Array(length)), count),
      },
    ],
    rounds,
  )
  return {
    title: "sharing: 100 MB to eight tasks, and back",
    method: `A Float64Array of 12.5 million numbers on two threads, ${rounds} rounds, interleaved. Tasks look at one element.`,
    header: ["the array is", "best, ms", "median, ms"],
    rows: scores.map(({ name, best, median }) => [name, short(best), short(median)]),
    notes: [
      "What is only read is copied once, and compared with its copy whenever it is sent again; what is written is copied by each worker, as an argument by each task.",
    ],
  }
}
