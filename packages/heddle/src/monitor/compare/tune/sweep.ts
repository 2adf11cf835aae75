import { AbortError } from "../../../core/errors/index.ts"
import { waits } from "./advice.ts"
import { compiled } from "./compiled.ts"
import { Deadline } from "./deadline.ts"
import { halve } from "./halving.ts"
import type { Technique, TuneSettings } from "./options.ts"
import { Passes } from "./passes.ts"
import { loop, probe } from "./probe.ts"
import type { Probe } from "./probe.ts"
import { Times } from "./times.ts"
import { affordable, chunkSizes, spread, workerCounts } from "./way.ts"
import type { Skipped, TaskFacts, TuneRow, Way } from "./way.ts"

type Task = (input: never) => unknown

/** A pass of the plain loop is to take this share of the budget; where tasks wait it may be more, as the other ways then take far less. */
const passShare = 1 / 40
const waitingShare = 1 / 8
/** Shares of the budget for the chunk sizes, and for the numbers of workers. */
const chunksShare = 0.4
const workersShare = 0.25
/** What threads leave to processes. */
const reserve = 0.2
/** Tasks under way at once in one thread. */
const concurrencies = [10, 100]
/** Passes of a way that is not one of many. */
const usualPasses = 3

/** What was measured. */
export interface Measured {
  readonly rows: readonly TuneRow[]
  readonly skipped: readonly Skipped[]
  readonly facts: TaskFacts
  /** The inputs that were used. */
  readonly sample: readonly unknown[]
}

/** Tries the ways that can fit, until the time is over. */
export async function sweep(fn: Task, inputs: readonly unknown[], settings: TuneSettings): Promise<Measured> {
  const { budget, workers } = settings
  const deadline = new Deadline(budget)
  const first = await probe(fn, inputs, budget / 100)
  const doesWait = first.cpuShare < waits
  const share = doesWait ? waitingShare : passShare
  // Long tasks: one for each worker says how they go.
  const least = 2 * workers * first.ms > budget / 2 ? Math.max(2, workers) : 2 * workers
  const sample = spread(inputs, Math.max(least, Math.floor((share * budget) / first.ms)))
  const times = new Times()
  const track = new Track(fn, sample, settings, times, deadline)
  const expected = await track.serial()
  const ms = times.best("serial").ms
  await using passes = new Passes(fn, sample, expected, settings, deadline)
  const compiledBy = await track.compiled(expected)
  await track.async(passes, first)
  // Threads that are blocked, and compute nothing, may be more than there are cores.
  const most = doesWait && !first.isAsync ? 4 * workers : workers
  await track.pools(passes, most, ms)
  return {
    rows: times.rows(ms),
    skipped: track.skipped,
    sample,
    facts: {
      ...first,
      ms: ms / sample.length,
      count: inputs.length,
      sampled: sample.length,
      ...passes.costs,
      compiledBy,
    },
  }
}

class Track {
  readonly skipped: Skipped[] = []
  readonly #fn: Task
  readonly #sample: readonly unknown[]
  readonly #settings: TuneSettings
  readonly #times: Times
  readonly #deadline: Deadline

  constructor(fn: Task, sample: readonly unknown[], settings: TuneSettings, times: Times, deadline: Deadline) {
    this.#fn = fn
    this.#sample = sample
    this.#settings = settings
    this.#times = times
    this.#deadline = deadline
  }

