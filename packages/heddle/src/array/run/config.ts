import { availableParallelism, totalmem } from "node:os"
import { OptionError } from "../../core/errors/index.ts"
import { knownKeys } from "../../core/options/index.ts"
import { defaultPool } from "../../pool/index.ts"
import type { Pool } from "../../pool/index.ts"

/** How arrays are computed in this thread. */
export interface ArrayConfig {
  /** Bytes that one `compute()` may use, its results among them; or a size such as "2G". Default: 60 % of the memory. */
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
  memoryLimit: number
  tileSize: number | undefined
  pool: Pool | undefined
  parallel: boolean
  spillFolder: string | undefined
}

export const settings: Settings = {
  memoryLimit: 0.6 * Math.min(totalmem(), process.constrainedMemory() || Infinity),
  tileSize: undefined,
  pool: undefined,
  parallel: true,
  spillFolder: undefined,
}

/**
 * Says how arrays are computed from now on, in this thread.
 *
 * @returns what was so far, to set it again
 * @throws OptionError where a value is none
 */
export function config(change: ArrayConfig = {}): ArrayConfig {
  knownKeys(change, ["memoryLimit", "tileSize", "pool", "parallel", "spillFolder"])
  const before: ArrayConfig = { ...settings }
  if (change.memoryLimit !== undefined) settings.memoryLimit = bytesFrom(change.memoryLimit)
  if ("tileSize" in change) {
    const { tileSize } = change
    if (tileSize !== undefined && (!Number.isInteger(tileSize) || tileSize < 1))
      throw new OptionError("tileSize", "an integer above 0", tileSize)
    settings.tileSize = tileSize
  }
  if ("pool" in change) settings.pool = change.pool
  if (change.parallel !== undefined) settings.parallel = change.parallel
  if ("spillFolder" in change) settings.spillFolder = change.spillFolder
  return before
}

function bytesFrom(value: number | string): number {
  if (typeof value === "number" && value > 0) return value
  const [, digits, unit] = (typeof value === "string" && /^(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?$/i.exec(value)) || []
  if (digits === undefined) throw new OptionError("memoryLimit", 'bytes, or a size such as "2G"', value)
  return Number(digits) * 1024 ** " KMGT".indexOf((unit === "" ? " " : unit!).toUpperCase())
}

export function poolOf(): Pool {
  return settings.pool ?? defaultPool()
}

export const cpus: number = availableParallelism()
