import type { Technique } from "./options.ts"

/** One way to run all tasks. */
export interface Way {
  readonly technique: Technique
  readonly workers: number
  readonly chunkSize: number | "auto"
}

/** A way, and how long a pass over the sample took. */
export interface TuneRow extends Way {
  /** Each pass, in ms. */
  readonly times: readonly number[]
  /** The quickest pass: what disturbs makes passes longer, never shorter. */
  readonly ms: number
  /** How many times as fast as the plain loop. */
  readonly speedup: number
}

/** A way that was not tried, or that does not work. */
export interface Skipped {
  readonly technique: Technique
  readonly why: string
}

/** What a task is, as it was measured. Times in ms. */
export interface TaskFacts {
  /** All inputs, and how many of them were used to measure. */
  readonly count: number
  readonly sampled: number
  /** One task in a loop, here. */
  readonly ms: number
  /** The share of that in which it uses a processor; the rest it waits. */
  readonly cpuShare: number
  /** Does it give a promise? */
  readonly isAsync: boolean
  /** What compiled it, where that went well: `jit(fn)` or `vectorize(fn)`. */
  readonly compiledBy?: string | undefined
  /** An input and its result, encoded; undefined where that cannot be. */
  readonly bytes: number | undefined
  /** In a pool, for each task: copying there and back, and giving out. Undefined: not measured. */
  readonly copyMs: number | undefined
  readonly dispatchMs: number | undefined
  /** Until a pool had its first results, with the workers of the largest that was tried. */
  readonly startMs: Readonly<Partial<Record<Technique, number>>>
}

/** Chunk sizes worth a try: powers of 4 up to a chunk for each worker, and what the pool chooses. */
export function chunkSizes(tasks: number, workers: number): (number | "auto")[] {
  const largest = Math.max(1, Math.ceil(tasks / workers))
  const sizes: number[] = []
  for (let size = 1; size < largest; size *= 4) sizes.push(size)
  // A power just below the largest would say the same again.
  if (sizes.length > 1 && sizes.at(-1)! * 2 > largest) sizes.pop()
  return ["auto", ...sizes, largest]
}

/** 1, 2, 4 … and the most. */
export function workerCounts(most: number): number[] {
  const counts: number[] = []
  for (let count = 1; count < most; count *= 2) counts.push(count)
  return [...counts, most]
}

/** So many of them, evenly: the first, and the last where there is more than one. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items]
  const step = count > 1 ? (items.length - 1) / (count - 1) : 0
  return Array.from({ length: count }, (_, i) => items[Math.round(i * step)]!)
}

/** As many as can be paid: the first, the last and those between them evenly; at least one. */
export function affordable<T>(ways: readonly T[], each: number, budget: number): T[] {
  const count = Math.max(1, Math.min(ways.length, Math.floor(budget / each)))
  return count === 1 ? ways.slice(0, 1) : spread(ways, count)
}
