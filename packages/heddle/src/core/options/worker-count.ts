import { availableParallelism } from "node:os"
import { OptionError } from "../errors/index.ts"

/**
 * How many workers, at least 1. joblib's numbers: `n` is n, `-1` is all the processors, `-2` all but one, … ;
 * `"auto"` is all; a string may also be a number or a share of them, `"50%"`.
 * @param available what "all" means. Default `os.availableParallelism()`
 * @throws OptionError
 *
 * @example
 * ```ts
 * workerCount("workers", -2, 8) // 7
 * workerCount("workers", "50%", 8) // 4
 * ```
 */
export function workerCount(name: string, value: unknown, available: number = availableParallelism()): number {
  if (value === "auto") return Math.max(1, available)
  const share = typeof value === "string" ? /^\s*(\d+(?:\.\d+)?)%\s*$/.exec(value)?.[1] : undefined
  if (share !== undefined && Number(share) > 0) return Math.max(1, Math.floor((available * Number(share)) / 100))
  const count = typeof value === "number" ? value : numeral(value)
  if (!Number.isSafeInteger(count) || count === 0) {
    throw new OptionError(
      name,
      'a positive integer, "auto", -1 (all processors), -2 (all but one) … or a share like "50%"',
      value,
    )
  }
  return count > 0 ? count : Math.max(1, available + 1 + count)
}

function numeral(value: unknown): number {
  return typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : Number.NaN
}
