import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { summary } from "./contest.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const rounds = 12
const kinds = ["node alone", "new Worker", "heddle", "piscina"] as const

/** From the start of a program to its end, with one task on one worker in between. */
export function startupTable(): Promise<Table> {
  const times = new Map<string, number[]>(kinds.map((kind) => [kind, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const kind of kinds) {
      const file = fileURLToPath(new URL(`programs/start-${kind.replace(" ", "-").toLowerCase()}.mjs`, import.meta.url))
      const start = performance.now()
      const { status, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" })
      if (status !== 0) throw new Error(`${file}: ${stderr}`)
      if (round > 0) times.get(kind)!.push(performance.now() - start)
    }
  }
  const best = (kind: string): number => summary(times.get(kind)!).best
  return Promise.resolve({
    title: "startup: the first result of a cold program",
    method: `Whole programs of plain JavaScript, from spawn to exit: start one worker, run one task, print its result. Interleaved, best of ${rounds}.`,
    header: ["", "best, ms", "median, ms", "to new Worker, ms"],
    rows: kinds.map((kind) => [
      kind,
      short(best(kind)),
      short(summary(times.get(kind)!).median),
      `${best(kind) < best("new Worker") ? "-" : "+"}${short(Math.abs(best(kind) - best("new Worker")))}`,
    ]),
    notes: [
      verdict("more than a bare worker", best("heddle") - best("new Worker"), "<=", 150, "ms"),
      `lost: piscina's first result comes ${short(best("heddle") - best("piscina"))} ms earlier`,
    ],
  })
}
