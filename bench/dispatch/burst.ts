import { Pool } from "heddle"
import { contest, scoreOf } from "../contest.ts"
import type { Contestant, Score } from "../contest.ts"
import { knitting, withoutKnitting } from "../contestants/knitting.ts"
import { BareLanes } from "../contestants/lanes.ts"
import { closeAll, piscina, poolifier, tinypool, workerPool } from "../contestants/peers.ts"
import type { Peer } from "../contestants/peers.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { kinds, noop } from "./values.ts"

const size = 20_000
const rounds = 3
const ours = "heddle"
const ceiling = "heddle's lanes alone"

/** A submit for each of twenty thousand tasks, all at once: what a task costs. */
export async function burstTable(): Promise<Table> {
  const pool = new Pool({ workers: 2 })
  const lanes = new BareLanes(noop)
  const settings = [1, 16, 64, 256].flatMap((tasks) =>
    (["sync", "async", "disabled"] as const).map((atomics) => piscina("noop", tasks, atomics)),
  )
  const others = [tinypool("noop"), workerPool("noop"), poolifier("noop")]
  const rival = await knitting()
  const peers: Peer[] = [
    { name: ours, call: (x) => pool.submit(noop, x), close: () => pool.close() },
    ...settings,
    ...others,
    ...(rival === undefined ? [] : [rival]),
  ]
  const scores: Record<string, readonly Score[]> = {}
  for (const [kind, make] of Object.entries(kinds)) {
    const values = Array.from({ length: size }, (_, i) => make(i))
    const contestants: Contestant[] = [
      { name: ceiling, calls: size, run: () => lanes.run(values) },
      ...peers.map((peer) => ({
        ...peer,
        calls: size,
        run: () => Promise.all(values.map((x) => peer.call(x))),
        close: undefined,
      })),
    ]
    scores[kind] = await contest(contestants, rounds)
  }
  await lanes.close()
  await closeAll(peers)

  const names = [ceiling, ...peers.map(({ name }) => name)]
  const bestOf = (kind: string, name: string): number => scoreOf(scores[kind]!, name).best
  const times = (kind: string, name: string): number => bestOf(kind, name) / bestOf(kind, ours)
  const best = (kind: string): Peer => settings.toSorted((a, b) => bestOf(kind, a.name) - bestOf(kind, b.name))[0]!
  const perKind = Object.keys(kinds).flatMap((kind) => [
    verdict(`burst of ${kind}, to piscina's default:`, times(kind, settings[0]!.name), ">=", 25),
    verdict(`burst of ${kind}, to piscina's best:`, times(kind, best(kind).name), ">=", 8),
    ...others.map(({ name }) => verdict(`burst of ${kind}, to ${name.split(" ")[0]}'s:`, times(kind, name), ">=", 10)),
    `piscina's best with ${kind}: ${best(kind).name}`,
    ...(rival === undefined ? [] : [`burst of ${kind}, to knitting's: ${short(times(kind, rival.name))}`]),
  ])
  return {
    title: "burst: twenty thousand tasks at once",
    method: `2 workers, ${short(size)} submits of a function that gives back its argument, all at once, through the public API. Interleaved, best of ${rounds}. "heddle is" says how many times as fast heddle is.`,
    header: ["", ...Object.keys(kinds).flatMap((kind) => [`${kind}, tasks/s`, "heddle is"])],
    rows: names.map((name) => [
      name,
      ...Object.keys(kinds).flatMap((kind) => [short((1000 * size) / bestOf(kind, name)), short(times(kind, name))]),
    ]),
    notes: [
      ...perKind,
      "heddle's lanes alone: the same transport without futures, queue and the law that every promise settles: packed columns posted to two lanes, results counted",
      ...(rival === undefined ? [withoutKnitting] : []),
    ],
  }
}
