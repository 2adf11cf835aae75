import { cpuCount, threads } from "../../core/backend/index.ts"
import type { Backend } from "../../core/backend/index.ts"
import { Pool } from "../../pool/index.ts"

/** Threads that wait for each other want more of them than there are cores. */
const threadsPerCore = 4
/** A thread that had nothing to do for so long ends. */
const idleTimeout = 5000

/** Threads that do not keep the program. */
const daemons: Backend = {
  ...threads,
  open(spec, sink) {
    const lane = threads.open(spec, sink)
    lane.hold = () => {}
    return lane
  },
}

const shared = new Map<boolean, Pool>()

/** Where a thread runs: among others, or alone in a pool that is closed after it. */
export function poolFor(daemon: boolean, dedicated: boolean): Pool {
  const backend = daemon ? daemons : threads
  if (dedicated) return new Pool({ workers: 1, backend, name: "thread" })
  let pool = shared.get(daemon)
  if (pool === undefined) {
    const workers = threadsPerCore * cpuCount()
    shared.set(daemon, (pool = new Pool({ workers, backend, idleTimeout, name: "threads" })))
  }
  return pool
}
