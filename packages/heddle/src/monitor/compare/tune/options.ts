import { cpuCount } from "../../../core/backend/index.ts"
import { boolean, duration, integer, knownKeys, oneOf } from "../../../core/options/index.ts"
import { OptionError } from "../../../core/errors/index.ts"
import { abortSignal, equalOption } from "../options.ts"
import type { Equal } from "../options.ts"

/** How tasks can be run. */
export type Technique = "serial" | "async" | "threads" | "processes" | "jit"

export const techniques: readonly Technique[] = ["serial", "async", "threads", "processes", "jit"]

/** What `tune` tries, and for how long. */
export interface TuneOptions {
  /** How long it may take in all, in ms, or `"10s"`: the longer, the larger the sample and the more is tried. Starting workers comes on top. @default 5000 */
  readonly budget?: number | string | undefined
  /** The most workers that are tried; four times as many where tasks block their thread and compute nothing. Default: as many as this program may use cores. */
  readonly workers?: number | undefined
  /** What is tried beside the plain loop. Default: all that can fit. */
  readonly techniques?: readonly Technique[] | undefined
  /** Ends it between two passes. */
  readonly signal?: AbortSignal | undefined
  /** Prints the table and the advice on stderr. @default true */
  readonly print?: boolean | undefined
  /** When results count as the same, as for `compare`. A way that gives other results than the loop is not taken. @default true */
  readonly equal?: Equal | undefined
}

export interface TuneSettings {
  readonly budget: number
  readonly workers: number
  readonly techniques: readonly Technique[]
  readonly signal: AbortSignal | undefined
  readonly print: boolean
  readonly equal: Equal
}

export function tuneSettings(options: TuneOptions): TuneSettings {
  knownKeys(options, ["budget", "workers", "techniques", "signal", "print", "equal"], { backends: "techniques" })
  const { budget = 5000, workers = cpuCount(), print = true, techniques: wanted = techniques } = options
  if (!Array.isArray(wanted)) throw new OptionError("techniques", "an array of names", wanted)
  return {
    budget: duration("budget", budget, { min: 1 }),
    workers: integer("workers", workers, { min: 1 }),
    techniques: wanted.map((name: Technique) => oneOf("techniques", name, techniques)),
    signal: abortSignal(options.signal),
    print: boolean("print", print),
    equal: equalOption(options.equal),
  }
}
