import { scoreOf } from "../contest.ts"
import { short } from "../report.ts"
import type { Table } from "../report.ts"
import { microbenchmark } from "./ray-published.ts"
import { byTurns, race, rateOf, threads, withSides } from "./sides.ts"

const rounds = 3

interface Row {
  readonly name: string
  readonly command: keyof typeof microbenchmark
  readonly count: number
  /** So many of what is counted are one of what is published. */
  readonly each?: number
}

/** Ray's own microbenchmarks that there is a counterpart of, in its order. */
const metrics: readonly Row[] = [
  { name: "single client tasks sync, a second", command: "task_trips", count: 1000 },
  { name: "single client tasks async, a second", command: "tasks", count: 1000 },
  { name: "1:1 actor calls sync, a second", command: "call_trips", count: 1000 },
  { name: "1:1 actor calls async, a second", command: "calls", count: 1000 },
  { name: "single client put calls, a second", command: "puts", count: 1000 },
  { name: "single client get calls, a second", command: "gets", count: 1000 },
  { name: "single client wait 1k refs, a second", command: "waits", count: 1000, each: 1000 },
  { name: "single client put, GB a second", command: "put_large", count: 12_500_000, each: 1e9 / 8 },
]

/** What Ray's project has published, beside Ray and heddle on this machine. */
export function publishedTable(): Promise<Table> {
  return withSides(async (sides, ray) => {
    const rows: string[][] = []
    for (const { name, command, count, each = 1 } of metrics) {
      const scores = await race(sides, command, count, rounds)
      const rate = (side: string): number => rateOf(scoreOf(scores, side)) / each
      const { value, release } = microbenchmark[command]
      const [ours, theirs] = [rate(threads), rate(ray.name)]
      rows.push([name, `${short(value)} (${release})`, short(theirs), short(ours), short(ours / theirs)])
    }
    return {
      title: "published: Ray's own microbenchmarks",
      method: `The first column is another machine: what Ray's project has published, with its release, of an m5.16xlarge with 64 virtual processors. The others are this one, with 2. ${byTurns(rounds)}`,
      header: [
        "",
        "Ray, published, another machine",
        `${ray.name}, here`,
        `${threads}, here`,
        "heddle's to Ray's, here",
      ],
      rows,
      notes: [
        "as in Ray's: sync is one at a time, async a thousand at once",
        "put: an array of 100 MB, Ray's benchmark takes 800 MB; put calls and get calls: the number 0",
      ],
    }
  })
}
