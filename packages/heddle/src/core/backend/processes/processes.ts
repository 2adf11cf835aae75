import { isMainThread } from "node:worker_threads"
import { cpuCount } from "../cpu-count.ts"
import type { Backend, Lane, LaneSink, WorkerSpec } from "../backend.ts"
import { supervision } from "../threads/supervision.ts"
import { ProcessLane } from "./process-lane.ts"

/** A program that goes on for so long, in ms, is answered for: it has a supervisor although it has no threads to be looked after. */
const attendAfter = 1000
let attended = false

function attendLater(): void {
  if (attended || !isMainThread) return
  attended = true
  setTimeout(supervision, attendAfter).unref()
}

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
    attendLater()
    return new ProcessLane(spec, sink)
  },
}
