import { readdirSync } from "node:fs"
import { isAlive } from "./identity.ts"

/**
 * Calls `remove` with each entry of `folder` named `<prefix><pid>-<start>-<rest>` whose process has ended, or is `also`,
 * and gives back the names. Never throws: somebody else may be sweeping.
 */
export function sweepFolder(
  folder: string,
  prefix: string,
  remove: (entry: string, rest: string) => void,
  also?: string,
): string[] {
  const removed: string[] = []
  for (const entry of entriesOf(folder)) {
    if (!entry.startsWith(prefix)) continue
    const [, pid, start, rest] = /^(\d+)-([^-]+)-(.*)$/s.exec(entry.slice(prefix.length)) ?? []
    if (pid === undefined || start === undefined || rest === undefined) continue
    if (`${pid}-${start}` !== also && isAlive(Number(pid), start)) continue
    try {
      remove(entry, rest)
      removed.push(entry)
    } catch {
      // It is gone already, or belongs to another user.
    }
  }
  return removed
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
