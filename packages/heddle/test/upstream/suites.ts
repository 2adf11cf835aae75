import { executor } from "./concurrent-futures/executor.ts"
import { future } from "./concurrent-futures/futures.ts"
import { processPool } from "./concurrent-futures/process-pool.ts"
import { shutdown } from "./concurrent-futures/shutdown.ts"
import { keys, leftOutOfKeys } from "./joblib/keys.ts"
import { leftOutOfMemmapping, memmapping } from "./joblib/memmapping.ts"
import { memoryTables } from "./joblib/memory.ts"
import { parallel } from "./joblib/parallel.ts"
import { processExecutor } from "./loky/process-executor.ts"
import { reusableExecutor } from "./loky/reusable-executor.ts"
import { leftOut } from "./multiprocessing/left-out.ts"
import { managers } from "./multiprocessing/managers.ts"
import { pool } from "./multiprocessing/pool.ts"
import { process } from "./multiprocessing/process.ts"
import { queue } from "./multiprocessing/queue.ts"
import { shared } from "./multiprocessing/shared.ts"
import { synchronize } from "./multiprocessing/synchronize.ts"
import type { Suite } from "./verdicts.ts"

/** Python's own suites, test by test. */
export const suites: readonly Suite[] = [
  {
    name: "CPython's concurrent.futures",
    version: "3.15 in development",
    tables: [...executor, ...future, ...shutdown, ...processPool],
    leftOut: [],
  },
  {
    name: "CPython's multiprocessing",
    version: "3.15 in development",
    tables: [...process, ...queue, ...synchronize, ...shared, ...managers, ...pool],
    leftOut,
  },
  {
    name: "joblib",
    version: "1.6 (53cea7b)",
    tables: [...parallel, ...memmapping, ...memoryTables, ...keys],
    leftOut: [...leftOutOfMemmapping, ...leftOutOfKeys],
  },
  {
    name: "loky",
    version: "b153e01",
    tables: [...processExecutor, ...reusableExecutor],
    leftOut: [],
  },
]
