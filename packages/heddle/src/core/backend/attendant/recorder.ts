import { writeFileSync } from "node:fs"
import path from "node:path"
import { Tap } from "./tap.ts"
import type { TappedThread } from "./tap.ts"
import type { CpuProfile, ThreadProfile } from "./protocol.ts"

/** A thread that does not give its profile for so long, in ms, loses it. */
const giveWithin = 5000
/** How long a thread may take to begin, in ms. */
const beginWithin = 5000

/** What would be lost if we ended it. */
const collectsCoverage =
  "process.env.NODE_V8_COVERAGE !== undefined || process.execArgv.includes('--experimental-test-coverage')"

interface Evaluated {
  readonly result: { readonly value?: boolean }
}

/** Records the CPU profiles of all threads of this process, from those that are there to those that come. */
export class Recorder {
  readonly #interval: number
  readonly folder: string
  /** What the main thread is called. */
  readonly #main: string
  readonly #tap: Tap
  readonly #recorded = new Map<number, { readonly name: string; readonly at: Promise<number | undefined> }>()
  readonly #giving = new Map<number, Promise<void>>()

  constructor(interval: number, folder: string, main: string) {
    this.#interval = interval
    this.folder = folder
    this.#main = main
    this.#tap = new Tap(
      (thread) => void this.#begin(thread),
      ({ threadId }) => void this.#recorded.delete(threadId),
    )
  }

  /** False: the main thread does not answer. */
  async start(): Promise<boolean> {
    if (!(await this.#tap.open(beginWithin))) return false
    await Promise.all([
      this.#begin({ threadId: 0, name: this.#main }),
      ...[...this.#recorded.values()].map(({ at }) => at),
    ])
    return true
  }

  #begin({ threadId, name }: TappedThread): Promise<number | undefined> {
    const at = this.#profile(threadId)
    this.#recorded.set(threadId, { name, at })
    return at
  }

  /** Resolves with the time at which it began, in ms since 1970. */
  async #profile(threadId: number): Promise<number | undefined> {
    const ask = (method: string, params: object = {}): Promise<unknown> =>
      this.#tap.ask(threadId, method, params, giveWithin)
    const [covers, , , begun] = await Promise.all([
      ask("Runtime.evaluate", { expression: collectsCoverage, silent: true, returnByValue: true }),
      ask("Profiler.enable"),
      ask("Profiler.setSamplingInterval", { interval: this.#interval }),
      ask("Profiler.start"),
    ])
    if ((covers as Evaluated | undefined)?.result.value === false) {
      // V8 does not know whose the code is that it has optimised within a loop before: it is to be made anew.
      await Promise.all([
        ask("Profiler.startPreciseCoverage", { callCount: false, detailed: false }),
        ask("Profiler.stopPreciseCoverage"),
      ])
    }
    return begun === undefined ? undefined : performance.timeOrigin + performance.now()
  }

  /** Writes a thread's profile, if it is recorded: call it before the thread is ended. */
  take(threadId: number): Promise<void> | undefined {
    const giving = this.#giving.get(threadId)
    if (giving !== undefined) return giving
    const recorded = this.#recorded.get(threadId)
    if (recorded === undefined) return undefined
    const given = this.#take(threadId, recorded.name, recorded.at)
    this.#giving.set(threadId, given)
    return given
  }

  async #take(threadId: number, name: string, began: Promise<number | undefined>): Promise<void> {
    const answeredAt = await began
    if (answeredAt === undefined) return
    const answer = (await this.#tap.ask(threadId, "Profiler.stop", {}, giveWithin)) as
      | { profile: CpuProfile }
      | undefined
    this.#recorded.delete(threadId)
    if (answer === undefined) return
    const at = startOfProfile(answer.profile, answeredAt)
    const taken: ThreadProfile = { pid: process.pid, threadId, name, at, from: answeredAt, profile: answer.profile }
    writeFileSync(path.join(this.folder, `${process.pid}-${threadId}.json`), JSON.stringify(taken))
  }

  /** Writes all that is left, and lets go of the threads. */
  async stop(): Promise<void> {
    for (const threadId of this.#recorded.keys()) void this.take(threadId)
    await Promise.all(this.#giving.values())
    this.#tap.close()
  }
}

/** V8's times are those of the system's monotonic clock, where that is known; else it began shortly before it answered. */
function startOfProfile({ startTime }: CpuProfile, answeredAt: number): number {
  const now = performance.timeOrigin + performance.now()
  const at = now + startTime / 1000 - Number(process.hrtime.bigint()) / 1e6
  return Math.abs(at - answeredAt) < 10_000 ? at : answeredAt
}
