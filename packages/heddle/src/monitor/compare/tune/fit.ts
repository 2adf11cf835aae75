import { solve } from "../statistics/index.ts"
import type { TaskFacts, TuneRow } from "./way.ts"

/** What the measured times say of the program as a whole. */
export interface TuneFit {
  /** Amdahl's serial share: 0 is work that is divided completely, 1 is work that is not. Undefined: one number of workers was tried. */
  readonly serialShare: number | undefined
  /** A pass with one worker by the same fit, in ms. */
  readonly oneWorkerMs: number | undefined
  /** What a task and a chunk cost on top of the task itself, in ms of the whole. Undefined: too few chunk sizes were tried. */
  readonly perTask: number | undefined
  readonly perChunk: number | undefined
}

/**
 * Least squares over rows of threads (or processes, where there are no threads): T(w) = a + b / w over the workers, the serial share
 * is a / (a + b); T(c) = a + b · chunks over the chunk sizes with most workers.
 */
export function fit(rows: readonly TuneRow[], { sampled, ms }: TaskFacts): TuneFit {
  const pools = rows.filter(({ technique }) => technique === "threads" || technique === "processes")
  const own = pools.filter(({ technique }) => technique === pools[0]!.technique)
  return { ...amdahlFit(own), ...overheads(own, sampled, ms) }
}

/** The times by number of workers: of each the best. */
export function byWorkers(rows: readonly TuneRow[]): (readonly [number, number])[] {
  const best = new Map<number, number>()
  for (const { workers, ms } of rows) best.set(workers, Math.min(ms, best.get(workers) ?? Infinity))
  return [...best].toSorted(([a], [b]) => a - b)
}

function amdahlFit(rows: readonly TuneRow[]): Pick<TuneFit, "serialShare" | "oneWorkerMs"> {
  const points = byWorkers(rows)
  if (points.length < 2) return { serialShare: undefined, oneWorkerMs: undefined }
  const [fixed, divided] = solve(
    points.map(([, ms]) => ms),
    points.map(() => 1),
    points.map(([workers]) => 1 / workers),
  )
  const oneWorkerMs = fixed! + divided!
  return { serialShare: fixed! / oneWorkerMs, oneWorkerMs }
}

function overheads(rows: readonly TuneRow[], tasks: number, taskMs: number): Pick<TuneFit, "perTask" | "perChunk"> {
  const workers = Math.max(...rows.map((row) => row.workers))
  const points = rows.flatMap(({ workers: count, chunkSize, ms }) => {
    if (chunkSize === "auto" || count !== workers) return []
    const chunks = Math.ceil(tasks / chunkSize)
    // Fewer chunks are not divided evenly: that costs more than they save.
    return chunks < 2 * workers ? [] : [{ chunks, ms }]
  })
  if (points.length < 2) return { perTask: undefined, perChunk: undefined }
  const [fixed, perChunk] = solve(
    points.map(({ ms }) => ms),
    points.map(() => 1),
    points.map(({ chunks }) => chunks),
  )
  return { perTask: Math.max(0, fixed! - (tasks * taskMs) / workers) / tasks, perChunk: perChunk! }
}

/** Amdahl's law: how many times as fast with so many workers. */
export function amdahl(serial: number, workers: number): number {
  return 1 / (serial + (1 - serial) / workers)
}
