import { isMainThread } from "node:worker_threads"
import { float64 } from "../../src/jit/index.ts"

/* For `--import`: whatever the program has of the heap after this lies above 4 GB. */
if (isMainThread) {
  const below = float64(5 * 2 ** 27)
  Object.assign(globalThis, { below })
}
