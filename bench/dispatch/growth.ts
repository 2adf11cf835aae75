import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Memory } from "../programs/growth.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"

const millions = 10

/** What ten million tasks leave behind. */
export function growthTable(): Promise<Table> {
  const file = fileURLToPath(new URL("../programs/growth.ts", import.meta.url))
  const flags = ["--expose-gc", "--disable-warning=ExperimentalWarning"]
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, file, String(millions)], {
    encoding: "utf8",
  })
  if (status !== 0) throw new Error(stderr)
  const memory = JSON.parse(stdout) as readonly Memory[]
  const [from, to] = [memory[1]!, memory.at(-1)!]
  return Promise.resolve({
    title: "growth: the memory of ten million tasks",
    method: `One pool of 2 workers; of each million 900,000 tasks by \`map\` and 100,000 by \`submit\`. After each million everything is collected here and in the workers; then the program's resident memory and this thread's heap.`,
    header: ["tasks", "rss, MB", "heapUsed, MB"],
    rows: memory.map(({ rss, heapUsed }, i) => [`${i + 1}e6`, short(rss), short(heapUsed)]),
    notes: [
      verdict("heapUsed, growth from 2e6 to 1e7 tasks", to.heapUsed - from.heapUsed, "<=", 1, "MB"),
      verdict("rss, growth from 2e6 to 1e7 tasks", to.rss - from.rss, "<=", 10, "MB"),
    ],
  })
}
