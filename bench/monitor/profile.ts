import { Pool } from "heddle"
import { profile } from "heddle/monitor"
import type { ProfileReport } from "heddle/monitor"
import { contest, summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"

const rounds = isSmall ? 1 : 3
const workers = 2
/** So many roots a task. */
const size = isSmall ? 100_000 : 4_000_000
const tasks = 8

function hot(n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += Math.sqrt(i) * Math.sin(i)
  return sum
}

/** What a profile costs those who are profiled, and what of their samples it gives to the function that ran. */
export async function profileTable(): Promise<Table> {
  const lines: string[][] = []
  const notes: string[] = []
  for (const backend of ["threads", "processes"] as const) {
    const pool = new Pool({ workers, backend })
    const sizes = Array.from({ length: tasks }, () => size)
    const reports: ProfileReport[] = []
    const work = (): Promise<unknown> => pool.map(hot, sizes, { chunkSize: 1 })
    const profiled = async (): Promise<number> => {
      let took = 0
      reports.push(
        await profile(async () => {
          const start = performance.now()
          await work()
          took = performance.now() - start
        }),
      )
      return took
    }
    const around = async (): Promise<number> => {
      const start = performance.now()
      await profile(() => {})
      return performance.now() - start
    }
    const scores = await contest(
      [
        { name: "plain", calls: 1, run: work },
        { name: "profiled", calls: 1, run: profiled, timesItself: true },
        { name: "nothing", calls: 1, run: around, timesItself: true },
      ],
      rounds,
    )
    await pool.close()
    const [plain, during, nothing] = scores
    const overhead = during!.best / plain!.best
    const share = summary(reports.map(shareOfHot)).median
    lines.push([
      backend,
      short(plain!.best),
      short(during!.best),
      short(overhead),
      short(100 * share),
      short(nothing!.best),
    ])
    notes.push(verdict(`${backend}: profiled to plain`, overhead, "<=", 1.15))
    notes.push(verdict(`${backend}: samples given to the function that ran`, 100 * share, ">=", 95, "%"))
  }
  return {
    title: "profile: what it costs, and what it sees",
    method: `${tasks} tasks of ${size.toLocaleString("en")} roots and sines on ${workers} workers, plain and profiled in turn, the best of ${rounds}; a sample of each thread in a millisecond. The share is that of the time in which workers did anything. The last column is a profile of nothing: to begin and to end.`,
    header: ["", "plain, ms", "profiled, ms", "to plain", "seen, %", "around, ms"],
    rows: lines,
    notes,
  }
}

/** Of the time in which workers were busy at all. */
function shareOfHot(report: ProfileReport): number {
  const own = report.threads.filter(({ name }) => name !== "main")
  const [row] = report.top(1, { filter: /^hot$/, print: false })
  const seen = own.reduce((sum, { name }) => sum + (row?.threads[name] ?? 0), 0)
  return seen / own.reduce((sum, { busy }) => sum + busy, 0)
}
