import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout } from "node:timers/promises"
import { KernelCompileError, setNumThreads } from "heddle/jit"
import { contest, scoreOf } from "../contest.ts"
import type { Contestant, Score } from "../contest.ts"
import { c, numba } from "../contestants/kernel-process.ts"
import type { KernelProcess } from "../contestants/kernel-process.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { disagreement } from "./agreement.ts"
import type { Agreement } from "./agreement.ts"
import { threads } from "./values.ts"

const rounds = 7
/** Before a turn, in ms: the threads of the one before go on looking for work for a while. */
const rest = 10

/** What a kernel gives back, or has written. */
export type Result = number | Float64Array | Int32Array

/** Compiled, with its data. */
export interface Run {
  /** One call, or as many as belong together. */
  call(): Result
  /** Makes the data what it was at first, where calls change it. */
  reset?(): void
}

/** One who computes a kernel in this process. */
export interface Side {
  readonly name: string
  /** What it throws as a KernelCompileError or as NotYet stands in the table instead of its time. */
  start(size: number): Run
}

/** heddle does not have it. */
export class NotYet extends Error {}

/** A kernel, written in three languages; those in Python and C are found by its name. */
export interface Race {
  readonly name: string
  /** What is computed; with the size in the place of `#`. */
  readonly title: string
  readonly size: number
  /** To prove that it works. */
  readonly small: number
  /**
   * So many calls are a turn, and the fastest counts: threads that are awake, as in a program that goes on. Not their sum:
   * where other programs take a processor, OpenMP's threads wait for each other through whole time slices.
   */
  readonly calls: number
  readonly rounds?: number
  /** heddle's, then JavaScript's. */
  readonly sides: readonly Side[]
  /** The ways to write it that targets are for: the fastest of them counts. Else the first side. */
  readonly ours?: readonly string[]
  readonly agreement: Agreement
  /** Not compared: it computes a part only. */
  readonly unchecked?: readonly string[]
  readonly targets: readonly Target[]
  readonly notes?: readonly string[]
}

export interface Target {
  readonly what: string
  /** Of these the fastest. */
  readonly to: readonly string[]
  /** heddle takes at most so many times its time. */
  readonly atMost: number
}

/** Numba's two ways to compile a loop with prange. */
export const numbaParallel: readonly string[] = ["Numba, parallel", "Numba, parallel, fastmath"]

/** Runs everybody's kernel by turns, after comparing what they compute. */
export async function raceTable(race: Race): Promise<Table> {
  const size = isSmall ? race.small : race.size
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-bench-"))
  const processes: KernelProcess[] = []
  setNumThreads(threads)
  try {
    const { runs, missing } = await startSides(race.sides, size)
    const results = new Map(runs.map(({ name, run }) => [name, bytesOf(run)]))
    const contestants = runs.map(({ name, run }) => contestant(name, () => fastest(run, race.calls)))
    const versions: string[] = []
    for (const { process, nameIt } of await peers()) {
      processes.push(process)
      versions.push(...versionsOf(process))
      for (const variant of await process.make(race.name, size)) {
        const name = nameIt(variant)
        const isPart = race.unchecked?.includes(name) === true
        if (!isPart) results.set(name, await process.result(variant, path.join(folder, "result")))
        contestants.push(contestant(name, () => process.run(variant, isPart ? 1 : race.calls)))
      }
    }
    const agreed = disagreement(results, race.agreement, size)
    const scores = await contest(contestants, isSmall ? 1 : (race.rounds ?? rounds))
    return table(race, { size, scores, missing, agreed, versions })
  } finally {
    for (const process of processes) process.close()
    rmSync(folder, { recursive: true })
  }
}

interface Peer {
  readonly process: KernelProcess
  /** What a variant of theirs is called in the table. */
  readonly nameIt: (variant: string) => string
}

