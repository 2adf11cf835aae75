import { Pool } from "heddle"
import { contest, scoreOf } from "../contest.ts"
import type { Score } from "../contest.ts"
import { knitting, withoutKnitting } from "../contestants/knitting.ts"
import { BareLanes } from "../contestants/lanes.ts"
import { closeAll, piscina, poolifier, tinypool, workerPool } from "../contestants/peers.ts"
import type { Peer } from "../contestants/peers.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { kinds, noop } from "./values.ts"

const size = 4000
const rounds = 9
const ours = "heddle"

/** One task after the other: how long its caller waits. */
export async function tripTable(): Promise<Table> {
  const pool = new Pool({ workers: 2 })
  const lanes = new BareLanes(noop)
  const settings = (["sync", "async", "disabled"] as const).map((atomics) => piscina("noop", 1, atomics))
  const rival = await knitting()
  const peers: Peer[] = [
    { name: "heddle's lanes alone", call: (x) => lanes.run([x]), close: () => lanes.close() },
    { name: ours, call: (x) => pool.submit(noop, x), close: () => pool.close() },
    ...settings,
    tinypool("noop"),
    workerPool("noop"),
    poolifier("noop"),
    ...(rival === undefined ? [] : [rival]),
  ]
  const oneByOne = async (call: Peer["call"], values: readonly unknown[]): Promise<void> => {
    for (const value of values) await call(value)
  }
  const scores: Record<string, readonly Score[]> = {}
  for (const [kind, make] of Object.entries(kinds)) {
    const values = Array.from({ length: size }, (_, i) => make(i))
    scores[kind] = await contest(
      peers.map((peer) => ({ ...peer, calls: size, run: () => oneByOne(peer.call, values), close: undefined })),
      rounds,
    )
  }
  await closeAll(peers)

  const kindNames = Object.keys(kinds)
  const bestOf = (kind: string, name: string): number => scoreOf(scores[kind]!, name).best
  const medianOf = (kind: string, name: string): number => scoreOf(scores[kind]!, name).median
  const toPiscina = (of: typeof bestOf, kind: string, name: string): number =>
    of(kind, name) / of(kind, settings[0]!.name)
  const lost = kindNames.flatMap((kind) => {
    const faster = peers.filter(({ name }) => !name.startsWith(ours) && bestOf(kind, name) < bestOf(kind, ours))
    const times = faster.map(({ name }) => `${name} ${short(bestOf(kind, ours) / bestOf(kind, name))}`)
    return times.length === 0 ? [] : [`lost: with ${kind}, times as fast as heddle: ${times.join("; ")}`]
  })
  return {
    title: "trip: one task after the other",
    method: `2 workers, ${short(size)} calls of a function that gives back its argument, each awaited before the next. Interleaved, ${rounds} rounds: the best of them and the median. The ratio is of the bests, to piscina with its default settings.`,
    header: ["", ...kindNames.flatMap((kind) => [`${kind}, µs`, "median", "to piscina"])],
    rows: peers.map(({ name }) => [
      name,
      ...kindNames.flatMap((kind) => [
        short((1000 * bestOf(kind, name)) / size),
        short((1000 * medianOf(kind, name)) / size),
        short(toPiscina(bestOf, kind, name)),
      ]),
    ]),
    notes: [
      ...kindNames.flatMap((kind) => [
        verdict(`round trip of ${kind}, best to piscina's best:`, toPiscina(bestOf, kind, ours), "<=", 0.35),
        verdict(`round trip of ${kind}, median to piscina's median:`, toPiscina(medianOf, kind, ours), "<=", 0.35),
      ]),
      ...lost,
      ...(rival === undefined ? [withoutKnitting] : []),
    ],
  }
}
