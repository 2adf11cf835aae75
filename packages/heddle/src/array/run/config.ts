import { availableParallelism } from "node:os"
import { budget } from "../../core/budget/index.ts"
import { OptionError } from "../../core/errors/index.ts"
import { bytes, knownKeys } from "../../core/options/index.ts"
import { defaultPool } from "../../pool/index.ts"
import type { Pool } from "../../pool/index.ts"

/** How arrays are computed in this thread. */
export interface ArrayConfig {
  /** Bytes that one `compute()` may use, its results among them; or a size such as "2G". Frames keep to it too. Default: 60 % of the memory. */
  readonly memoryLimit?: number | string
  /** Elements of a tile. Results do not depend on it. */
  readonly tileSize?: number | undefined
  /** Where tiles run. Default: the default pool. */
  readonly pool?: Pool | undefined
  /** false: all in the thread that asks, which is not free meanwhile. */
  readonly parallel?: boolean
  /** The folder of what does not fit in memory. Default: the system's for temporary files. */
  readonly spillFolder?: string | undefined
}

interface Settings {
  tileSize: number | undefined
  pool: Pool | undefined
  parallel: boolean
}

export const settings: Settings = { tileSize: undefined, pool: undefined, parallel: true }

/**
 * Says how arrays are computed from now on, in this thread.
 *
 * @returns what was so far, to set it again
 * @throws OptionError where a value is none
 */
export function config(change: ArrayConfig = {}): ArrayConfig {
  knownKeys(change, ["memoryLimit", "tileSize", "pool", "parallel", "spillFolder"])
  const before: ArrayConfig = { ...settings, ...budget }
  if (change.memoryLimit !== undefined) budget.memoryLimit = bytes("memoryLimit", change.memoryLimit)
  if ("tileSize" in change) {
    const { tileSize } = change
    if (tileSize !== undefined && (!Number.isInteger(tileSize) || tileSize < 1))
      throw new OptionError("tileSize", "an integer above 0", tileSize)
    settings.tileSize = tileSize
  }
  if ("pool" in change) settings.pool = change.pool
  if (change.parallel !== undefined) settings.parallel = change.parallel
  if ("spillFolder" in change) budget.spillFolder = change.spillFolder
  return before
}

export function poolOf(): Pool {
  return settings.pool ?? defaultPool()
}

export const cpus: number = availableParallelism()
