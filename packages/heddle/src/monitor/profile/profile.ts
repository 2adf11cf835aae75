import { rmSync } from "node:fs"
import { attend, attendAtExit } from "../../core/backend/index.ts"
import type { AttendRequest } from "../../core/backend/index.ts"
import { OptionError } from "../../core/errors/index.ts"
import { eventKinds, listen } from "../../core/events/index.ts"
import type { HeddleEvent } from "../../core/events/index.ts"
import { duration, knownKeys } from "../../core/options/index.ts"
import { liveCrews } from "../../core/scheduler/index.ts"
import { gather } from "./gather.ts"
import type { KnownWorker } from "./gather.ts"
import { ProfileError } from "./profile-error.ts"
import type { ProfileReport } from "./report.ts"
import { scratchFolder } from "./scratch-folder.ts"

/** How a profile is recorded. */
export interface ProfileOptions {
  /** Between two samples of a thread: milliseconds, or text such as `"5ms"`. Default: 1, the least is 0.05. */
  readonly interval?: number | string
}

/** A profile that is being recorded. */
export interface RunningProfile extends AsyncDisposable {
  /** Ends it; gives the report, the same each time. */
  stop(): Promise<ProfileReport>
}

/** In ms. */
const beginWithin = 3000
/** A program that ends meanwhile lets go of its threads within so many ms. */
const endWithin = 2000
/** So many events are kept for `.trace.json`. */
const mostEvents = 500_000

/**
 * Runs the function and gives the CPU profiles of this program's threads while it ran: the main thread, all workers of its
 * pools, threads and processes, those that start meanwhile too, and whatever else of Node's threads. Busy threads are sampled
 * like others.
 *
 * Rejects with what the function throws, or with a ProfileError before it runs: when a profile is being recorded already, or
 * Node was started with `--permission` and without `--allow-inspector`. A worker that is killed loses its profile: `report.lost`.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { profile } from "heddle/monitor"
 *
 * const report = await profile(async () => {
 *   await using pool = new Pool({ workers: 2 })
 *   await pool.map((n: number) => {
 *     let sum = 0
 *     for (let i = 0; i < 3e7; i++) sum += Math.sqrt(i * n)
 *     return sum
 *   }, [1, 2])
 * })
 * report.top(3) // prints a table
 * report.threads.length // => 3
 * ```
 */
export async function profile(fn: () => unknown, options: ProfileOptions = {}): Promise<ProfileReport> {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  const running = await startProfile(options)
  try {
    await fn()
  } catch (error) {
    await running[Symbol.asyncDispose]()
    throw error
  }
  return running.stop()
}

let isRunning = false

/**
 * The same with a beginning and an end: `await using running = await startProfile()`, then `await running.stop()`.
 *
 * @example
 * ```ts
 * import { startProfile } from "heddle/monitor"
 *
 * await using running = await startProfile({ interval: 2 })
 * // what is to be seen
 * const report = await running.stop()
 * report.threads[0]?.name // => "main"
 * ```
 */
export async function startProfile(options: ProfileOptions = {}): Promise<RunningProfile> {
  knownKeys(options, ["interval"])
  const interval = intervalOf(options.interval)
  if (isRunning) throw new ProfileError("a profile is being recorded already", { hint: "stop that one first" })
  isRunning = true
  const folder = scratchFolder()
  const events: HeddleEvent[] = []
  const workers = knownWorkers()
  const offs = eventKinds.map((kind) =>
    listen(kind, (event) => void (events.length < mostEvents && events.push(event))),
  )
  const atExit = (): void => {
    attendAtExit({ do: "stop" }, endWithin)
    rmSync(folder, { recursive: true, force: true })
  }
  const end = (): void => {
    isRunning = false
    process.off("exit", atExit)
    for (const off of offs) off()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await asked({ do: "start", interval, folder })
    await processesBegin()
    process.once("exit", atExit)
  } catch (error) {
    end()
    throw error
  }
  let report: Promise<ProfileReport> | undefined
  const finish = async (): Promise<ProfileReport> => {
    try {
      await asked({ do: "stop" })
      return gather(folder, process.pid, events, workers)
    } finally {
      end()
    }
  }
  return {
    stop: () => (report ??= finish()),
    async [Symbol.asyncDispose]() {
      await (report ??= finish())
    },
  }
}

async function asked(request: AttendRequest): Promise<void> {
  const reply = await attend(request)
  if (!("error" in reply)) return
  const hint = /permi|inspector/i.test(reply.error) ? { hint: "start Node with --allow-inspector" } : {}
  throw new ProfileError(`no profile: ${reply.error}`, hint)
}

/** Worker processes that have just been started are recorded a moment later than others. */
async function processesBegin(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, beginWithin)
  await Promise.race([promise, Promise.all([...liveCrews.keys()].map(async ({ lane }) => lane.attended?.()))])
  clearTimeout(timer)
}

/** In microseconds, as V8 has it. */
function intervalOf(interval: number | string | undefined): number {
  return Math.max(50, Math.round(1000 * duration("interval", interval ?? 1, { min: 0.05 })))
}

function knownWorkers(): KnownWorker[] {
  return [...liveCrews].flatMap(([crew, { backend }]) =>
    crew.ready ? [{ name: crew.name, backend: backend.name, threadId: crew.lane.threadId }] : [],
  )
}
