import { OptionError } from "../core/errors/index.ts"
import { integer, knownKeys } from "../core/options/index.ts"
import type { MapOptions, PoolOptions } from "../pool/index.ts"

/** `concurrent.futures`' own options; the others are those of `Pool`. */
export interface ExecutorOptions extends Omit<PoolOptions, "workers" | "backend" | "maxTasksPerWorker"> {
  /** Workers at most; they are started when they are first needed. @default cpuCount(): threads run on cores of their own here, so there is no reason for Python's four more */
  readonly maxWorkers?: number | undefined
  /** A worker is replaced after so many tasks. Default: never. */
  readonly maxTasksPerChild?: number | undefined
  /** The same as `name`: workers are called after it. */
  readonly threadNamePrefix?: string | undefined
}

/** Options of `Executor.map`. Those of the pool's `map` hold too. */
export interface ExecutorMapOptions extends Omit<MapOptions, "buffer" | "onError" | "out"> {
  /** Items at most that are pulled from the input and whose results have not been read. Default: all of the input is computed without waiting for a reader. */
  readonly bufferSize?: number | undefined
}

const executorKeys: Readonly<Record<keyof ExecutorOptions, true>> = {
  maxWorkers: true,
  maxTasksPerChild: true,
  initializer: true,
  initargs: true,
  threadNamePrefix: true,
  name: true,
  minWorkers: true,
  tasksPerWorker: true,
  finalizer: true,
  idleTimeout: true,
  memoryLimit: true,
  maxQueue: true,
  closeTimeout: true,
  env: true,
  argv: true,
  execArgv: true,
  workerData: true,
  resourceLimits: true,
  stdout: true,
  recordTiming: true,
  strict: true,
  timeout: true,
  retries: true,
  priority: true,
  allowCopyWrites: true,
  grace: true,
}

const executorNames: Readonly<Record<string, string>> = {
  max_workers: "maxWorkers",
  workers: "maxWorkers",
  processes: "maxWorkers",
  max_tasks_per_child: "maxTasksPerChild",
  maxTasksPerWorker: "maxTasksPerChild",
  thread_name_prefix: "threadNamePrefix",
}

/** Options of the executor's pool. @throws OptionError */
export function poolOptions(options: ExecutorOptions, backend: NonNullable<PoolOptions["backend"]>): PoolOptions {
  if (typeof options === "number") {
    throw new OptionError("options", "an object", options, { hint: `write { maxWorkers: ${String(options)} }` })
  }
  knownKeys(options, Object.keys(executorKeys), executorNames)
  const { maxWorkers, maxTasksPerChild, threadNamePrefix, ...rest } = options
  return {
    ...rest,
    backend,
    name: rest.name ?? threadNamePrefix,
    workers: maxWorkers === undefined ? undefined : integer("maxWorkers", maxWorkers, { min: 1 }),
    maxTasksPerWorker:
      maxTasksPerChild === undefined ? undefined : integer("maxTasksPerChild", maxTasksPerChild, { min: 1 }),
  }
}

const mapKeys: Readonly<Record<keyof ExecutorMapOptions, true>> = {
  timeout: true,
  chunkSize: true,
  bufferSize: true,
  taskTimeout: true,
  retries: true,
  priority: true,
  signal: true,
  transfer: true,
  allowCopyWrites: true,
  grace: true,
  progress: true,
}

const mapNames: Readonly<Record<string, string>> = {
  chunksize: "chunkSize",
  buffersize: "bufferSize",
  buffer: "bufferSize",
}

/** Checks the options of `map` that the pool does not know. @throws OptionError */
export function checkMapOptions(options: ExecutorMapOptions): void {
  knownKeys(options, Object.keys(mapKeys), mapNames)
  if (options.bufferSize !== undefined) integer("bufferSize", options.bufferSize, { min: 1 })
}
