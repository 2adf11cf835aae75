import { Pool } from "heddle"
import { Piscina } from "piscina"
import { contest, scoreOf } from "./contest.ts"
import type { Contestant } from "./contest.ts"
import { allPeers } from "./contestants/peers.ts"
import { python } from "./contestants/python.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const size = 1_000_000
/** The peers send a message for each call: a million of them would take a minute. */
const peerSize = 20_000
const rounds = 5

/** A million tiny calls: what one of them costs when they are packed for you. */
export async function mapTable(): Promise<Table> {
  const data = Array.from({ length: size }, (_, i) => i)
  const few = data.slice(0, peerSize)
  const pool = new Pool({ workers: 2 })
  const processes = new Pool({ workers: 2, backend: "processes" })
  const pieces = Array.from({ length: 100 }, (_, i) => data.slice(i * 10_000, (i + 1) * 10_000))
  const filename = new URL("contestants/sqrt.mjs", import.meta.url).href
  const byHand = new Piscina({ filename, name: "chunk", minThreads: 2, maxThreads: 2 })
  const contestants: Contestant[] = [
    { name: "heddle, Math.sqrt", calls: size, run: () => pool.map(Math.sqrt, data) },
    {
      name: "heddle, a closure",
      calls: size,
      run: () => pool.map((x) => Math.sqrt(x), data),
      close: () => pool.close(),
    },
    {
      name: "heddle on processes, a closure",
      calls: size,
      run: () => processes.map((x) => Math.sqrt(x), data),
      close: () => processes.close(),
    },
    ...allPeers("sqrt").map(({ name, call, close }) => ({
      name,
      calls: peerSize,
      run: () => Promise.all(few.map((x) => call(x))),
      close,
    })),
    {
      name: "piscina, 100 pieces cut by hand",
      calls: size,
      run: async () => (await Promise.all(pieces.map((piece) => byHand.run(piece)))).flat(),
      close: () => byHand.destroy(),
    },
    { name: "data.map(Math.sqrt), serial", calls: size, run: () => data.map(Math.sqrt) },
  ]
  const scores = await contest(contestants, rounds)
  const cpython = python("map", size, 3)
  if (cpython) scores.push({ ...cpython, calls: size, median: cpython.best })

  const each = ({ best, calls }: { best: number; calls: number }): number => (1000 * best) / calls
  const ours = scoreOf(scores, "heddle, a closure")
  const peer = scores.find(({ name }) => name.startsWith("piscina"))!
  const faster = scores.filter((score) => each(score) < each(ours) && !score.name.startsWith("heddle"))
  return {
    title: "map: a million square roots",
    method: `2 workers. heddle and serial: ${short(size)} calls, heddle's chunks are automatic; peers: ${short(peerSize)}, a task for each. Interleaved, best of ${rounds}.`,
    header: ["", "µs a call", "calls/s", "times heddle's"],
    rows: scores.map((score) => [
      score.name,
      short(each(score)),
      short(1e6 / each(score)),
      short(each(score) / each(ours)),
    ]),
    notes: [
      verdict("a call costs", each(ours), "<=", 0.5, "µs"),
      verdict("calls a second, to piscina's tasks:", each(peer) / each(ours), ">=", 20),
      ...faster.map((score) => `lost: ${score.name} is ${short(each(ours) / each(score))} times as fast`),
      "a square root is no work to share out: this table measures the sharing",
    ],
  }
}
