import { readFileSync, statSync } from "node:fs"
import { basename } from "node:path"
import { readCpuProfile, readSpeedscope } from "./formats/index.ts"
import { Frames } from "./frame.ts"
import { readFolder } from "./gather.ts"
import { ProfileError } from "./profile-error.ts"
import { ProfileReport } from "./report.ts"

/**
 * The report of a file that was saved: what `pstats.Stats(file)` is. Reads `.cpuprofile` and `.speedscope.json`, also those of
 * other programs: Node's `--cpu-prof`, Chrome; and the folder that `heddle profile` has its threads write to. Throws a ProfileError if it
 * is something else.
 *
 * @example
 * ```ts
 * import { loadProfile, profile } from "heddle/monitor"
 *
 * const report = await profile(() => {
 *   for (const end = Date.now() + 50; Date.now() < end; );
 * })
 * report.save("run.cpuprofile")
 * const stats = loadProfile("run.cpuprofile")
 * stats.top(10, { sort: "cumulative", print: false }).length === report.top(10, { print: false }).length // => true
 * ```
 */
export function loadProfile(file: string): ProfileReport {
  if (statSync(file).isDirectory()) return readFolder(file)
  const frames = new Frames()
  const json = parsed(readFileSync(file, "utf8"))
  const name = basename(file).replace(/\.(?:cpuprofile|speedscope\.json|json)$/, "")
  const threads = readCpuProfile(json, name, frames) ?? readSpeedscope(json, frames)
  if (threads === undefined) {
    throw new ProfileError(`${file} is no profile that can be read`, {
      hint: "a report is read again from .cpuprofile and .speedscope.json",
    })
  }
  return new ProfileReport({ threads, frames, events: [], lost: [] })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
