import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"

const calls = 6
const rounds = 15
const kinds = ["heddle", "piscina"] as const
const file = fileURLToPath(new URL("../programs/warm.mjs", import.meta.url))

/** The first calls of a program that has just begun: the default pool starts with the first, and is there for the second. */
export function warmTable(): Promise<Table> {
  const times = kinds.map((): number[][] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [i, kind] of kinds.entries()) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [file, kind, String(calls)], { encoding: "utf8" })
      if (status !== 0) throw new Error(stderr)
      times[i]!.push(JSON.parse(stdout) as number[])
    }
  }
  const medians = times.map((runs) =>
    Array.from({ length: calls }, (_, call) => summary(runs.map((run) => run[call]!)).median),
  )
  const [ours, theirs] = medians as [number[], number[]]
  return Promise.resolve({
    title: "warm: the first calls of a program",
    method: `Fresh processes; each calls \`heddle.map\` on the default pool with 100 numbers ${calls} times, or starts a Piscina of two workers with the first of as many rounds of 100 calls. Median of ${rounds} programs each, in turn; ms.`,
    header: ["", ...Array.from({ length: calls }, (_, i) => `call ${i + 1}`)],
    rows: kinds.map((name, i) => [name, ...medians[i]!.map((ms) => short(ms))]),
    notes: [
      verdict("the second call on the default pool, to the first:", ours[1]! / ours[0]!, "<=", 0.1),
      verdict("the second call, to piscina's second:", ours[1]! / theirs[1]!, "<=", 1),
      verdict("the first call, to piscina's first:", ours[0]! / theirs[0]!, "<=", 1),
    ],
  })
}
