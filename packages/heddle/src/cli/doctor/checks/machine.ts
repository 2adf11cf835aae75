import { readFileSync, statfsSync } from "node:fs"
import { availableParallelism, cpus, freemem, loadavg, totalmem } from "node:os"
import { join } from "node:path"
import { getHeapStatistics } from "node:v8"
import { sizeText } from "../../words.ts"
import type { Finding } from "../check.ts"
import { fail, ok, warn } from "../check.ts"

/** What the operating system says. Tests have one of their own. */
export interface Machine {
  /** The folder that has /sys and /proc. */
  readonly root: string
  readonly processors: number
  /** As many of them as this program may use. */
  readonly available: number
  /** Programs that ran or wanted to, over the last minute. */
  readonly load: number
  readonly memory: number
  readonly free: number
  /** V8's limit for a heap. */
  readonly heap: number
}

export function thisMachine(): Machine {
  return {
    root: "/",
    processors: cpus().length,
    available: availableParallelism(),
    load: loadavg()[0]!,
    memory: totalmem(),
    free: freemem(),
    heap: getHeapStatistics().heap_size_limit,
  }
}

export function processors({ root, processors: all, available, load }: Machine): Finding {
  const quota = cpuQuota(root)
  const usable = Math.min(available, quota ?? Infinity)
  const limits = [
    ...(available < all ? [`affinity: ${available}`] : []),
    ...(quota === undefined ? [] : [`the container's limit: ${Number(quota.toFixed(2))}`]),
  ]
  const text = `${Math.max(1, Math.ceil(usable))} of ${all}${limits.length === 0 ? "" : ` (${limits.join(", ")})`}`
  if (quota !== undefined && quota < available && quota % 1 > 0) {
    return warn("processors", `${text}: the last worker is throttled`, "set the container's limit to a whole number")
  }
  if (load > 1.5 * usable) {
    return warn(
      "processors",
      `${text}, and other programs keep them busy: load ${load.toFixed(1)}`,
      "expect less speedup, and measure when it is quiet",
    )
  }
  return usable <= 1
    ? warn("processors", text, "only async tasks and kernels get faster here: give the program more processors")
    : ok("processors", text)
}

export function memory({ root, memory: all, free, heap }: Machine): Finding {
  const limit = number(root, "sys/fs/cgroup/memory.max") ?? number(root, "sys/fs/cgroup/memory/memory.limit_in_bytes")
  const used =
    number(root, "sys/fs/cgroup/memory.current") ?? number(root, "sys/fs/cgroup/memory/memory.usage_in_bytes")
  const isLimited = limit !== undefined && limit < all
  const most = isLimited ? limit : all
  const left = isLimited && used !== undefined ? limit - used : (availableMemory(root) ?? free)
  const text = `${sizeText(most)}${isLimited ? " (the container's limit)" : ""}, ${sizeText(Math.max(0, left))} of it free; heap of a thread up to ${sizeText(heap)}`
  if (isLimited && heap > most)
    return warn(
      "memory",
      text,
      `node --max-old-space-size=${Math.floor((0.75 * most) / 2 ** 20)}: the heap may grow beyond the limit`,
    )
  return left < 0.1 * most ? warn("memory", text, "end what else uses it, or lower memoryLimit") : ok("memory", text)
}

/** Where shared memory with a name, and a pool's records, are. */
export function sharedMemory(
  { root }: Machine,
  hasBuffers: boolean = typeof SharedArrayBuffer === "function",
): Finding {
  if (!hasBuffers)
    return fail("shared memory", "there is no SharedArrayBuffer", "start Node without the flag that takes it away")
  const folder = join(root, "dev/shm")
  let size: number
  try {
    const { bsize, blocks, bavail } = statfsSync(folder)
    size = bsize * blocks
    const text = `SharedArrayBuffer; ${folder}: ${sizeText(size)}, ${sizeText(bsize * bavail)} of it free`
    return size < 128 * 2 ** 20
      ? warn("shared memory", text, "docker run --shm-size=1g, if processes share large arrays")
      : ok("shared memory", text)
  } catch {
    return process.platform === "linux"
      ? warn(
          "shared memory",
          `SharedArrayBuffer; no ${folder}`,
          "mount a tmpfs there: without it processes share through files",
        )
      : ok("shared memory", "SharedArrayBuffer")
  }
}

/** Processors, by the container's quota. */
function cpuQuota(root: string): number | undefined {
  const [limit, period] = (text(root, "sys/fs/cgroup/cpu.max") ?? "").trim().split(" ").map(Number)
  if (limit !== undefined && period !== undefined && limit > 0) return limit / period
  const quota = number(root, "sys/fs/cgroup/cpu/cpu.cfs_quota_us")
  const per = number(root, "sys/fs/cgroup/cpu/cpu.cfs_period_us")
  return quota !== undefined && per !== undefined && quota > 0 ? quota / per : undefined
}

/** What Linux could give without swapping. */
function availableMemory(root: string): number | undefined {
  const [, kilobytes] = /^MemAvailable:\s+(\d+) kB$/m.exec(text(root, "proc/meminfo") ?? "") ?? []
  return kilobytes === undefined ? undefined : 1024 * Number(kilobytes)
}

function number(root: string, file: string): number | undefined {
  const value = Number(text(root, file)?.trim())
  return Number.isFinite(value) ? value : undefined
}

function text(root: string, file: string): string | undefined {
  try {
    return readFileSync(join(root, file), "utf8")
  } catch {
    return undefined
  }
}
