import { readFileSync } from "node:fs"
import { join } from "node:path"
import { FileAgain, numberOf } from "./again.ts"

/** What limits the program's processors: the tightest of its cgroups. */
export interface ProcessorLimit {
  /** As many as it allows: 1.5 for 150 ms in 100. */
  readonly count: number
  /** What everything in that group has used, in ms. */
  used(): number | undefined
}

/** What limits its memory. */
export interface MemoryLimit {
  readonly bytes: number
  /** What everything in that group has in use. Pages of files that were not read lately are as good as free. */
  used(): number | undefined
}

export interface CgroupLimits {
  readonly processors?: ProcessorLimit
  readonly memory?: MemoryLimit
}

/** Where a controller's groups are: version 2 has all of them in one tree. */
interface Tree {
  readonly version: 1 | 2
  /** The program's own group and those around it, the innermost first. */
  readonly levels: readonly string[]
}

/** A limit that is no limit: cgroup v1 says 2^63 less a page. */
const unlimited = 2 ** 60

/**
 * The limits that the program's cgroups (versions 1 and 2, and both at once) set. `root` is where the file system
 * begins. Sources: the kernel's Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst, scheduler/sched-bwc.rst.
 */
export function cgroupLimits(root: string = "/"): CgroupLimits {
  const groups = text(join(root, "proc/self/cgroup"))
  const mounts = text(join(root, "proc/self/mountinfo"))
  if (groups === undefined || mounts === undefined) return {}
  const tree = (controller: string): Tree | undefined => treeOf(root, controller, groups, mounts)
  const [cpu, account, memory] = [tree("cpu"), tree("cpuacct"), tree("memory")]
  const processors = cpu && processorLimit(cpu, account ?? cpu)
  const bytes = memory && memoryLimit(memory)
  return { ...(processors && { processors }), ...(bytes && { memory: bytes }) }
}

function treeOf(root: string, controller: string, groups: string, mounts: string): Tree | undefined {
  for (const version of [1, 2] as const) {
    const own = groupPath(groups, version === 1 ? controller : "")
    const mount = mountOf(mounts, version, controller)
    if (own === undefined || mount === undefined) continue
    // In a container without a namespace of its own for groups, the path begins with what is mounted.
    const inside = own.startsWith(mount.root) ? own.slice(mount.root.length) : ""
    const names = inside.split("/").filter((name) => name !== "" && name !== "..")
    const levels = names.map((_, i) => join(root, mount.at, ...names.slice(0, names.length - i)))
    return { version, levels: [...levels, join(root, mount.at)] }
  }
  return undefined
}

/** Lines like `4:cpu,cpuacct:/docker/1f`; version 2 is `0::/docker/1f`. */
function groupPath(groups: string, controller: string): string | undefined {
  for (const line of groups.split("\n")) {
    const [, names, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (names?.split(",").includes(controller) === true) return path
  }
  return undefined
}

/** Lines like `35 31 0:32 /docker/1f /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory`. */
function mountOf(
  mounts: string,
  version: 1 | 2,
  controller: string,
): { readonly root: string; readonly at: string } | undefined {
  for (const line of mounts.split("\n")) {
    const [before = "", behind = ""] = line.split(" - ")
    const [type, , options = ""] = behind.split(" ")
    const fits = version === 2 ? type === "cgroup2" : type === "cgroup" && options.split(",").includes(controller)
    const [, , , root, at] = before.split(" ")
    if (fits && root !== undefined && at !== undefined) return { root: root === "/" ? "" : root, at }
  }
  return undefined
}

function processorLimit(tree: Tree, account: Tree): ProcessorLimit | undefined {
  const all = tree.levels.map((level, i) => ({ count: quota(level, tree.version), i }))
  const { count, i } = all.reduce((least, one) => (one.count < least.count ? one : least))
  if (count === Number.POSITIVE_INFINITY) return undefined
  if (tree.version === 2) {
    const stat = new FileAgain(join(tree.levels[i]!, "cpu.stat"))
    return { count, used: () => scaled(numberOf(stat.read() ?? "", "usage_usec"), 1e-3) }
  }
  // The accounts may be mounted elsewhere, with the same groups.
  const usage = new FileAgain(join(account.levels[i] ?? account.levels.at(-1)!, "cpuacct.usage"))
  return { count, used: () => scaled(whole(usage.read()), 1e-6) }
}

function quota(level: string, version: 1 | 2): number {
  const [limit, period] =
    version === 2
      ? (text(join(level, "cpu.max")) ?? "max").trim().split(" ").map(Number)
      : [whole(text(join(level, "cpu.cfs_quota_us"))), whole(text(join(level, "cpu.cfs_period_us")))]
  return limit !== undefined && period !== undefined && limit > 0 && period > 0
    ? limit / period
    : Number.POSITIVE_INFINITY
}

function memoryLimit({ version, levels }: Tree): MemoryLimit | undefined {
  const [max, current, idle] =
    version === 2
      ? ["memory.max", "memory.current", "inactive_file"]
      : ["memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"]
  const all = levels.map((level) => ({ level, bytes: whole(text(join(level, max))) ?? Number.POSITIVE_INFINITY }))
  const { level, bytes } = all.reduce((least, one) => (one.bytes < least.bytes ? one : least))
  if (bytes >= unlimited) return undefined
  const [usage, stat] = [new FileAgain(join(level, current)), new FileAgain(join(level, "memory.stat"))]
  return {
    bytes,
    used() {
      const used = whole(usage.read())
      return used === undefined ? undefined : Math.max(0, used - (numberOf(stat.read() ?? "", idle) ?? 0))
    },
  }
}

function text(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

/** "max" is no number. */
function whole(text: string | undefined): number | undefined {
  const value = Number.parseInt(text ?? "", 10)
  return Number.isNaN(value) ? undefined : value
}

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value * by
}
