import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { cpuShare } from "./budget.ts"

/**
 * How many cores this program may use: what the operating system grants (affinity), no more than the container's
 * quota, and inside a worker only the share that its pool left for it. At least 1.
 *
 * @example
 * ```ts
 * import { cpuCount } from "heddle"
 * cpuCount() >= 1 // => true
 * ```
 */
export function cpuCount(): number {
  return cpuShare() ?? Math.max(1, Math.min(availableParallelism(), cgroupCpus()))
}

let quota: number | undefined

/** The container's CPU quota, rounded up; Infinity without one. Sources: cgroup v2 `cpu.max`, cgroup v1 `cpu.cfs_*_us`. */
function cgroupCpus(): number {
  return (quota ??= readQuota())
}

function readQuota(): number {
  const v2 = readNumbers("/sys/fs/cgroup/cpu.max")
  if (v2 !== undefined) return ceilQuota(v2[0], v2[1])
  const v1 = readNumbers("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
  const period = readNumbers("/sys/fs/cgroup/cpu/cpu.cfs_period_us")
  return ceilQuota(v1?.[0], period?.[0])
}

/** The numbers of a one-line file; "max" is NaN. */
function readNumbers(file: string): number[] | undefined {
  try {
    return readFileSync(file, "utf8").trim().split(/\s+/).map(Number)
  } catch {
    return undefined
  }
}

function ceilQuota(limit: number | undefined, period: number | undefined): number {
  if (limit === undefined || period === undefined || !(limit > 0) || !(period > 0)) return Number.POSITIVE_INFINITY
  return Math.ceil(limit / period)
}
