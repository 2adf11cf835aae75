import { watchOtherPrograms } from "./other-programs.ts"

/** One side of a comparison. */
export interface Contestant {
  readonly name: string
  /** How many calls a run makes. */
  readonly calls: number
  /** What it gives is awaited. */
  run(): unknown
  /** It runs elsewhere, and gives how many ms that took. */
  readonly timesItself?: boolean
  /** Before and after each turn, awaited and not timed. */
  enter?(): unknown
  leave?(): unknown
  close?: (() => unknown) | undefined
}

export interface Score {
  readonly name: string
  readonly calls: number
  /** Of the fastest round, in ms. */
  readonly best: number
  readonly median: number
}

/** Of the processors, other programs may take this share of a round. */
const bearable = 0.1
/** So many times as many rounds are run, if they take more. */
const patience = 2

/**
 * Runs the contestants in turn, round after round, so that what else the machine does falls on all of them alike. The
 * first round warms up and does not count. Rounds in which other programs took much of the machine come on top.
 */
export async function contest(contestants: readonly Contestant[], rounds: number): Promise<Score[]> {
  const times = contestants.map((): number[] => [])
  for (let round = 0, undisturbed = -1; undisturbed < rounds && round <= patience * rounds; round++) {
    const others = watchOtherPrograms()
    for (const turn of contestants.keys()) {
      // Each round begins with another one: what a contestant leaves behind burdens a different neighbour each time.
      const i = (turn + round) % contestants.length
      const contestant = contestants[i]!
      await contestant.enter?.()
      // Not a full collection: V8 shrinks its heap after one, and the next 100 ms pay for its growing anew.
      globalThis.gc?.({ type: "minor" })
      const start = performance.now()
      const given = await contestant.run()
      const took = contestant.timesItself === true ? (given as number) : performance.now() - start
      if (round > 0) times[i]!.push(took)
      await contestant.leave?.()
    }
    if (round === 0 || others() <= bearable) undisturbed++
  }
  for (const contestant of contestants) await contestant.close?.()
  return contestants.map(({ name, calls }, i) => ({ name, calls, ...summary(times[i]!) }))
}

export function summary(values: readonly number[]): { best: number; median: number; worst: number } {
  const sorted = values.toSorted((a, b) => a - b)
  return { best: sorted[0]!, median: sorted[sorted.length >> 1]!, worst: sorted.at(-1)! }
}

/** The score of that name. */
export function scoreOf(scores: readonly Score[], name: string): Score {
  const score = scores.find((score) => score.name === name)
  if (score === undefined) throw new Error(`no contestant is called ${name}`)
  return score
}
