import { isDeepStrictEqual } from "node:util"
import { currentTask } from "../core/backend/index.ts"
import { InitializerError, WorkerDiedError } from "../core/errors/index.ts"
import { Pool } from "../pool/index.ts"
import type { PoolOptions } from "../pool/index.ts"
import type { RunSettings } from "./settings.ts"

/** As in loky: workers that nobody needs are kept so long for the next call. */
const idleTimeout = "5m"

interface Shared {
  readonly pool: Pool
  readonly options: PoolOptions
  leases: number
}

/** A pool for one call, or for as long as a `Parallel` is in use. */
export interface Lease {
  readonly pool: Pool
  release(): void
  /** A call in it failed with `error`: a pool that can start no worker is not used again. */
  failed(error: unknown): void
}

const shared: Shared[] = []

/** Calls with the same options share a pool; when another kind of pool is asked for, those that nobody uses end. */
export function leasePool({ pool, poolOptions }: RunSettings): Lease {
  if (pool !== undefined) return { pool, release() {}, failed() {} }
  if (currentTask().id !== 0) {
    // Inside a task: it may hold the place in a shared pool that its own calls would wait for.
    const own = new Pool(poolOptions)
    return { pool: own, release: () => void own.close(), failed() {} }
  }
  let entry = shared.find(({ options }) => isDeepStrictEqual(options, poolOptions))
  if (entry === undefined) {
    for (const unused of shared.filter(({ leases }) => leases === 0)) discard(unused)
    entry = { pool: new Pool({ idleTimeout, ...poolOptions }), options: poolOptions, leases: 0 }
    shared.push(entry)
  }
  const mine = entry
  mine.leases++
  let held = true
  return {
    pool: mine.pool,
    release() {
      if (held) mine.leases--
      held = false
      if (mine.leases === 0 && !shared.includes(mine)) void mine.pool.close()
    },
    failed(error) {
      const useless =
        error instanceof InitializerError || (error instanceof WorkerDiedError && error.phase === "starting")
      if (useless) discard(mine)
    },
  }
}

/** Is used no more; ends when the last call in it has. */
function discard(entry: Shared): void {
  const at = shared.indexOf(entry)
  if (at >= 0) shared.splice(at, 1)
  if (entry.leases === 0) void entry.pool.close()
}
