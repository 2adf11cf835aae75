/**
 * `concurrent.futures`: executors over pools of threads or processes, futures, and what waits for several of them.
 *
 * ```ts
 * import { ThreadPoolExecutor, asCompleted } from "heddle/executors"
 * await using executor = new ThreadPoolExecutor({ maxWorkers: 2 })
 * const futures = [2, 3].map((x) => executor.submit((y: number) => y * y, x))
 * let sum = 0
 * for await (const future of asCompleted(futures)) sum += await future
 * sum // => 13
 * await executor.map((x: number, y: number) => x ** y, [2, 3], [3, 2]) // => [8, 9]
 * ```
 */
export { ALL_COMPLETED, asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, Future, wait } from "../core/future/index.ts"
export type { CompletedFutures, FutureState, ReturnWhen, WaitResult } from "../core/future/index.ts"
export { CancelledError, TimeoutError } from "../core/errors/index.ts"
export type { Executor, ShutdownOptions } from "./executor.ts"
export type { ExecutorMapOptions, ExecutorOptions } from "./options.ts"
export type { PoolExecutor } from "./pool-executor.ts"
export { ProcessPoolExecutor } from "./process-pool-executor.ts"
export type { MappedResults } from "./mapped-results.ts"
export { ThreadPoolExecutor } from "./thread-pool-executor.ts"
