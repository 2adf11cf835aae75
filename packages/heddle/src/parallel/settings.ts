import { async, cpuCount } from "../core/backend/index.ts"
import type { Backend } from "../core/backend/index.ts"
import { OptionError } from "../core/errors/index.ts"
import { boolean, delay, integer, knownKeys, number, oneOf, workerCount } from "../core/options/index.ts"
import { Pool } from "../pool/index.ts"
import type { BackendName, Duration, PoolOptions } from "../pool/index.ts"
import { evaluate } from "./expression.ts"
import type { ProgressOption } from "./run-report.ts"

/** What a call of `parallel` gives: an array, or results one by one, in order of the calls or as they finish. */
export type ReturnAs = "array" | "generator" | "generatorUnordered"

/** joblib's names of backends, for programs that are ported. */
const joblibBackends = {
  loky: "processes",
  multiprocessing: "processes",
  threading: "threads",
  sequential: "inline",
} as const

type PoolPart = Omit<
  PoolOptions,
  "workers" | "backend" | "timeout" | "retries" | "priority" | "grace" | "allowCopyWrites" | "maxQueue" | "closeTimeout"
>

/** Where and how calls run: options of `parallel` and of `compute`. What is not here is an option of the pool that they get. */
export interface RunOptions extends PoolPart {
  /** Workers: -1 all processors, -2 all but one, `"50%"`; 1 is a plain loop in this thread. @default -1 */
  readonly nJobs?: number | string | undefined
  /** @default "threads" */
  readonly backend?: BackendName | "processes" | keyof typeof joblibBackends | Backend | undefined
  /** What to take if nobody names a backend. */
  readonly prefer?: "threads" | "processes" | undefined
  /** `"sharedmem"`: no backend that copies what is shared. */
  readonly require?: "sharedmem" | undefined
  /** Runs there instead of in a pool of its own. */
  readonly pool?: Pool | undefined
  /** Limit of each attempt of a call, from its start (joblib: while its result is waited for). Default: none. */
  readonly timeout?: Duration | undefined
  /** How often a call that failed is made again. @default 0 */
  readonly retries?: number | undefined
  readonly priority?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly grace?: Duration | undefined
  readonly allowCopyWrites?: boolean | undefined
  /** true: a line on stderr, with a bar where that is a terminal. A function is called as calls end. */
  readonly progress?: ProgressOption
}

/** Options of `parallel`. */
export interface ParallelOptions extends RunOptions {
  /** @default "array" */
  readonly returnAs?: ReturnAs | undefined
  /** Calls that go to a worker at once. @default "auto": decided by what they cost */
  readonly batchSize?: number | "auto" | undefined
  /** Batches that may be under way: a number, an expression, or `"all"`. Bounds how far calls are pulled ahead. @default "2 * nJobs" */
  readonly preDispatch?: number | string | undefined
  /** joblib's lines: more of them the higher it is; from 50 on to stdout instead of stderr. @default 0 */
  readonly verbose?: number | boolean | undefined
}

const poolKeys = [
  "minWorkers",
  "tasksPerWorker",
  "initializer",
  "initargs",
  "finalizer",
  "maxTasksPerWorker",
  "idleTimeout",
  "memoryLimit",
  "name",
  "env",
  "argv",
  "execArgv",
  "workerData",
  "resourceLimits",
  "stdout",
  "strict",
  "recordTiming",
] as const
const taskKeys = ["timeout", "retries", "priority", "signal", "grace", "allowCopyWrites"] as const
export const runKeys: readonly string[] = [
  "nJobs",
  "backend",
  "prefer",
  "require",
  "pool",
  "progress",
  ...taskKeys,
  ...poolKeys,
]
const parallelKeys: readonly string[] = ["returnAs", "batchSize", "preDispatch", "verbose", ...runKeys]

const otherNames: Readonly<Record<string, string>> = {
  n_jobs: "nJobs",
  workers: "nJobs",
  return_as: "returnAs",
  batch_size: "batchSize",
  chunkSize: "batchSize",
  pre_dispatch: "preDispatch",
  buffer: "preDispatch",
}

/** How calls are made, with every default in place. */
export interface RunSettings {
  /** As it was given, for joblib's lines. */
  readonly said: number | string
  readonly nJobs: number
  readonly pool: Pool | undefined
  /** What a pool of its own is made with. */
  readonly poolOptions: PoolOptions
  readonly timeout: number
  readonly retries: number
  readonly priority: number
  readonly grace: number
  readonly signal: AbortSignal | undefined
  readonly allowCopyWrites: boolean
  readonly progress: ProgressOption
}

export interface ParallelSettings extends RunSettings {
  readonly returnAs: ReturnAs
  readonly batchSize: number | undefined
  /** Batches; Infinity for "all". */
  readonly preDispatch: number
  readonly verbose: number
}

