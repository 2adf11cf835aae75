import { Pool } from "../pool/index.ts"
import { poolOptions } from "./options.ts"
import type { ExecutorOptions } from "./options.ts"
import { PoolExecutor } from "./pool-executor.ts"

/**
 * An executor whose workers are child processes: what a task breaks, a native crash included, it breaks for itself only.
 * A worker that dies fails the task it ran with WorkerDiedError (exit code or signal) and is replaced; Python's
 * `BrokenProcessPool`, which fails all of them, has no counterpart. `maxTasksPerChild` works with any backlog.
 *
 * @example
 * ```ts
 * import { ProcessPoolExecutor } from "heddle"
 * await using executor = new ProcessPoolExecutor({ maxWorkers: 2 })
 * await executor.map((x: number) => x * x, [1, 2, 3]) // => [1, 4, 9]
 * ```
 */
export class ProcessPoolExecutor extends PoolExecutor {
  /** @throws {OptionError} before anything starts */
  constructor(options: ExecutorOptions = {}) {
    super(new Pool(poolOptions(options, "processes")))
  }
}
