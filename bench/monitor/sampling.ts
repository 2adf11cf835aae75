import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"

const seconds = isSmall ? 1 : 5
const rounds = isSmall ? 1 : 3
/** V8 tidies up the heaps of any program that has become idle, once, seconds later. */
const flags = ["--no-memory-reducer"]
const intervals = [0, 1000, 100, 50]
const counts = [2, 8]

/** What sampling takes from the processor, of a program that does nothing else. */
export async function samplingTable(): Promise<Table> {
  const cases = counts.flatMap((workers) => intervals.map((interval) => ({ workers, interval, runs: [] as Run[] })))
  for (let round = 0; round < rounds; round++) {
    // Programs that do nothing do not get in each other's way.
    await Promise.all(cases.map(async ({ workers, interval, runs }) => runs.push(await run(workers, interval))))
  }
  const ms = (workers: number, interval: number): number =>
    summary(cases.find((one) => one.workers === workers && one.interval === interval)!.runs.map((one) => one.ms)).median
  const share = (workers: number, interval: number): number => (ms(workers, interval) - ms(workers, 0)) / 10
  return {
    title: "sampling: what it costs to be watched",
    method: `process.cpuUsage() of a whole program whose workers are idle, over ${seconds} s, beginning one second after the first sample, less that of the same program without sampling; median of ${rounds}, with node ${flags.join(" ")}. In percent of one processor.`,
    header: ["a sample every", ...counts.map((workers) => `${workers} workers, %`), "samples a second"],
    rows: intervals
      .slice(1)
      .map((interval) => [
        `${interval} ms`,
        ...counts.map((workers) => short(share(workers, interval))),
        short(summary(cases.find((one) => one.interval === interval)!.runs.map((one) => one.samples)).median),
      ]),
    notes: [
      verdict("two workers at 1000 ms, of one processor:", share(2, 1000), "<=", 0.5, "%"),
      verdict("eight workers at 50 ms, of one processor:", share(8, 50), "<=", 5, "%"),
      "most of it is to wake two threads whose caches are cold: the files of /proc take less than 0.1 ms a sample",
    ],
  }
}

interface Run {
  readonly ms: number
  readonly samples: number
}

async function run(workers: number, interval: number): Promise<Run> {
  const file = fileURLToPath(new URL("../programs/sampling.mjs", import.meta.url))
  const args = [...flags, file, String(workers), String(interval), String(seconds)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Run
}
