/**
 * heddle: Python's parallel stack, done in TypeScript. These are the names that most people need; each dialect has a
 * subpath of its own.
 *
 * ```ts
 * import { Pool } from "heddle"
 * const offset = 10
 * await using pool = new Pool()
 * await pool.map((x: number) => x * x + offset, [1, 2, 3]) // [11, 14, 19]
 * ```
 */
export { cpuCount, currentTask, isMainThread } from "./core/backend/index.ts"
export type { Backend, TaskContext } from "./core/backend/index.ts"
export {
  AbortError,
  AlreadyRunningError,
  BrokenBarrierError,
  CancelledError,
  ClosureError,
  GraphCycleError,
  HeddleError,
  InitializerError,
  NestingError,
  NotHeldError,
  OptionError,
  OverReleaseError,
  PoolClosedError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  TaskTimeoutError,
  TimeoutError,
  UnsendableError,
  WorkerDiedError,
  WorkerOutOfMemoryError,
} from "./core/errors/index.ts"
export type { DeathPhase, HeddleErrorOptions, UnsendableRole, WorkerDeath } from "./core/errors/index.ts"
export type { PoolEvents, ProgressEvent, TaskEvent, WorkerEvent } from "./core/events/index.ts"
export { ALL_COMPLETED, asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, Future, wait } from "./core/future/index.ts"
export type { FutureState, ReturnWhen, WaitResult } from "./core/future/index.ts"
export { ProcessPoolExecutor, ThreadPoolExecutor } from "./executors/index.ts"
export type {
  Executor,
  ExecutorMapOptions,
  ExecutorOptions,
  MappedResults,
  ShutdownOptions,
} from "./executors/index.ts"
export { shared } from "./core/heap/index.ts"
export type { SharedBytes } from "./core/heap/index.ts"
export { transfer } from "./core/wire/index.ts"
export { compute, Delayed, delayed, parallel, parallelConfig, visualize } from "./parallel/index.ts"
export type { DelayedOptions, Parallel, ParallelOptions } from "./parallel/index.ts"
export { chunked, defaultPool, imap, map, Pool, Range, range, submit, unzip, zip } from "./pool/index.ts"
export type {
  AnyIterable,
  Args,
  BackendName,
  CallbackOptions,
  Duration,
  Inputs,
  MapOptions,
  MapProgress,
  OnError,
  PoolOptions,
  PoolStats,
  PoolVerbs,
  Res,
  Size,
  Streamed,
  TaskOptions,
  TimeSummary,
  WorkerInfo,
} from "./pool/index.ts"
