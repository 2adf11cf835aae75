import { OptionError } from "../../core/errors/index.ts"
import { boolean, duration, integer, knownKeys } from "../../core/options/index.ts"

/** When two results count as the same: whether that is asked, how far numbers may be apart in proportion, or a function that says it. */
export type Equal = boolean | number | ((a: unknown, b: unknown) => boolean)

/** How `compare` measures. */
export interface CompareOptions {
  /** How often each is measured. Default: 10 times and more, until `minTime` is over; from 3 on where that would take more than 10 s. */
  readonly runs?: number | undefined
  /** How often each runs before that: workers start, code is compiled, caches fill. @default 1 */
  readonly warmup?: number | undefined
  /** How long each is measured at least, in ms, or `"2s"`. @default 1000 */
  readonly minTime?: number | string | undefined
  /** Ends it between two runs. */
  readonly signal?: AbortSignal | undefined
  /** Prints the table on stderr. @default true */
  readonly print?: boolean | undefined
  /**
   * Are results held against the first contestant's? `true`: all of them must be equal, to the last bit; a number: numbers may be so far apart,
   * in proportion, as sums are whose order differs; or a function that says whether two are. @default true
   */
  readonly equal?: Equal | undefined
}

export interface CompareSettings {
  readonly runs: number | undefined
  readonly warmup: number
  readonly minTime: number
  readonly signal: AbortSignal | undefined
  readonly print: boolean
  readonly equal: Equal
}

export function compareSettings(options: CompareOptions): CompareSettings {
  knownKeys(options, ["runs", "warmup", "minTime", "signal", "print", "equal"], { number: "runs", repeat: "runs" })
  const { runs, warmup = 1, minTime = 1000, print = true } = options
  return {
    runs: runs === undefined ? undefined : integer("runs", runs, { min: 1 }),
    warmup: integer("warmup", warmup, { min: 0 }),
    minTime: duration("minTime", minTime),
    signal: abortSignal(options.signal),
    print: boolean("print", print),
    equal: equalOption(options.equal),
  }
}

export function abortSignal(value: AbortSignal | undefined): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value
  throw new OptionError("signal", "an AbortSignal", value)
}

export function equalOption(value: Equal | undefined = true): Equal {
  if (typeof value === "boolean" || typeof value === "function" || (typeof value === "number" && value >= 0))
    return value
  throw new OptionError(
    "equal",
    "true, false, a number (how far apart numbers may be) or a function of two results",
    value,
  )
}
