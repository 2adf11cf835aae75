import { cpuCount } from "../cpu-count.ts"
import type { Backend, Lane, LaneSink, WorkerSpec } from "../backend.ts"
import { ThreadLane } from "./thread-lane.ts"

/** Worker threads: the default. Values are copied, memory can be shared, a crash of native code takes the program. */
export const threads: Backend = {
  name: "threads",
  copies: true,
  contains: true,
  shares: true,
  writes: true,
  defaultWorkers: cpuCount,
  mostWorkers: Number.POSITIVE_INFINITY,
  open(spec: WorkerSpec, sink: LaneSink): Lane {
    return new ThreadLane(spec, sink)
  },
}
