import { arch, cpus, platform } from "node:os"
import { cgroupLimits, limitsOf } from "./sampler/index.ts"

/** Where a program runs, and what it may use there. */
export interface Machine {
  /** How many processors it may use: a fraction where a cgroup limits it. Percent are of these. */
  readonly cores: number
  /** Bytes of memory that there are for it. */
  readonly memory: number
  /** What of it is a limit of the container (a cgroup), not the machine's size. */
  readonly limited: readonly ("cpu" | "memory")[]
  readonly model: string
  readonly system: string
  readonly node: string
}

let found: Machine | undefined

/** This machine, or the container that the program runs in. */
export function thisMachine(): Machine {
  if (found !== undefined) return found
  const { cores, memory, byCgroup } = limitsOf(cgroupLimits())
  const model = cpus()[0]?.model.trim() ?? "unknown"
  return (found = {
    cores,
    memory,
    limited: byCgroup,
    model,
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
  })
}
