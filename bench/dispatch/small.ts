import { Pool } from "heddle"
import { BareThreads, longestFirst, stepsPerMicrosecond } from "../contestants/bare-threads.ts"
import spin from "../contestants/spin.mjs"
import { contest, scoreOf } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"

const rounds = 7
/** What the serial loop takes, in ms. */
const serialTime = 200

/** Tasks of about a microsecond: from where on sharing them out pays. */
export async function smallTable(): Promise<Table> {
  const perMicrosecond = stepsPerMicrosecond()
  const pool = new Pool({ workers: 2 })
  const bare = new BareThreads()
  const rows: string[][] = []
  const notes: string[] = []
  for (const micros of [0.5, 1, 2, 10]) {
    const calls = Math.round((1000 * serialTime) / micros)
    const steps = Array.from<number>({ length: calls }).fill(Math.round(micros * perMicrosecond))
    const { lists } = longestFirst(steps)
    const scores = await contest(
      [
        { name: "serial", calls, run: () => steps.map((n) => spin(n)) },
        { name: "bare", calls, run: () => bare.run(lists) },
        { name: "heddle", calls, run: () => pool.map(spin, steps) },
      ],
      rounds,
    )
    const [serial, two, ours] = ["serial", "bare", "heddle"].map((name) => scoreOf(scores, name).best)
    const each = (ms: number): string => short((1000 * ms) / calls)
    rows.push([
      `${micros} µs`,
      short(calls),
      each(serial!),
      each(two!),
      each(ours!),
      short(serial! / two!),
      short(serial! / ours!),
    ])
    if (micros >= 1)
      notes.push(verdict(`map of tasks of ${micros} µs, to the serial loop's rate:`, serial! / ours!, ">=", 1))
    else notes.push(`map of tasks of ${micros} µs, to the serial loop's rate: ${short(serial! / ours!)} (no target)`)
  }
  await bare.close()
  await pool.close()
  return {
    title: "small: map of tasks of about a microsecond",
    method: `2 workers, an array of as many tasks as take the serial loop ${serialTime} ms; a task spins a number of steps. Two bare threads get half of the list each, in shared memory, and give back one number. Interleaved, best of ${rounds}.`,
    header: [
      "task",
      "tasks",
      "serial, µs",
      "bare threads, µs",
      "heddle, µs",
      "bare threads' speedup",
      "heddle's speedup",
    ],
    rows,
    notes,
  }
}
