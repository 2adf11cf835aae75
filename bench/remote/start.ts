import { summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { bareNode, runWhole, wholePrograms } from "./whole.ts"

const rounds = isSmall ? 1 : 5

/** From the start of a program to the first result of a task. */
export async function startTable(): Promise<Table> {
  const { threads, processes, ray } = wholePrograms()
  const sides = [
    { name: "node alone", program: bareNode, times: [] as number[] },
    { name: "heddle, threads", program: threads, times: [] as number[] },
    { name: "heddle, processes", program: processes, times: [] as number[] },
    { name: "Ray", program: ray, times: [] as number[] },
  ]
  for (let round = 0; round <= rounds; round++) {
    for (const { program, times } of sides) {
      const { first } = await runWhole(program, 0)
      if (round > 0) times.push(first)
    }
  }
  const theirs = summary(sides[3]!.times).median
  const ours = summary(sides[1]!.times).median
  return {
    title: "start: the first result of a cold program",
    method: `Whole programs, from their start to the first result of a task on their output: import, start of the runtime, one task. 2 processors; ray.init(include_dashboard=False). Interleaved, ${rounds} each after one that does not count, ms.`,
    header: ["", "best", "median", "to Ray's median"],
    rows: sides.map(({ name, times }) => {
      const { best, median } = summary(times)
      return [name, short(best), short(median), short(median / theirs)]
    }),
    notes: [verdict("start, to Ray's time:", ours / theirs, "<=", 0.05)],
  }
}
