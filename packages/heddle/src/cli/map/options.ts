import { cpuCount } from "../../core/backend/index.ts"
import { OptionError } from "../../core/errors/index.ts"
import { bytes, duration, integer, oneOf, workerCount } from "../../core/options/index.ts"
import { readArguments } from "./arguments.ts"
import { parseHalt } from "./halt.ts"
import type { HaltRule } from "./halt.ts"
import { chooseInputs } from "./input-choice.ts"
import type { InputChoice } from "./input-choice.ts"

/** The limit of one attempt: fixed, or a percentage of the median run time so far. */
export type AttemptLimit = { readonly ms: number } | { readonly percent: number }

/** What `heddle map` was asked to do, checked. */
export interface MapOptions {
  /** `./resize.ts` or `./resize.ts#thumb`. */
  readonly target: string
  readonly inputs: InputChoice
  readonly workers: number | "auto"
  readonly backend: "threads" | "processes" | "async" | "inline"
  readonly chunk: number | "auto"
  readonly retries: number
  readonly timeout: AttemptLimit | undefined
  readonly halt: HaltRule | undefined
  /** Bytes for each worker. */
  readonly memory: number | undefined
  readonly keepOrder: boolean
  readonly raw: boolean
  readonly results: string | undefined
  readonly resume: string | undefined
  readonly replay: boolean
  readonly joblog: string | undefined
  readonly dryRun: boolean
  readonly progress: boolean
}

/**
 * Reads and checks the arguments of `heddle map`; `"help"` if that is what was asked for.
 * @throws OptionError for an option of a wrong name, type or range; StartError where no function is named
 */
export function parseOptions(args: readonly string[]): MapOptions | "help" {
  const parsed = readArguments(args)
  const { values } = parsed
  if (values.help === true) return "help"
  const options = {
    ...chooseInputs(parsed, "heddle map"),
    workers: values.jobs === undefined ? "auto" : workerCount("--jobs", values.jobs, cpuCount()),
    backend: oneOf("--backend", values.backend ?? "threads", ["threads", "processes", "async", "inline"]),
    chunk:
      values.chunk === undefined || values.chunk === "auto"
        ? "auto"
        : positive("--chunk", values.chunk, 'a positive integer or "auto"'),
    retries: values.retries === undefined ? 0 : integer("--retries", numeral(values.retries), { min: 0 }),
    timeout: values.timeout === undefined ? undefined : attemptLimit(values.timeout),
    halt: values.halt === undefined ? undefined : parseHalt(values.halt),
    memory: values.memory === undefined ? undefined : bytes("--memory", values.memory, { min: 2 ** 20 }),
    keepOrder: values["keep-order"] === true,
    raw: values.raw === true,
    results: values.results,
    resume: values.resume,
    replay: values.replay === true,
    joblog: values.joblog,
    dryRun: values["dry-run"] === true,
    progress: values.progress !== false,
  } as const
  if (options.replay && options.resume === undefined) {
    throw new OptionError("--replay", "given together with --resume FILE", true)
  }
  return options
}

function attemptLimit(text: string): AttemptLimit {
  const percent = /^\s*(\d+(?:\.\d+)?)%\s*$/.exec(text)?.[1]
  if (percent === undefined) return { ms: duration("--timeout", text, { bare: 1000, min: Number.MIN_VALUE }) }
  if (Number(percent) > 0) return { percent: Number(percent) }
  throw new OptionError("--timeout", "more than 0 % of the median run time", text)
}

function positive(name: string, text: string, rule: string): number {
  const value = numeral(text)
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value
  throw new OptionError(name, rule, text)
}

/** The number that the text says, or the text: the check that follows shows it. */
function numeral(text: string): number | string {
  return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text
}