async function peers(): Promise<Peer[]> {
  const python = await numba(threads)
  const strict = await c(threads, "kernels")
  const fast = await c(threads, "kernels-fast", "-ffast-math")
  return [
    ...(python === undefined ? [] : [{ process: python, nameIt: (variant: string) => variant }]),
    ...(strict === undefined ? [] : [{ process: strict, nameIt: () => "C" }]),
    ...(fast === undefined ? [] : [{ process: fast, nameIt: () => "C, -ffast-math" }]),
  ]
}

function versionsOf({ versions }: KernelProcess): string[] {
  const { numba, numpy, cpython, c } = versions
  return c === undefined ? [`Numba ${numba}`, `NumPy ${numpy}`, `CPython ${cpython}`] : [String(c)]
}

/** Those that run, and the reasons of those that do not. */
async function startSides(
  sides: readonly Side[],
  size: number,
): Promise<{ runs: { name: string; run: Run }[]; missing: Map<string, string> }> {
  const runs: { name: string; run: Run }[] = []
  const missing = new Map<string, string>()
  for (const side of sides) {
    try {
      const run = side.start(size)
      run.call()
      // The kernels' threads start with the first call that is worth it.
      await setTimeout(rest)
      run.reset?.()
      runs.push({ name: side.name, run })
    } catch (error) {
      if (!(error instanceof KernelCompileError || error instanceof NotYet)) throw error
      missing.set(side.name, error.message.split("\n")[0]!)
    }
  }
  return { runs, missing }
}

/** A copy: the next call writes over it. */
function bytesOf(run: Run): Uint8Array<ArrayBuffer> {
  const result = run.call()
  const copy = typeof result === "number" ? Float64Array.of(result) : result.slice()
  return new Uint8Array(copy.buffer)
}

function contestant(name: string, run: () => number | Promise<number>): Contestant {
  return { name, calls: 1, timesItself: true, enter: () => setTimeout(rest), run }
}

/** The fastest of so many calls, in ms. */
function fastest(run: Run, calls: number): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < calls; i++) {
    const start = performance.now()
    run.call()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

interface Outcome {
  readonly size: number
  readonly scores: readonly Score[]
  readonly missing: ReadonlyMap<string, string>
  readonly agreed: readonly string[]
  readonly versions: readonly string[]
}

function table(race: Race, { size, scores, missing, agreed, versions }: Outcome): Table {
  const best = (name: string): number => scoreOf(scores, name).best
  const names = new Set(scores.map(({ name }) => name))
  const fastestOf = (some: readonly string[]): string | undefined =>
    some.filter((name) => names.has(name)).toSorted((a, b) => best(a) - best(b))[0]
  const main = fastestOf(race.ours ?? [race.sides[0]!.name])
  const measured = main ?? race.sides.find(({ name }) => names.has(name))!.name
  const verdicts = race.targets.map(({ what, to, atMost }) => {
    const their = fastestOf(to)
    if (main === undefined) return `not yet: ${race.name}, to ${what} (target <= ${atMost})`
    if (their === undefined) return `not measured: ${race.name}, to ${what}: it is not here`
    return verdict(`${race.name}, to ${what}:`, best(main) / best(their), "<=", atMost)
  })
  return {
    title: `${race.name}: ${race.title.replaceAll("#", size.toLocaleString("en"))}`,
    method: `${threads} threads for everybody. Interleaved, the fastest call of ${isSmall ? 1 : (race.rounds ?? rounds)} turns of ${race.calls}; Python and C time themselves. ${[...new Set(versions)].join(", ")}.`,
    header: ["", "ms", `${measured}'s time to it`],
    rows: [
      ...[...missing.keys()].map((name) => [name, "not yet", ""]),
      ...scores.map(({ name }) => [name, short(best(name)), short(best(measured) / best(name))]),
    ],
    notes: [
      ...verdicts,
      ...[...missing].map(([name, reason]) => `not yet: ${name}: ${reason}`),
      ...agreed,
      ...(race.notes ?? []),
    ],
  }
}
