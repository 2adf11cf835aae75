import { existsSync, readFileSync, readdirSync } from "node:fs"

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
    return { there, busy: there - times[3]! - times[4]!, own: ownTicks() }
  } catch {
    return undefined
  }
}

let most = 0
let lost = 0

/**
 * Of this program, its process group, and all their children. What a child used counts for its parent when it has ended,
 * and is lost if the parent does not wait for it, as Ray's do not. Asked right before and right after it ends, it is known.
 */
export function ownTicks(): number {
  let sum = 0
  for (const { fields } of familyOf(process.pid, true)) for (const ticks of fields.slice(11, 15)) sum += ticks
  lost = Math.max(lost, most - sum)
  most = Math.max(most, sum + lost)
  return sum + lost
}

/** The processes that a process started, and those that they started, and itself; if asked for, those of its group too. */
export function familyOf(
  pid: number,
  withGroup: boolean = false,
): { readonly pid: number; readonly fields: readonly number[] }[] {
  const group = withGroup ? fields(String(pid))?.[2] : undefined
  const all = (existsSync("/proc") ? readdirSync("/proc") : []).flatMap((name) => {
    const found = /^\d+$/.test(name) ? fields(name) : undefined
    return found === undefined ? [] : [{ pid: Number(name), fields: found }]
  })
  const family = new Set(all.filter(({ pid: one, fields }) => one === pid || fields[2] === group))
  // A set also visits what is added meanwhile.
  for (const parent of family) for (const one of all) if (one.fields[1] === parent.pid) family.add(one)
  return [...family]
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
