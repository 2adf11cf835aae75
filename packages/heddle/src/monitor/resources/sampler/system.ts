import { availableParallelism, cpus, freemem, totalmem } from "node:os"
import { FileAgain, numberOf } from "./again.ts"
import { cgroupLimits } from "./cgroup.ts"
import type { CgroupLimits } from "./cgroup.ts"
import { Growth, Rate } from "./growth.ts"

/** How many processors the program may use, a fraction where a cgroup limits it, and bytes of memory. */
export interface Limits {
  readonly cores: number
  readonly memory: number
  /** What of it a cgroup says, not the machine. */
  readonly byCgroup: readonly ("cpu" | "memory")[]
}

/** What there is for this program. */
export function limitsOf({ processors, memory }: CgroupLimits): Limits {
  const cores = Math.min(availableParallelism(), processors?.count ?? Number.POSITIVE_INFINITY)
  const total = Math.min(totalmem(), memory?.bytes ?? Number.POSITIVE_INFINITY)
  const byCgroup: ("cpu" | "memory")[] = []
  if (processors !== undefined && processors.count <= cores) byCgroup.push("cpu")
  if (memory !== undefined && memory.bytes <= total) byCgroup.push("memory")
  return { cores, memory: total, byCgroup }
}

/** What everything uses: the machine, or the container where that is what limits the program. */
export class SystemMeter {
  readonly limits: Limits
  readonly #cgroup: CgroupLimits
  readonly #stat = new FileAgain("/proc/stat")
  readonly #memory = new FileAgain("/proc/meminfo")
  readonly #allowed = allowedProcessors(new FileAgain("/proc/self/status").read() ?? "")
  readonly #group = new Rate()
  readonly #busy = new Growth()
  readonly #all = new Growth()
  #share = 0

  constructor(cgroup: CgroupLimits = cgroupLimits()) {
    this.#cgroup = cgroup
    this.limits = limitsOf(cgroup)
  }

  /** Of all processors that the program may use, from 0 to 1, since the call before; 0 the first time. */
  cpu(at: number): number {
    const { processors } = this.#cgroup
    const used = this.limits.byCgroup.includes("cpu") ? processors?.used() : undefined
    if (used !== undefined) return this.#group.since(used, at) / this.limits.cores
    const { busy, all } = processorTimes(this.#stat.read(), this.#allowed) ?? cpusTimes()
    const [ran, passed] = [this.#busy.since(busy), this.#all.since(all)]
    if (passed > 0) this.#share = ran / passed
    return this.#share
  }

  /** Bytes. */
  memoryUsed(): number {
    if (this.limits.byCgroup.includes("memory")) {
      const used = this.#cgroup.memory?.used()
      if (used !== undefined) return used
    }
    const available = numberOf(this.#memory.read() ?? "", "MemAvailable")
    return totalmem() - (available === undefined ? freeMemory() : 1024 * available)
  }
}

/** macOS counts files that can be dropped as used. */
function freeMemory(): number {
  return process.platform === "darwin" ? process.availableMemory() : freemem()
}

/** The numbers of `Cpus_allowed_list: 0-3,8`. */
export function allowedProcessors(status: string): ReadonlySet<number> | undefined {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1]
  if (list === undefined) return undefined
  const found = new Set<number>()
  for (const range of list.split(",")) {
    const [first, last] = range.split("-").map(Number)
    for (let i = first!; i <= (last ?? first!); i++) found.add(i)
  }
  return found
}

/**
 * Of /proc/stat: ticks in which the allowed processors were busy, and all. As psutil counts: waiting for a disk is no work, and a
 * guest's time is in that of its user.
 */
export function processorTimes(
  stat: string | undefined,
  allowed: ReadonlySet<number> | undefined,
): { readonly busy: number; readonly all: number } | undefined {
  let [busy, all] = [0, 0]
  for (const [, number, times] of (stat ?? "").matchAll(/^cpu(\d+) (.*)$/gm)) {
    if (allowed?.has(Number(number)) === false) continue
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, stolen = 0] = times!
      .split(" ")
      .map(Number)
    const ran = user + nice + system + irq + soft + stolen
    busy += ran
    all += ran + idle + wait
  }
  return all === 0 ? undefined : { busy, all }
}

/** The same where there is no /proc. */
function cpusTimes(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0]
  for (const { times } of cpus()) {
    const ran = times.user + times.nice + times.sys + times.irq
    busy += ran
    all += ran + times.idle
  }
  return { busy, all }
}
