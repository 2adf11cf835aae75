import { Pool } from "heddle"
import { BareThreads, longestFirst, stepsPerMicrosecond } from "../contestants/bare-threads.ts"
import { piscina } from "../contestants/peers.ts"
import spin from "../contestants/spin.mjs"
import { contest, scoreOf } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"

const rounds = 7
const count = 20_000

/** The length of each task, in µs. */
const shapes: Readonly<Record<string, (i: number) => number>> = {
  // 37 and 100 have no common divisor: each hundred has one, in a place of its own.
  "one in a hundred a thousand times longer": (i) => (i % 100 === (37 * Math.floor(i / 100)) % 100 ? 5000 : 5),
  "fast beginning, slow end": (i) => (i < count - 200 ? 5 : 5000),
  "slow beginning, fast end": (i) => (i < 200 ? 5000 : 5),
  "25 times longer from the middle on": (i) => (i < count / 2 ? 2 : 50),
}

/** Tasks of very different lengths: how far from the best schedule a map ends. */
export async function unevenTable(): Promise<Table> {
  const perMicrosecond = stepsPerMicrosecond()
  const pool = new Pool({ workers: 2 })
  const peer = piscina("spin")
  const bare = new BareThreads()
  const rows: string[][] = []
  const notes: string[] = []
  let uneven = 0
  for (const [name, micros] of Object.entries(shapes)) {
    const steps = Array.from({ length: count }, (_, i) => Math.round(micros(i) * perMicrosecond))
    const { lists, longer } = longestFirst(steps)
    uneven = Math.max(uneven, (2 * longer) / steps.reduce((a, b) => a + b) - 1)
    const scores = await contest(
      [
        { name: "serial", calls: count, run: () => steps.map((n) => spin(n)) },
        { name: "bare", calls: count, run: () => bare.run(lists) },
        { name: "heddle", calls: count, run: () => pool.map(spin, steps) },
      ],
      rounds,
    )
    // Several times as long as all of the others: not every round.
    const run = (): unknown => Promise.all(steps.map((n) => peer.call(n)))
    scores.push(...(await contest([{ name: "piscina", calls: count, run }], 1)))
    const [serial, best, ours, theirs] = ["serial", "bare", "heddle", "piscina"].map((it) => scoreOf(scores, it).best)
    rows.push([
      name,
      short(serial!),
      short(serial! / 2),
      short(best!),
      short(ours!),
      short(ours! / best!),
      short(theirs!),
    ])
    notes.push(verdict(`${name}, to the best schedule on two bare threads:`, ours! / best!, "<=", 1.05))
  }
  await bare.close()
  await peer.close()
  await pool.close()
  return {
    title: "uneven: tasks of very different lengths",
    method: `2 workers, \`map\` of ${short(count)} tasks that spin counted steps. Two bare threads, each with a list of its own, the longest tasks dealt out first with all costs known: the best schedule, on this machine, in the same rounds. Interleaved, best of ${rounds}; piscina's one round by itself.`,
    header: ["", "serial, ms", "half of it", "best schedule, ms", "heddle, ms", "heddle to best", `${peer.name}, ms`],
    rows,
    notes: [
      ...notes,
      `the best schedule's longer list is at most ${short(100 * uneven)} % above half of all steps, the lower bound of any schedule`,
    ],
  }
}
