import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { summary } from "./contest.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const workers = 10
const rounds = 3
const kinds = ["bare", "heddle", "piscina"] as const

/** What ten workers add to the program's memory, each after its first task. */
export function memoryTable(): Promise<Table> {
  const file = fileURLToPath(new URL("programs/memory.ts", import.meta.url))
  const sizes = new Map<string, number[]>(kinds.map((kind) => [kind, []]))
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) {
      const { stdout } = spawnSync(process.execPath, ["--expose-gc", file, kind, String(workers)], { encoding: "utf8" })
      sizes.get(kind)!.push(Number(stdout))
    }
  }
  const each = (kind: string): number => summary(sizes.get(kind)!).median
  return Promise.resolve({
    title: "memory: what a worker weighs",
    method: `Resident memory of the program with ${workers} workers, each after a task, less the same without, divided by ${workers} (heddle's supervisor thread included). Whole programs interleaved, median of ${rounds}.`,
    header: ["", "MB a worker", "to bare"],
    rows: kinds.map((kind) => [
      kind === "bare" ? "new Worker, an empty listener" : kind,
      short(each(kind)),
      short(each(kind) / each("bare")),
    ]),
    notes: [verdict("a worker weighs", each("heddle"), "<=", 12, "MB")],
  })
}
