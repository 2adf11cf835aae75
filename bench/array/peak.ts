import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { ask, budgetOf, dask, heddle, withSides } from "./sides.ts"
import type { SideName, Task } from "./sides.ts"

const rounds = isSmall ? 1 : 3
const limit = 200e6
const smallLimit = 8e6

interface Peak {
  readonly wall: number
  readonly peak: number
}

/** What programs weigh while they compute what is larger than what they may use. */
export async function peakTable(): Promise<Table> {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-bench-"))
  try {
    const file = path.join(folder, "numbers.npy")
    const own = isSmall ? smallLimit : limit
    const da = await import("heddle/array")
    await da.toNpy(file, da.arange((5 * own) / 8).mod(1009))
    const limited = { size: limit, small: smallLimit }
    const nothing = await both({ name: "mean_1d", size: 1e6, small: 10_000 })
    const read = await both({ name: "npy_sum", ...limited, word: file })
    const spilt = await both({ name: "spill", ...limited })
    const seed = await both({ name: "mean_2d", size: 1e4, small: 200 })
    const row = (name: string, { ours, theirs, budget }: Peaks, limit?: number): string[] => [
      name,
      limit === undefined ? "" : megabytes(limit),
      megabytes(budget),
      megabytes(ours.peak),
      short(ours.wall),
      megabytes(theirs.peak),
      short(theirs.wall),
    ]
    const over = ({ ours }: Peaks): number => (ours.peak - nothing.ours.peak) / own
    return {
      title: "peak: the most memory that a program takes",
      method: `Growth of the resident size since the program's start, at most, MB. A new program each time; the largest of ${rounds}. 2 threads. Their seconds are those of a cold program.`,
      header: ["", "memoryLimit", "explain()", "heddle", "s", dask, "s"],
      rows: [
        row("mean of 1e6 random numbers", nothing),
        row("sum of a .npy file, 5 times the limit", read, own),
        row("standardize, 1.8 times the limit", spilt, own),
        row("seeds, 2-D", seed),
      ],
      notes: [
        verdict("sum of a .npy file, beyond a program's threads, to memoryLimit:", over(read), "<=", 1),
        verdict("standardize, beyond a program's threads, to memoryLimit:", over(spilt), "<=", 1),
        "the first row is what threads, modules and kernels weigh: no array is counted there",
        "standardize is of normal random numbers: heddle computes them once, and keeps them in a file",
        "Dask's threads know no limit; it reads the .npy file by a function of blocks of 1e6 numbers",
      ],
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Peaks {
  readonly ours: Peak
  readonly theirs: Peak
  readonly budget: number
}

async function both(task: Task): Promise<Peaks> {
  const runs: Record<string, Peak[]> = { [heddle]: [], [dask]: [] }
  for (let round = 0; round < rounds; round++) {
    for (const name of [heddle, dask] as const) runs[name]!.push(await alone(name, task))
  }
  const worst = (name: SideName): Peak => ({
    wall: Math.min(...runs[name]!.map(({ wall }) => wall)),
    peak: Math.max(...runs[name]!.map(({ peak }) => peak)),
  })
  const budget = await withSides([heddle], ([side]) => budgetOf(side!, task))
  return { ours: worst(heddle), theirs: worst(dask), budget }
}

function alone(name: SideName, task: Task): Promise<Peak> {
  return withSides([name], async ([side]) => {
    const answer = await ask(side!, task)
    if ("error" in answer) throw new Error(`${name}: ${answer.error}`)
    return answer
  })
}

function megabytes(bytes: number): string {
  return short(bytes / 1e6)
}
