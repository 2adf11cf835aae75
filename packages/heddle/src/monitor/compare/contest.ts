import { AbortError } from "../../core/errors/index.ts"
import { difference } from "./difference.ts"
import { ContestantError, ResultsDifferError } from "./errors.ts"
import type { CompareSettings } from "./options.ts"

/** What tells the time, and how much processor time the program has used, both in ms. */
export interface Clock {
  now(): number
  cpu(): number
}

export const machineClock: Clock = {
  now: () => performance.now(),
  cpu() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
}

/** What was measured of a contestant. */
export interface Measured {
  readonly name: string
  /** How often it was called in each run. More than once where a call is too short to be measured. */
  readonly calls: number
  /** Each run's time for one call, in ms. */
  readonly times: readonly number[]
  /** Processor time of one call in this process and its threads, in ms, on average. */
  readonly cpu: number
}

/** A run shorter than this, in ms, is made of several calls: clocks and garbage collection are coarse. */
const shortest = 1
const mostCalls = 1_000_000
/** Runs of each where none were asked for: so many, but no more than fit `patience`, in ms, and not fewer than `fewest`. */
const usual = 10
const fewest = 3
const most = 1000
const patience = 10_000

/** One that takes part. */
class Contestant {
  readonly name: string
  readonly times: number[] = []
  calls = 1
  result: unknown
  #cpu = 0
  readonly #run: () => unknown
  readonly #clock: Clock

  constructor(name: string, run: () => unknown, clock: Clock) {
    this.name = name
    this.#run = run
    this.#clock = clock
  }

  /** The time of a call, in ms. */
  async measure(when: string): Promise<number> {
    const [from, cpuFrom] = [this.#clock.now(), this.#clock.cpu()]
    try {
      for (let i = 0; i < this.calls; i++) {
        const value = this.#run()
        this.result = isThenable(value) ? await value : value
      }
    } catch (error) {
      throw new ContestantError(this.name, when, error)
    }
    const time = (this.#clock.now() - from) / this.calls
    this.#cpu += (this.#clock.cpu() - cpuFrom) / this.calls
    return time
  }

  /** Finds out how many calls make a run long enough; they are a warm-up. */
  async warmUp(warmup: number): Promise<number> {
    let time = 0
    for (let i = 1; i <= warmup; i++) time = await this.measure(`warm-up ${i} of ${warmup}`)
    if (warmup === 0) return 0
    while (time * this.calls < shortest && this.calls < mostCalls) {
      this.calls = Math.min(mostCalls, this.calls * 4)
      time = await this.measure("the warm-up")
    }
    this.#cpu = 0
    return time * this.calls
  }

  get measured(): Measured {
    const { name, calls, times } = this
    return { name, calls, times, cpu: this.#cpu / times.length }
  }
}

/**
 * Measures functions in rounds, each of them once a round: what else happens on the machine meets all. Every round another one begins.
 *
 * @throws ContestantError for what one throws, ResultsDifferError, AbortError
 */
export async function contest(
  entries: readonly (readonly [string, () => unknown])[],
  settings: CompareSettings,
  clock: Clock = machineClock,
): Promise<Measured[]> {
  const { signal, warmup, equal } = settings
  const contestants = entries.map(([name, run]) => new Contestant(name, run, clock))
  const [first] = contestants
  const go = (): void => {
    if (signal?.aborted === true) throw new AbortError(signal.reason)
  }
  const check = (one: Contestant): void => {
    if (one === first) return
    const where = difference(first!.result, one.result, equal)
    if (where !== undefined) throw new ResultsDifferError(one.name, first!.name, where)
  }
  let round = 0
  for (const one of contestants) {
    go()
    round += await one.warmUp(warmup)
    if (warmup > 0) check(one)
  }
  let runs = warmup > 0 ? roundsFor(round, contestants.length, settings) : 1
  for (let i = 0; i < runs; i++) {
    for (let k = 0; k < contestants.length; k++) {
      go()
      const one = contestants[(i + k) % contestants.length]!
      one.times.push(await one.measure(`run ${i + 1}`))
    }
    if (i > 0 || warmup > 0) continue
    contestants.forEach(check)
    round = contestants.reduce((sum, one) => sum + one.times[0]!, 0)
    runs = roundsFor(round, contestants.length, settings)
  }
  return contestants.map((one) => one.measured)
}

/** @param round how long one round takes, in ms */
function roundsFor(round: number, contestants: number, { runs, minTime }: CompareSettings): number {
  if (runs !== undefined) return runs
  const patient = Math.max(fewest, Math.floor(patience / round))
  return Math.min(most, Math.max(Math.min(usual, patient), Math.ceil((minTime * contestants) / round)))
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
}
