import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Pool } from "heddle"
import { contest, scoreOf } from "./contest.ts"
import type { Contestant } from "./contest.ts"
import { allPeers } from "./contestants/peers.ts"
import type { FreshClosures } from "./programs/fresh-closures.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const size = 20_000
const sequential = 2000
const rounds = 5
const plain = "heddle, a function that captures nothing"
const capturing = "heddle, one closure with captured constants"

/** Many tasks at once, a submit for each: what a task costs. Then one after the other: what a round trip costs. */
export async function submitTable(): Promise<Table> {
  const pool = new Pool({ workers: 2 })
  const offset = 1
  const noop = (x: number): number => x
  const closure = (x: number): number => x + offset
  const sides = [
    { name: plain, call: (x: number) => pool.submit(noop, x), close: () => {} },
    { name: capturing, call: (x: number) => pool.submit(closure, x), close: () => pool.close() },
    ...allPeers("noop"),
  ]
  const burst = (call: (x: number) => PromiseLike<unknown>): Contestant["run"] => {
    return () => Promise.all(Array.from({ length: size }, (_, i) => call(i)))
  }
  const oneByOne = async (call: (x: number) => PromiseLike<unknown>): Promise<void> => {
    for (let i = 0; i < sequential; i++) await call(i)
  }
  const bursts = await contest(
    sides.map(({ name, call }) => ({ name, calls: size, run: burst(call) })),
    rounds,
  )
  const trips = await contest(
    sides.map(({ name, call, close }) => ({ name, calls: sequential, run: () => oneByOne(call), close })),
    3,
  )
  const fresh = freshClosures([])
  const registered = freshClosures(["--import", "heddle/register"])

  const rate = ({ calls, best }: { calls: number; best: number }): number => (1000 * calls) / best
  const piscina = rate(bursts.find(({ name }) => name.startsWith("piscina"))!)
  const [ours, oursCapturing] = [rate(scoreOf(bursts, plain)), rate(scoreOf(bursts, capturing))]
  const row = (name: string, perSecond: number, trip: string, longest: string): string[] => {
    return [name, short(perSecond), short(perSecond / piscina), trip, longest]
  }
  const trip = Math.min(scoreOf(trips, plain).best, scoreOf(trips, capturing).best)
  const faster = trips.filter((score) => score.best < trip)
  return {
    title: "submit: twenty thousand tasks at once",
    method: `2 workers, ${short(size)} no-op tasks in one burst, best of ${rounds}; then ${short(sequential)} one at a time, best of 3. Interleaved; fresh closures in programs of their own, best of ${rounds}.`,
    header: ["", "tasks/s", "to piscina", "round trip, µs", "longest submit(), ms"],
    rows: [
      ...bursts.map((score, i) => row(score.name, rate(score), short((1000 * trips[i]!.best) / sequential), "")),
      ...[fresh, registered].map((it, i) =>
        row(`heddle, a fresh closure each${i === 0 ? "" : ", heddle/register"}`, it.rate, "", short(it.longest)),
      ),
    ],
    notes: [
      verdict("tasks a second, to piscina's:", ours / piscina, ">=", 5),
      verdict("with captured constants, to a function without captures:", oursCapturing / ours, ">=", 0.5),
      verdict("fresh closures with heddle/register, to piscina's:", registered.rate / piscina, ">=", 1),
      verdict("longest submit() of a fresh closure", fresh.longest, "<=", 10, "ms"),
      ...faster.map(({ name, best }) => `lost: one at a time, ${name} is ${short(trip / best)} times as fast`),
    ],
  }
}

function freshClosures(flags: readonly string[]): FreshClosures {
  const file = fileURLToPath(new URL("programs/fresh-closures.ts", import.meta.url))
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, file, String(size), String(rounds)], {
    encoding: "utf8",
  })
  if (status === 0) return JSON.parse(stdout) as FreshClosures
  console.error(`fresh closures ${flags.join(" ")}: ${stderr}`)
  return { rate: Number.NaN, longest: Number.NaN }
}
