import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { summary } from "./contest.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

/** Programs with so many workers are compared: the difference is what ten of them weigh, without what a pool needs once. */
const [few, many] = [2, 12]
const rounds = 3
const kinds = ["bare", "heddle", "piscina"] as const

/** What a worker adds to the program's memory, after its first task, and what the library needs besides. */
export function memoryTable(): Promise<Table> {
  const sizes = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) for (const count of [few, many]) add(sizes, `${kind} ${count}`, resident(kind, count))
  }
  const size = (kind: string, count: number): number => summary(sizes.get(`${kind} ${count}`)!).median
  const each = (kind: string): number => (size(kind, many) - size(kind, few)) / (many - few)
  return Promise.resolve({
    title: "memory: what a worker weighs",
    method: `Growth of a program's resident memory by ${many} workers less that by ${few}, for each; every worker has run a task. What is left for none is what the library needs once: its code, heddle's supervisor thread. Whole programs interleaved, median of ${rounds}.`,
    header: ["", "MB a worker", "to bare", "MB once"],
    rows: kinds.map((kind) => [
      kind === "bare" ? "new Worker, an empty listener" : kind,
      short(each(kind)),
      short(each(kind) / each("bare")),
      short(size(kind, few) - few * each(kind)),
    ]),
    notes: [verdict("a worker weighs", each("heddle"), "<=", 12, "MB")],
  })
}

function resident(kind: string, count: number): number {
  const file = fileURLToPath(new URL("programs/memory.ts", import.meta.url))
  const { stdout } = spawnSync(process.execPath, ["--expose-gc", file, kind, String(count)], { encoding: "utf8" })
  return Number(stdout)
}

function add(sizes: Map<string, number[]>, key: string, value: number): void {
  const values = sizes.get(key) ?? []
  values.push(value)
  sizes.set(key, values)
}