  /** Gives the results that all others are held against. */
  async serial(): Promise<readonly unknown[]> {
    let expected: readonly unknown[] | undefined
    const way: Way = { technique: "serial", workers: 1, chunkSize: "auto" }
    await this.#repeat(way, async () => {
      const { results } = await loop(this.#fn, this.#sample)
      expected ??= results
      return undefined
    })
    return expected!
  }

  /** Gives what compiled it, if that went well. */
  async compiled(expected: readonly unknown[]): Promise<string | undefined> {
    let by: string | undefined
    await this.#attempt("jit", async () => {
      const made = await compiled(this.#fn, this.#sample, expected, this.#settings.equal)
      if (typeof made === "string") return made
      by = made.by
      await this.#repeat({ technique: "jit", workers: 1, chunkSize: "auto" }, () => void made.run())
      return undefined
    })
    return by
  }

  async async(passes: Passes, { isAsync, cpuShare }: Probe): Promise<void> {
    await this.#attempt("async", async () => {
      if (!isAsync) return "the function gives no promise"
      if (cpuShare >= waits)
        return `a task computes for ${Math.round(100 * cpuShare)} % of its time, and one thread computes one at a time`
      const enough = concurrencies.filter((count, i) => i === concurrencies.length - 1 || count < this.#sample.length)
      await this.#race(
        passes,
        enough.map((workers) => ({ technique: "async", workers, chunkSize: "auto" })),
      )
      return undefined
    })
  }

  /** Chunk sizes, then fewer workers, with threads, or with processes where there are none; processes with the best of what threads had. */
  async pools(passes: Passes, most: number, serialMs: number): Promise<void> {
    const { budget } = this.#settings
    for (const technique of ["threads", "processes"] as const) {
      await this.#attempt(technique, async () => {
        const [known] = this.#times.of("threads")
        const all =
          known === undefined
            ? chunkSizes(this.#sample.length, most)
            : [...new Set(["auto" as const, this.#times.best("threads").way.chunkSize])]
        const kept = technique === "threads" ? reserve : 0
        const sizes = affordable(all, (2 * serialMs) / most, chunksShare * budget)
        await this.#race(
          passes,
          sizes.map((chunkSize) => ({ technique, workers: most, chunkSize })),
          kept,
        )
        if (known !== undefined || most === 1) return undefined
        const { chunkSize } = this.#times.best(technique).way
        const fewer = workerCounts(most).slice(0, -1).toReversed()
        for (const workers of affordable(fewer, (4 * serialMs) / most, workersShare * budget)) {
          const way: Way = { technique, workers, chunkSize }
          if (this.#deadline.hasTime(kept)) await this.#repeat(way, () => passes.pass(way), kept)
        }
        return undefined
      })
    }
  }

  async #race(passes: Passes, ways: readonly Way[], kept: number = 0): Promise<void> {
    const hasTime = () => this.#deadline.hasTime(kept)
    const times = await halve(ways, { pass: (way) => passes.pass(way), hasTime })
    for (const [way, list] of times) for (const time of list) this.#times.add(way, time)
  }

  /** @param run one pass; gives its time, in ms, if that is not the whole of it */
  async #repeat(way: Way, run: () => Promise<number | undefined> | undefined, kept: number = 0): Promise<void> {
    for (let i = 0; i < usualPasses && (i === 0 || this.#deadline.hasTime(kept)); i++) {
      const { signal } = this.#settings
      if (signal?.aborted === true) throw new AbortError(signal.reason)
      const from = performance.now()
      const time = await run()
      this.#times.add(way, time ?? performance.now() - from)
    }
  }

  /** Notes why a technique was not tried, or does not work: `run` gives that, or throws it. */
  async #attempt(technique: Technique, run: () => Promise<string | undefined>): Promise<void> {
    if (!this.#settings.techniques.includes(technique)) return
    try {
      // One pool is tried whatever the time
      const why = technique === "threads" || this.#deadline.hasTime() ? await run() : "the budget was used up"
      if (why !== undefined) this.skipped.push({ technique, why })
    } catch (error) {
      if (this.#settings.signal?.aborted === true) throw error
      this.#times.drop(technique)
      const text =
        error instanceof Error ? `${error.name === "Error" ? "" : `${error.name}: `}${error.message}` : String(error)
      this.skipped.push({ technique, why: text.split("\n", 1)[0]! })
    }
  }
}
