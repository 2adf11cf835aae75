import { Pool } from "heddle"
import { contest, scoreOf } from "../contest.ts"
import type { Score } from "../contest.ts"
import { knitting, withoutKnitting } from "../contestants/knitting.ts"
import { BareLanes } from "../contestants/lanes.ts"
import { piscina, poolifier, tinypool, workerPool } from "../contestants/peers.ts"
import type { Peer } from "../contestants/peers.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { kinds, noop } from "./values.ts"

const size = 2000
const rounds = 7
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
  for (const { close } of peers) await close()

  const bestOf = (kind: string, name: string): number => scoreOf(scores[kind]!, name).best
  const toPiscina = (kind: string, name: string): number => bestOf(kind, name) / bestOf(kind, settings[0]!.name)
  const lost = Object.keys(kinds).flatMap((kind) => {
    const faster = peers.filter(({ name }) => !name.startsWith(ours) && bestOf(kind, name) < bestOf(kind, ours))
    const times = faster.map(({ name }) => `${name} ${short(bestOf(kind, ours) / bestOf(kind, name))}`)
    return times.length === 0 ? [] : [`lost: with ${kind}, times as fast as heddle: ${times.join("; ")}`]
  })
  return {
    title: "trip: one task after the other",
    method: `2 workers, ${short(size)} calls of a function that gives back its argument, each awaited before the next. Interleaved, best of ${rounds}. The ratio is to piscina with its default settings.`,
    header: ["", ...Object.keys(kinds).flatMap((kind) => [`${kind}, µs`, "to piscina"])],
    rows: peers.map(({ name }) => [
      name,
      ...Object.keys(kinds).flatMap((kind) => [
        short((1000 * bestOf(kind, name)) / size),
        short(toPiscina(kind, name)),
      ]),
    ]),
    notes: [
      ...Object.keys(kinds).map((kind) =>
        verdict(`round trip of ${kind}, to piscina's:`, toPiscina(kind, ours), "<=", 0.35),
      ),
      ...lost,
      ...(rival === undefined ? [withoutKnitting] : []),
    ],
  }
}
