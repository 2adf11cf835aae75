import { async, inline, processes, threads } from "../core/backend/index.ts"
import type { Backend, OutputArray } from "../core/backend/index.ts"
import { OptionError } from "../core/errors/index.ts"
import type { Crew } from "../core/scheduler/index.ts"
import { boolean, bytes, delay, integer, knownKeys, number, oneOf, workerCount } from "../core/options/index.ts"
import type { MapProgress, OnError } from "./collect.ts"

/** Milliseconds, or a string with a unit: `"1.5s"`, `"5m"`, `"7d"`. */
export type Duration = number | string
/** Bytes, or a string with a unit: `"512M"`, `"10G"`. */
export type Size = number | string

export type BackendName = "threads" | "processes" | "async" | "inline"

/** Options of one call, or of a view made by `pool.with`. */
export interface TaskOptions {
  /** Limit of each attempt, from its start. Default: none. */
  readonly timeout?: Duration | undefined
  /** How often an attempt that failed is tried again. A task that had started is never run again without it. @default 0 */
  readonly retries?: number | undefined
  /** Higher runs earlier. @default 0 */
  readonly priority?: number | undefined
  /** Cancels: what waits is dropped, what runs is asked to stop and, after `grace`, made to. */
  readonly signal?: AbortSignal | undefined
  /** Values among the arguments that are moved instead of copied. The sender's are detached at once. With `retries` they are kept here for further attempts; ports and streams, which cannot be, get one attempt. */
  readonly transfer?: readonly unknown[] | undefined
  /** Lets a task assign captured variables. It assigns its worker's copy; yours does not change. @default false */
  readonly allowCopyWrites?: boolean | undefined
  /** How long a task may go on after it was asked to stop. @default 250 */
  readonly grace?: Duration | undefined
}

export interface PoolOptions extends Omit<TaskOptions, "signal" | "transfer"> {
  /** joblib's numbers: -1 all cores, -2 all but one; or a share, `"50%"`. @default "auto": all cores that this program may use */
  readonly workers?: number | "auto" | `${number}%` | undefined
  /** `"threads"`: worker threads. `"processes"`: child processes, which may crash, change their folder and use native code that threads cannot share; memory is copied. `"async"`, `"inline"`: this thread. @default "threads" */
  readonly backend?: BackendName | Backend | undefined
  /** Workers that are started at once and kept. @default 0 */
  readonly minWorkers?: number | undefined
  /** Tasks that one worker has under way at once; one that awaits counts. @default 1 */
  readonly tasksPerWorker?: number | undefined
  /** Runs once in each worker before its first task. If it fails, every task of the pool rejects with InitializerError. */
  readonly initializer?: ((...args: never[]) => unknown) | undefined
  readonly initargs?: readonly unknown[] | undefined
  /** Runs once in each worker that ends because the pool closes or it is no longer needed. */
  readonly finalizer?: (() => unknown) | undefined
  /** A worker is replaced after so many tasks. Default: never. */
  readonly maxTasksPerWorker?: number | undefined
  /** A worker that had nothing to do for so long is ended. Default: never; an idle pool does not keep the program alive. */
  readonly idleTimeout?: Duration | undefined
  /** What a worker may use (heap and buffers) before it is ended and its task rejects with WorkerOutOfMemoryError. Default: half of V8's own limit (heap only); for processes V8's own. */
  readonly memoryLimit?: Size | undefined
  /** Calls that may wait; beyond it `submit` rejects with QueueFullError. @default Infinity */
  readonly maxQueue?: number | "auto" | undefined
  /** How long `close()` waits before it terminates. Default: for ever. */
  readonly closeTimeout?: Duration | undefined
  readonly name?: string | undefined
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly argv?: readonly string[] | undefined
  readonly execArgv?: readonly string[] | undefined
  readonly workerData?: unknown
  readonly resourceLimits?: Readonly<Record<string, number>> | undefined
  /** What tasks print: passed on, given as `output` events, or dropped. @default "inherit" */
  readonly stdout?: "inherit" | "capture" | "ignore" | undefined
  /** Keeps histograms of how long tasks ran and waited, told by `stats()`. @default false */
  readonly recordTiming?: boolean | undefined
  /** With the inline backend: values are copied as a worker would get them. @default false */
  readonly strict?: boolean | undefined
}

