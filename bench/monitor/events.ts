import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pool } from "heddle"
import { record, Recorder } from "heddle/monitor"
import { contest, scoreOf } from "../contest.ts"
import type { Contestant } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"

const rounds = isSmall ? 1 : 9
const tasks = isSmall ? 100_000 : 1_000_000
const quiet = "nobody listens"
const spans = "spans of tasks, in a ring"
const everything = "all kinds, in a ring"
const written = "all kinds, in a file"

/** About a microsecond. */
function small(x: number): number {
  let sum = x
  for (let i = 0; i < 300; i++) sum += Math.sqrt(sum + i)
  return sum
}

const nothing = (x: number): number => x + 1

/** What it costs to tell of tasks. */
export async function eventsTable(): Promise<Table> {
  const pool = new Pool({ workers: 2 })
  const inputs = Float64Array.from({ length: tasks }, (_, i) => i)
  const file = join(tmpdir(), `heddle-bench-events-${process.pid}.ndjson`)
  const listeners: Readonly<Record<string, () => Disposable | undefined>> = {
    [quiet]: () => undefined,
    [spans]: () => new Recorder({ kinds: ["task"] }),
    [everything]: () => new Recorder(),
    [written]: () => record(file),
  }
  const sides = (fn: (x: number) => number): Contestant[] =>
    Object.entries(listeners).map(([name, listen]) => {
      let listener: Disposable | undefined
      return {
        name,
        calls: tasks,
        enter: () => void (listener = listen()),
        run: () => pool.map(fn, inputs),
        leave: () => listener?.[Symbol.dispose](),
      }
    })
  const smalls = await contest(sides(small), rounds)
  const nothings = await contest(sides(nothing), rounds)
  const submits = await contest(
    sides(nothing).map((side) => ({
      ...side,
      calls: tasks / 10,
      run: () => Promise.all(Array.from({ length: tasks / 10 }, (_, i) => pool.submit(nothing, i))),
    })),
    rounds,
  )
  await pool.close()
  rmSync(file, { force: true })
  const ratio = (scores: typeof smalls, name: string): number =>
    scoreOf(scores, name).best / scoreOf(scores, quiet).best
  const rate = (scores: typeof smalls): string => short((1000 * scores[0]!.calls) / scoreOf(scores, quiet).best)
  return {
    title: "events: what telling of tasks costs",
    method: `2 workers, ${short(tasks)} tasks of a microsecond and of nothing by map, ${short(tasks / 10)} of nothing by submit; the time with listeners to the time without, best of ${rounds}, interleaved.`,
    header: ["", "map, 1 µs each", "map, nothing", "submit, nothing"],
    rows: [
      [`${quiet}, tasks/s`, rate(smalls), rate(nothings), rate(submits)],
      ...[spans, everything, written].map((name) => [
        name,
        ...[smalls, nothings, submits].map((scores) => ratio(scores, name).toFixed(3)),
      ]),
    ],
    notes: [verdict("1 µs each, spans in a ring, to nobody listening:", ratio(smalls, spans), "<=", 1.02)],
  }
}