/** Refuses what is no option of `parallel`. */
export function checkOptions(options: unknown): void {
  knownKeys(options, parallelKeys, otherNames)
}

/** @throws {OptionError} before anything starts */
export function parallelSettings(options: ParallelOptions): ParallelSettings {
  checkOptions(options)
  const run = runSettings(options)
  return {
    ...run,
    returnAs:
      options.returnAs === undefined
        ? "array"
        : oneOf("returnAs", options.returnAs, ["array", "generator", "generatorUnordered"]),
    batchSize: batchSize(options.batchSize),
    preDispatch: preDispatch(options.preDispatch ?? "2 * nJobs", run.nJobs),
    verbose: verbosity(options.verbose),
  }
}

/** The part that `compute` has too. */
export function runSettings(options: RunOptions): RunSettings {
  const { pool } = options
  if (pool !== undefined && !(pool instanceof Pool)) throw new OptionError("pool", "a Pool", pool)
  const backend = chooseBackend(options)
  const said = typeof options.nJobs === "number" ? Math.trunc(options.nJobs) : (options.nJobs ?? -1)
  const nJobs = pool === undefined ? jobCount(options.nJobs, said, backend) : pool.core.settings.workers
  return {
    said: pool === undefined ? said : nJobs,
    nJobs,
    pool,
    poolOptions: {
      ...Object.fromEntries(poolKeys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]])),
      workers: nJobs,
      backend: backend as BackendName | Backend,
    },
    timeout: options.timeout === undefined ? 0 : (delay("timeout", options.timeout) ?? 0),
    retries: options.retries === undefined ? 0 : integer("retries", options.retries, { min: 0 }),
    priority: options.priority === undefined ? 0 : number("priority", options.priority),
    grace: options.grace === undefined ? 250 : (delay("grace", options.grace) ?? 0),
    signal: abortSignal(options.signal),
    allowCopyWrites:
      options.allowCopyWrites === undefined ? false : boolean("allowCopyWrites", options.allowCopyWrites),
    progress: progressOption(options.progress),
  }
}

function jobCount(given: unknown, said: unknown, backend: unknown): number {
  if (backend === "inline") return 1
  const available =
    backend === "async"
      ? async(false).defaultWorkers()
      : typeof backend === "object"
        ? (backend as Backend).defaultWorkers()
        : cpuCount()
  if (typeof given === "number" && said === 0) throw new OptionError("nJobs", "other than 0: 0 jobs do nothing", given)
  return workerCount("nJobs", said, available)
}

function chooseBackend(options: RunOptions): unknown {
  const { prefer, require } = options
  if (prefer !== undefined) oneOf("prefer", prefer, ["threads", "processes"])
  if (require !== undefined) oneOf("require", require, ["sharedmem"])
  const given: unknown = options.backend
  const backend =
    typeof given === "string" && Object.hasOwn(joblibBackends, given)
      ? joblibBackends[given as keyof typeof joblibBackends]
      : given
  if (typeof backend === "string") oneOf("backend", backend, ["threads", "processes", "async", "inline"])
  else if (backend !== undefined && (typeof backend !== "object" || backend === null || !("open" in backend)))
    throw new OptionError("backend", "the name of a backend, or one", backend)
  if (require === "sharedmem") {
    const shares = typeof backend === "object" ? (backend as Backend).shares : backend !== "processes"
    if (!shares || prefer === "processes") {
      throw new OptionError("require", 'absent with a backend that copies: "sharedmem" needs shared memory', require)
    }
    return backend ?? "threads"
  }
  return backend ?? prefer ?? "threads"
}

function abortSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value
  throw new OptionError("signal", "an AbortSignal", value)
}

function progressOption(value: ProgressOption): ProgressOption {
  if (value === undefined || typeof value === "boolean" || typeof value === "function") return value
  throw new OptionError("progress", "true, or a function", value)
}

function batchSize(value: unknown): number | undefined {
  if (value === undefined || value === "auto") return undefined
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
  throw new OptionError("batchSize", 'a positive integer or "auto"', value)
}

function preDispatch(value: unknown, nJobs: number): number {
  if (value === "all") return Number.POSITIVE_INFINITY
  const amount =
    typeof value === "string"
      ? Math.trunc(evaluate("preDispatch", value, nJobs))
      : typeof value === "number"
        ? Math.trunc(value)
        : Number.NaN
  if (amount >= 1) return amount
  throw new OptionError("preDispatch", 'a positive integer, "all" or an expression like "2 * nJobs"', value)
}

function verbosity(value: unknown): number {
  if (value === undefined) return 0
  return typeof value === "boolean" ? Number(value) : number("verbose", value, { min: 0 })
}