/** Options of map, starmap, imap and imapUnordered. */
export interface MapOptions extends Omit<TaskOptions, "timeout"> {
  /** Items that go to a worker at once. @default "auto": decided by what they cost */
  readonly chunkSize?: number | "auto" | undefined
  /** Items that may be pulled from the input and not be consumed yet. Default: enough to keep all workers busy. */
  readonly buffer?: number | undefined
  /** Limit of the whole call. */
  readonly timeout?: Duration | undefined
  /** Limit of each attempt of an item, from its start. Default: the pool's `timeout`. */
  readonly taskTimeout?: Duration | undefined
  /** `"abort"`: the first failure rejects and stops the rest. `"settle"`: each result says how it went. `"finish"`: run everything, then reject with the first failure. @default "abort" */
  readonly onError?: OnError | undefined
  /** true: a line on stderr, with a bar where that is a terminal. A function is called with every outcome. */
  readonly progress?: boolean | ((progress: MapProgress) => void) | undefined
  /**
   * A typed array that takes the results, which must be numbers (or rows of numbers, all of one length: row i begins at
   * i times that length). The call resolves with it. In `shared()` memory the workers write into it: nothing is sent back. map and starmap only.
   */
  readonly out?: OutputArray | undefined
}

/** Task options with every default in place, in ms. */
export interface TaskSettings {
  readonly timeout: number
  readonly retries: number
  readonly priority: number
  readonly grace: number
  readonly allowCopyWrites: boolean
  readonly signal: AbortSignal | undefined
  readonly transfer: readonly unknown[]
}

export const defaultTask: TaskSettings = {
  timeout: 0,
  retries: 0,
  priority: 0,
  grace: 250,
  allowCopyWrites: false,
  signal: undefined,
  transfer: [],
}

export const taskKeys: readonly string[] = [
  "timeout",
  "retries",
  "priority",
  "signal",
  "transfer",
  "allowCopyWrites",
  "grace",
]
const mapKeys = [...taskKeys, "chunkSize", "buffer", "taskTimeout", "onError", "progress", "out"]
const poolKeys = [
  ...taskKeys.filter((key) => key !== "signal" && key !== "transfer"),
  "workers",
  "backend",
  "minWorkers",
  "tasksPerWorker",
  "initializer",
  "initargs",
  "finalizer",
  "maxTasksPerWorker",
  "idleTimeout",
  "memoryLimit",
  "maxQueue",
  "closeTimeout",
  "name",
  "env",
  "argv",
  "execArgv",
  "workerData",
  "resourceLimits",
  "stdout",
  "recordTiming",
  "strict",
]

/** What others call them: multiprocessing, concurrent.futures, joblib, piscina, workerpool. */
const otherNames: Readonly<Record<string, string>> = {
  processes: "workers",
  maxtasksperchild: "maxTasksPerWorker",
  maxTasksPerChild: "maxTasksPerWorker",
  max_workers: "workers",
  maxWorkers: "workers",
  n_jobs: "workers",
  nJobs: "workers",
  concurrency: "workers",
  maxThreads: "workers",
  minThreads: "minWorkers",
  concurrentTasksPerWorker: "tasksPerWorker",
}

function optional<T, R>(value: T | undefined, read: (value: T) => R, fallback: R): R {
  return value === undefined ? fallback : read(value)
}

/** Task options over those that hold already. */
export function taskSettings(options: TaskOptions, base: TaskSettings): TaskSettings {
  knownKeys(options, taskKeys)
  return readTask(options, base)
}

