/**
 * The memory that arrays and frames of this thread may use, and the folder of what does not fit.
 *
 * ```ts skip a fragment: the names around it are internal
 * budget.memoryLimit // bytes: 60 % of what the machine, or the container, has
 * budget.spillFolder = "/scratch"
 * ```
 */
import { tmpdir, totalmem } from "node:os"

export interface Budget {
  /** Bytes. */
  memoryLimit: number
  /** undefined: the system's folder for temporary files. */
  spillFolder: string | undefined
}

export const budget: Budget = {
  memoryLimit: Math.floor(0.6 * Math.min(totalmem(), process.constrainedMemory() || Infinity)),
  spillFolder: undefined,
}

/** Where files go that do not fit in memory. */
export function spillFolder(): string {
  return budget.spillFolder ?? tmpdir()
}
