import { Worker } from "node:worker_threads"
import { Pool } from "heddle"
import { Piscina } from "piscina"
import { contest, scoreOf } from "./contest.ts"
import type { Score } from "./contest.ts"
import computeIntensiveTask from "./contestants/intensive.mjs"
import { python } from "./contestants/python.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const rounds = 7

/** The seed's compute_intensive_task over 16 inputs: how much of two cores arrives. */
export async function cpuTable(): Promise<Table> {
  const rows: string[][] = []
  const notes: string[] = []
  for (const steps of [10_000_000, 50_000_000]) {
    const inputs = Array.from({ length: 16 }, (_, data): [number, number] => [data, steps])
    const pool = new Pool({ workers: 2 })
    const filename = new URL("contestants/intensive.mjs", import.meta.url).href
    const peer = new Piscina({ filename, minThreads: 2, maxThreads: 2 })
    const halves = [0, 1].map(() => new Worker(new URL("programs/half.mjs", import.meta.url)))
    const half = (i: number): Promise<unknown> => {
      halves[i]!.postMessage(inputs.slice(8 * i, 8 * i + 8))
      return new Promise((resolve) => halves[i]!.once("message", resolve))
    }
    const scores = await contest(
      [
        {
          name: "two bare threads, half each",
          calls: 16,
          run: () => Promise.all([half(0), half(1)]),
          close: () => Promise.all(halves.map((worker) => worker.terminate())),
        },
        { name: "serial", calls: 16, run: () => inputs.map(computeIntensiveTask) },
        { name: "heddle", calls: 16, run: () => pool.map(computeIntensiveTask, inputs), close: () => pool.close() },
        {
          name: "piscina",
          calls: 16,
          run: () => Promise.all(inputs.map((input) => peer.run(input))),
          close: () => peer.destroy(),
        },
      ],
      rounds,
    )
    const serial = scoreOf(scores, "serial").best
    const share = ({ best }: Score): number => serial / 2 / best
    for (const score of scores) {
      const ratios = score.name === "serial" ? ["", ""] : [short(serial / score.best), short(share(score))]
      rows.push([`${score.name}, ${short(steps)} steps`, short(score.best), ...ratios])
    }
    const [ours, bare] = [scoreOf(scores, "heddle"), scoreOf(scores, "two bare threads, half each")]
    notes.push(
      verdict(`share of the ideal speedup at ${short(steps)} steps`, share(ours), ">=", 0.92),
      `of what two bare threads reach on this machine: ${short(bare.best / ours.best)}`,
    )
  }
  const cpython = python("cpu", 1_000_000, 2)
  if (cpython) rows.push([`${cpython.name}, 1,000,000 steps`, short(cpython.best), "", ""])
  return {
    title: "cpu: sixteen long loops",
    method: `compute_intensive_task over 16 inputs, 2 workers. Interleaved, best of ${rounds}. The share is serial / 2 / parallel.`,
    header: ["", "ms", "speedup", "share of ideal"],
    rows,
    notes: [
      ...notes,
      "two workers on two cores leave none for the main thread and whatever else runs, and two cores that share a clock or caches are slower than one: a share of 1 is out of reach",
    ],
  }
}
