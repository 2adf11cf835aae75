import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"

const seconds = 10
const copies = 3
/** V8 tidies up the heaps of any program that has become idle, once, seconds later: 50 ms that are not the pool's. */
const flags = ["--no-memory-reducer"]
const kinds = ["no pool", "heddle", "piscina"] as const

/** What a pool with nothing to do takes from the processor. */
export async function idleTable(): Promise<Table> {
  // Idle programs do not get in each other's way: they run side by side.
  const used = await Promise.all(kinds.map((kind) => Promise.all(Array.from({ length: copies }, () => idle(kind)))))
  const times = kinds.map((name, i) => ({ name, ...summary(used[i]!) }))
  const [none, ours] = times as [(typeof times)[0], (typeof times)[0]]
  return {
    title: "idle: a pool with nothing to do",
    method: `process.cpuUsage() of a whole program with two workers that have run tasks, over ${seconds} s, beginning one second after the last task; ${copies} programs of each kind, with node ${flags.join(" ")}.`,
    header: ["", "least, ms", "median, ms", "most, ms"],
    rows: times.map(({ name, best, median, worst }) => [name, short(best), short(median), short(worst)]),
    notes: [
      verdict(
        `processor time of an idle pool in ${seconds} s, beyond that of no pool`,
        ours.median - none.median,
        "<=",
        5,
        "ms",
      ),
    ],
  }
}

async function idle(kind: string): Promise<number> {
  const file = fileURLToPath(new URL("../programs/idle.mjs", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file, kind, String(seconds)])
  return Number(stdout)
}
