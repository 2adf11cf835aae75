import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { ThreadProfile } from "../../core/backend/index.ts"
import type { HeddleEvent } from "../../core/events/index.ts"
import { eventsOf } from "./timeline.ts"
import { Frames } from "./frame.ts"
import { ProfileReport } from "./report.ts"
import { samplesOf } from "./samples.ts"

/** A worker of a pool, by what the operating system or Node calls it. */
export interface KnownWorker {
  readonly name: string
  readonly backend: string
  readonly threadId: number
}

/** What of a folder is no profile: the program's number, and its events, one in each line. */
const names = { program: "program.json", events: "events.ndjson" } as const

/** The report of the folder that a program's profiles went to. */
export function readFolder(folder: string): ProfileReport {
  const program = join(folder, names.program)
  const { pid } = (existsSync(program) ? JSON.parse(readFileSync(program, "utf8")) : { pid: 0 }) as {
    readonly pid: number
  }
  const events = join(folder, names.events)
  return gather(folder, pid, existsSync(events) ? eventsOf(events) : [])
}

/** The report of the profiles in a folder. `workers`: those that there should be, beside those that events tell of. */
export function gather(
  folder: string,
  pid: number,
  events: readonly HeddleEvent[],
  workers: readonly KnownWorker[] = [],
): ProfileReport {
  const frames = new Frames()
  const profiles = readdirSync(folder)
    .filter((name) => /^\d+-\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as ThreadProfile)
    .toSorted((a, b) => rank(a, pid) - rank(b, pid) || a.at - b.at)
  const used = new Map<string, number>()
  const threads = profiles.map(({ profile, from, ...who }) => {
    // A worker's successor has its name.
    const count = (used.get(who.name) ?? 0) + 1
    used.set(who.name, count)
    const name = count === 1 ? who.name : `${who.name} (${count})`
    return samplesOf(profile, { ...who, name }, frames, from)
  })
  return new ProfileReport({ threads, frames, events, lost: lostOf(profiles, pid, events, workers) })
}

/** The main thread is the first. */
function rank(profile: ThreadProfile, pid: number): number {
  return profile.pid === pid && profile.threadId === 0 ? 0 : 1
}

/** Workers that are known, and have no profile. */
function lostOf(
  profiles: readonly ThreadProfile[],
  pid: number,
  events: readonly HeddleEvent[],
  workers: readonly KnownWorker[],
): string[] {
  const known = new Map<string, string>()
  const note = ({ name, backend, threadId }: KnownWorker): void => {
    if (threadId === 0) return
    if (backend === "threads") known.set(`${pid}-${threadId}`, name)
    if (backend === "processes") known.set(`${threadId}-0`, name)
  }
  for (const worker of workers) note(worker)
  const reasons = new Map<string, string>()
  for (const event of events) {
    if (event.kind !== "worker") continue
    if (event.change === "started") note({ name: event.worker, backend: event.backend, threadId: event.threadId })
    else if (event.reason !== undefined) reasons.set(event.worker, event.reason)
  }
  for (const { pid: its, threadId } of profiles) known.delete(`${its}-${threadId}`)
  return [...known.values()].map((name) => {
    const reason = reasons.get(name)
    return `${name}, which ${reason === undefined ? "did not answer" : `ended (${reason})`} before it could give its profile`
  })
}