function readTask(options: TaskOptions, base: TaskSettings): TaskSettings {
  return {
    timeout: optional(options.timeout, (value) => delay("timeout", value) ?? 0, base.timeout),
    retries: optional(options.retries, (value) => retryCount(value), base.retries),
    priority: optional(options.priority, (value) => number("priority", value), base.priority),
    grace: optional(options.grace, (value) => delay("grace", value) ?? 0, base.grace),
    allowCopyWrites: optional(
      options.allowCopyWrites,
      (value) => boolean("allowCopyWrites", value),
      base.allowCopyWrites,
    ),
    signal: optional(options.signal, abortSignal, base.signal),
    transfer: optional(options.transfer, transferList, base.transfer),
  }
}

function retryCount(value: number): number {
  return value === Number.POSITIVE_INFINITY ? value : integer("retries", value, { min: 0 })
}

function abortSignal(value: unknown): AbortSignal {
  if (value instanceof AbortSignal) return value
  throw new OptionError("signal", "an AbortSignal", value)
}

function transferList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new OptionError("transfer", "an array of values to move", value)
}

/** Map options with defaults, over those of the pool. */
export interface MapCallSettings extends TaskSettings {
  readonly callTimeout: number
  readonly chunkSize: number | undefined
  readonly buffer: number | undefined
  readonly onError: OnError
  readonly progress: ((progress: MapProgress) => void) | undefined
  /** Is there to be a line on stderr? */
  readonly hasLine: boolean
  readonly out: OutputArray | undefined
}

export function mapSettings(options: MapOptions, base: TaskSettings): MapCallSettings {
  knownKeys(options, mapKeys)
  const { timeout, taskTimeout, ...task } = options
  return {
    ...readTask({ ...task, timeout: taskTimeout }, base),
    callTimeout: optional(timeout, (value) => delay("timeout", value) ?? 0, 0),
    chunkSize: chunkSize(options.chunkSize),
    buffer: optional(options.buffer, (value) => integer("buffer", value, { min: 1 }), undefined),
    onError: optional(options.onError, (value) => oneOf("onError", value, ["abort", "settle", "finish"]), "abort"),
    progress: optional(options.progress, progressListener, undefined),
    hasLine: options.progress === true,
    out: optional(options.out, outputArray, undefined),
  }
}

function outputArray(value: unknown): OutputArray {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value as OutputArray
  throw new OptionError("out", "a typed array", value)
}

function chunkSize(value: unknown): number | undefined {
  if (value === undefined || value === "auto") return undefined
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
  throw new OptionError("chunkSize", 'a positive integer or "auto"', value)
}

function progressListener(value: unknown): ((progress: MapProgress) => void) | undefined {
  if (typeof value === "function") return value as (progress: MapProgress) => void
  if (typeof value === "boolean") return undefined
  throw new OptionError("progress", "true, or a function", value)
}

/** Who hears what runs in workers says with `ownMail`. */
export interface MailRoom {
  readonly name: string
  mail(crew: Crew, data: unknown): void
  /** The worker has ended: it has said all. */
  left(crew: Crew): void
}

/** Pool options with defaults. */
export interface PoolSettings {
  readonly task: TaskSettings
  readonly backend: Backend
  readonly workers: number
  readonly minWorkers: number
  readonly tasksPerWorker: number
  /** How many more while as many stand aside. */
  readonly aside: number
  /** Who speaks with what runs in the workers. Undefined: nobody. */
  readonly mail: MailRoom | undefined
  readonly maxTasksPerWorker: number
  readonly idleTimeout: number
  readonly memoryLimit: number | undefined
  readonly maxQueue: number
  readonly closeTimeout: number
  readonly stdout: "inherit" | "capture" | "ignore"
  readonly recordTiming: boolean
}

