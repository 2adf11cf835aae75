import { summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { bareNode, runWhole, wholePrograms } from "./whole.ts"
import type { Whole } from "./whole.ts"

const rounds = isSmall ? 1 : 3
/** In ms: Ray starts workers ahead, and its daemons take a while to settle. */
const settling = isSmall ? 0 : 5000

/** What a program weighs that has run a task and has an actor, and does nothing. */
export async function idleTable(): Promise<Table> {
  const { threads, processes, ray } = wholePrograms()
  const sides = [
    { name: "node alone", program: bareNode, runs: [] as Whole[] },
    { name: "heddle, threads", program: threads, runs: [] as Whole[] },
    { name: "heddle, processes", program: processes, runs: [] as Whole[] },
    { name: "Ray", program: ray, runs: [] as Whole[] },
  ]
  for (let round = 0; round < rounds; round++) {
    for (const { program, runs } of sides) runs.push(await runWhole(program, settling))
  }
  const pss = (side: number): number => summary(sides[side]!.runs.map((run) => run.pss)).median
  const [node, ours, theirs] = [pss(0), pss(1), pss(3)]
  return {
    title: "idle: the memory of a program with one actor and nothing to do",
    method: `Proportional set size of the process and all that it started, ${settling / 1000} s after the first task and the first call of one actor. 2 processors; ray.init(include_dashboard=False). Interleaved, median of ${rounds}, MB.`,
    header: ["", "PSS, MB", "beyond node alone", "to Ray's", "processes"],
    rows: sides.map(({ name, runs }, i) => [
      name,
      short(pss(i)),
      i === 3 ? "" : short(pss(i) - node),
      i === 3 ? "1.00" : short((pss(i) - node) / theirs),
      String(summary(runs.map(({ count }) => count)).median),
    ]),
    notes: [
      verdict("idle memory beyond node alone, to Ray's:", (ours - node) / theirs, "<=", 0.05),
      "bare Node is subtracted of heddle's, bare Python is not of Ray's: its daemons are programs of their own",
    ],
  }
}
