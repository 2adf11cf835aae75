import { cpuCount, OptionError } from "heddle"
import { budget, bytes, integer, knownKeys } from "heddle/extend"

/** How frames are computed in this thread. */
export interface FrameConfig {
  /** Bytes that DuckDB may use, or a size such as "2G": what is more goes to files. Arrays keep to it too. Default: 60 % of the memory. */
  readonly memoryLimit?: number | string
  /** The folder of what does not fit in memory. Default: the system's for temporary files. */
  readonly spillFolder?: string | undefined
  /** Threads of a query. Default: as many as this process may use. */
  readonly threads?: number
  /** The zone of clocks that have none, where something asks for one. Default: "UTC". */
  readonly timeZone?: string
}

export const settings: { threads: number; timeZone: string } = { threads: cpuCount(), timeZone: "UTC" }

/**
 * Says how frames are computed from now on, in this thread.
 *
 * @returns what was so far, to set it again
 * @throws OptionError where a value is none
 *
 * @example
 * ```ts
 * import { config } from "@heddle/frame"
 * const before = config({ memoryLimit: "2G", threads: 2 })
 * config(before)
 * ```
 */
export function config(change: FrameConfig = {}): FrameConfig {
  knownKeys(change, ["memoryLimit", "spillFolder", "threads", "timeZone"], { tempDirectory: "spillFolder" })
  const before: FrameConfig = { ...settings, ...budget }
  const { memoryLimit, threads, timeZone: zone } = change
  const limit = memoryLimit === undefined ? undefined : bytes("memoryLimit", memoryLimit, { min: 1 << 20 })
  if (threads !== undefined) integer("threads", threads, { min: 1 })
  if (zone !== undefined) checkZone(zone)
  if (limit !== undefined) budget.memoryLimit = limit
  if ("spillFolder" in change) budget.spillFolder = change.spillFolder
  if (threads !== undefined) settings.threads = threads
  if (zone !== undefined) settings.timeZone = zone
  return before
}

/** The zone of clocks without one. */
export function timeZone(): string {
  return settings.timeZone
}

function checkZone(zone: unknown): void {
  try {
    if (typeof zone === "string") return void new Intl.DateTimeFormat("en", { timeZone: zone })
  } catch {
    // It is none.
  }
  throw new OptionError("timeZone", 'the name of a time zone, such as "UTC" or "Europe/Paris"', zone)
}
