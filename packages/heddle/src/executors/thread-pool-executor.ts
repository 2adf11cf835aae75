import { Pool } from "../pool/index.ts"
import { poolOptions } from "./options.ts"
import type { ExecutorOptions } from "./options.ts"
import { PoolExecutor } from "./pool-executor.ts"

/**
 * An executor whose workers are threads, each with a heap of its own: Python's `InterpreterPoolExecutor` is the nearest
 * of kin, and computation runs in parallel. By default it has as many workers as there are cores; a task that awaits I/O
 * needs none: see `tasksPerWorker`, or heddle/async.
 *
 * @example
 * ```ts
 * import { ThreadPoolExecutor } from "heddle"
 * await using executor = new ThreadPoolExecutor({ maxWorkers: 2 })
 * const offset = 10
 * await executor.submit((x: number) => x + offset, 5) // => 15
 * ```
 */
export class ThreadPoolExecutor extends PoolExecutor {
  /** @throws {OptionError} before anything starts */
  constructor(options: ExecutorOptions = {}) {
    super(new Pool(poolOptions(options, "threads")))
  }
}
