import { cpuCount } from "../cpu-count.ts"
import type { Backend, Lane, LaneSink, WorkerSpec } from "../backend.ts"
import { ProcessLane } from "./process-lane.ts"

/** Child processes: values are copied, memory is not shared, and whatever a task does ends no more than its process. */
export const processes: Backend = {
  name: "processes",
  copies: true,
  contains: true,
  shares: false,
  writes: false,
  defaultWorkers: cpuCount,
  mostWorkers: Number.POSITIVE_INFINITY,
  open(spec: WorkerSpec, sink: LaneSink): Lane {
    return new ProcessLane(spec, sink)
  },
}