export function poolSettings(options: PoolOptions): PoolSettings {
  if (typeof options === "number") {
    throw new OptionError("options", "an object", options, { hint: `write new Pool({ workers: ${String(options)} })` })
  }
  knownKeys(options, poolKeys, otherNames)
  const backend = chooseBackend(
    options.backend,
    optional(options.strict, (value) => boolean("strict", value), false),
  )
  const wanted = optional(
    options.workers,
    (value) => workerCount("workers", value, backend.defaultWorkers()),
    backend.defaultWorkers(),
  )
  const workers = Math.min(wanted, backend.mostWorkers)
  functionOrNone("initializer", options.initializer)
  functionOrNone("finalizer", options.finalizer)
  if (options.initargs !== undefined && !Array.isArray(options.initargs))
    throw new OptionError("initargs", "an array of arguments", options.initargs)
  if (options.workerData !== undefined) copyable("workerData", options.workerData)
  workerOptions(options)
  return {
    task: readTask(options, defaultTask),
    backend,
    workers,
    minWorkers: optional(
      options.minWorkers,
      (value) => Math.min(workers, integer("minWorkers", value, { min: 0, max: wanted })),
      0,
    ),
    tasksPerWorker: optional(options.tasksPerWorker, (value) => integer("tasksPerWorker", value, { min: 1 }), 1),
    aside: 0,
    mail: undefined,
    maxTasksPerWorker: optional(
      options.maxTasksPerWorker,
      (value) => integer("maxTasksPerWorker", value, { min: 1 }),
      Number.POSITIVE_INFINITY,
    ),
    idleTimeout: optional(
      options.idleTimeout,
      (value) => delay("idleTimeout", value) ?? Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ),
    memoryLimit: optional(options.memoryLimit, (value) => bytes("memoryLimit", value, { min: 2 ** 20 }), undefined),
    maxQueue: queueLimit(options.maxQueue, workers),
    closeTimeout: optional(options.closeTimeout, (value) => delay("closeTimeout", value) ?? 0, 0),
    stdout: optional(options.stdout, (value) => oneOf("stdout", value, ["inherit", "capture", "ignore"]), "inherit"),
    recordTiming: optional(options.recordTiming, (value) => boolean("recordTiming", value), false),
  }
}

/** What Node's Worker takes, and would refuse in words of its own, or ignore. */
function workerOptions({ name, env, argv, execArgv, resourceLimits }: PoolOptions): void {
  if (name !== undefined && typeof name !== "string") throw new OptionError("name", "a string", name)
  for (const [option, list] of Object.entries({ argv, execArgv })) {
    const ok = list === undefined || (Array.isArray(list) && list.every((item) => typeof item === "string"))
    if (!ok) throw new OptionError(option, "an array of strings", list)
  }
  if (env !== undefined) {
    if (!isRecord(env)) throw new OptionError("env", "an object of strings", env)
    for (const [key, value] of Object.entries(env)) {
      if (value !== undefined && typeof value !== "string") throw new OptionError(`env.${key}`, "a string", value)
    }
  }
  if (resourceLimits === undefined) return
  if (!isRecord(resourceLimits)) throw new OptionError("resourceLimits", "an object of numbers", resourceLimits)
  knownKeys(resourceLimits, ["maxOldGenerationSizeMb", "maxYoungGenerationSizeMb", "codeRangeSizeMb", "stackSizeMb"])
  for (const [key, value] of Object.entries(resourceLimits)) number(`resourceLimits.${key}`, value, { min: 0 })
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function copyable(name: string, value: unknown): void {
  try {
    structuredClone(value)
  } catch (cause) {
    throw new OptionError(name, "a value that can be copied to a worker", value, { cause })
  }
}

function functionOrNone(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") throw new OptionError(name, "a function", value)
}

/** piscina's rule of thumb: the square of the number of workers. */
function queueLimit(value: number | "auto" | undefined, workers: number): number {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  return value === "auto" ? workers * workers : integer("maxQueue", value, { min: 0 })
}

function chooseBackend(value: unknown, strict: boolean): Backend {
  if (value === undefined || value === "threads") return threads
  if (value === "processes") return processes
  if (value === "inline") return inline(strict)
  if (value === "async") return async(strict)
  if (typeof value === "object" && value !== null && "open" in value) return value as Backend
  return oneOf<never>("backend", value, ["threads", "processes", "async", "inline"] as never[])
}
