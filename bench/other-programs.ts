import { readFileSync, readdirSync } from "node:fs"

/** Ticks of processor time: all there were, those in which something ran, and those of this program and its children. */
interface Ticks {
  readonly there: number
  readonly busy: number
  readonly own: number
}

/**
 * Starts to watch; what it gives says which share of the processors other programs have used since. 0 where there is
 * no /proc to ask.
 */
export function watchOtherPrograms(): () => number {
  const before = ticks()
  return () => {
    const now = ticks()
    if (before === undefined || now === undefined || now.there === before.there) return 0
    return Math.max(0, (now.busy - before.busy - (now.own - before.own)) / (now.there - before.there))
  }
}

function ticks(): Ticks | undefined {
  try {
    const all = /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "utf8"))![1]!
    // user, nice, system, idle, iowait, irq, softirq, steal
    const times = all.split(" ").slice(0, 8).map(Number)
    const there = times.reduce((a, b) => a + b)
    return { there, busy: there - times[3]! - times[4]!, own: groupTicks() }
  } catch {
    return undefined
  }
}

/** A program and its children are one process group. What a child used counts for its parent when it has ended. */
function groupTicks(): number {
  const group = fields("self")?.[2]
  let sum = 0
  for (const name of readdirSync("/proc")) {
    const process = /^\d+$/.test(name) ? fields(name) : undefined
    if (process?.[2] === group) for (const ticks of process!.slice(11, 15)) sum += ticks
  }
  return sum
}

/** What stands behind the name: the state, then numbers: parent, group, …; utime, stime, cutime, cstime from the eleventh on. */
function fields(pid: string): number[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8")
    return text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number)
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}
