import { Pool, shared, transfer } from "heddle"
import { contest, scoreOf } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"

const megabytes = 100
const tasks = 8
const rounds = 5

const read = (array: Float64Array): number => array[0]! + array[array.length - 1]!
const write = (array: Float64Array): number => (array[0] = 1)
const giveBack = (array: Float64Array): Float64Array => transfer(array)

/** A large array and eight tasks: what each way of bringing it to them costs. */
export async function largeTable(): Promise<Table> {
  const pool = new Pool({ workers: 2 })
  const array = new Float64Array((megabytes * 1e6) / 8).fill(0.5)
  const inPlace = shared(array)
  const eight = Array.from({ length: tasks }, (_, i) => i)
  let moving: Float64Array = array.slice()
  const toAll = (fn: (array: Float64Array) => number, it: Float64Array) => () =>
    Promise.all(eight.map(() => pool.submit(fn, it)))
  const ways = {
    "argument, the task writes to it: copied": toAll(write, array),
    "argument, the task only reads it": toAll(read, array),
    "captured, the task only reads it": () => pool.map((i) => array[i]! + array[array.length - 1]!, eight),
    "transfer(), there and back, a task after the other": async (): Promise<void> => {
      for (const _ of eight) moving = await pool.submit(giveBack, transfer(moving))
    },
    "shared(), made once": toAll(read, inPlace),
    "the call of shared() itself": () => shared(array),
  }
  const scores = await contest(
    Object.entries(ways).map(([name, run]) => ({ name, calls: tasks, run })),
    rounds,
  )
  await pool.close()
  const best = (name: keyof typeof ways): number => scoreOf(scores, name).best
  const copied = best("argument, the task writes to it: copied")
  return {
    title: "large: 100 MB to eight tasks",
    method: `2 workers, a Float64Array of ${megabytes} MB, ${tasks} tasks that touch one or two of its numbers. Interleaved, best of ${rounds}.`,
    header: ["", "ms", "copying takes"],
    rows: scores.map(({ name, best }) => [name, short(best), `${short(copied / best)} x`]),
    notes: [
      verdict("shared(), times as fast as copying:", copied / best("shared(), made once"), ">=", 100),
      `read only, times as fast as copying: as an argument ${short(copied / best("argument, the task only reads it"))}, captured ${short(copied / best("captured, the task only reads it"))}`,
    ],
  }
}
