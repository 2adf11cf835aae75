import { techniques } from "./options.ts"
import type { TaskFacts, TuneRow } from "./way.ts"

/** What is so much faster is worth a technique that needs more, */
const worthwhile = 1.1
/** and a chunk size, or workers, of which there could be fewer. */
const noticeable = 1.05

/** How long all inputs take that way, with the start of its workers, in ms. */
export function totalMs(row: TuneRow, { count, sampled, startMs }: TaskFacts): number {
  return (row.ms * count) / sampled + (startMs[row.technique] ?? 0)
}

/**
 * The way to take: the quickest for all inputs, the start of the workers included. Of those that are nearly as quick it is the one that needs
 * least, in the order serial, async, threads, processes, jit; then one without a chunk size; then one with fewer workers.
 */
export function choose(rows: readonly TuneRow[], facts: TaskFacts): TuneRow {
  const total = (row: TuneRow): number => totalMs(row, facts)
  const near = (field: readonly TuneRow[], factor: number): TuneRow[] => {
    const best = Math.min(...field.map(total))
    return field.filter((row) => total(row) <= factor * best)
  }
  // Whose start took longer is left to chance: processes are for what threads are slower at.
  const threads = Math.min(...rows.filter(({ technique }) => technique === "threads").map(({ ms }) => ms))
  const quick = near(
    rows.filter(({ technique, ms }) => technique !== "processes" || ms < threads),
    worthwhile,
  )
  const technique = techniques.find((name) => quick.some((row) => row.technique === name))
  const own = near(
    quick.filter((row) => row.technique === technique),
    noticeable,
  )
  const automatic = own.filter(({ chunkSize }) => chunkSize === "auto")
  const left = automatic.length > 0 ? automatic : own
  return left.toSorted((a, b) => a.workers - b.workers || a.ms - b.ms)[0]!
}
