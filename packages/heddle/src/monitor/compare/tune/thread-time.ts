import { readFileSync } from "node:fs"

/** Where this thread's time went until now. */
export interface ThreadTime {
  readonly now: number
  /** On a processor, in ms. */
  readonly cpu: number
  /** Ready, and waiting for a processor that others had, in ms; undefined: the system does not tell. */
  readonly queued: number | undefined
  /** How often it went to sleep, and how often it was made to stop. */
  readonly slept: number
  readonly stopped: number
}

/** Below this, in ms, the processor time that the system tells says little: its clock ticks. */
const coarse = 5

export function threadTime(): ThreadTime {
  const { voluntaryContextSwitches: slept, involuntaryContextSwitches: stopped } = process.resourceUsage()
  return { now: performance.now(), ...schedule(), slept, stopped }
}

/** For how long a thread had nothing to do between two looks: it was not on a processor, and others had not taken that from it. */
export function waited(before: ThreadTime, after: ThreadTime): number {
  const time = after.now - before.now
  const away = Math.max(0, time - (after.cpu - before.cpu))
  if (before.queued !== undefined && after.queued !== undefined)
    return Math.max(0, away - (after.queued - before.queued))
  // Whether others took it is then told by what happened more often, in the whole program.
  return time > coarse && after.slept - before.slept > after.stopped - before.stopped ? away : 0
}

/** Linux tells it of each thread in nanoseconds; elsewhere Node 22 knows the processor time of the program alone. */
function schedule(): Pick<ThreadTime, "cpu" | "queued"> {
  try {
    const [cpu, queued] = readFileSync("/proc/thread-self/schedstat", "utf8").split(" ").map(Number)
    if (cpu! > 0) return { cpu: cpu! / 1e6, queued: queued! / 1e6 }
  } catch {
    // No Linux, or one that does not count.
  }
  const { user, system } = (process as Partial<NodeJS.Process>).threadCpuUsage?.() ?? process.cpuUsage()
  return { cpu: (user + system) / 1000, queued: undefined }
}
