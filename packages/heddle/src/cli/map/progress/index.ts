/**
 * How far a run is, on standard error: a bar on a terminal, lines in a log.
 *
 * ```ts skip a fragment: the names around it are internal
 * import { Progress } from "./progress/index.ts"
 * const progress = new Progress({ stream: process.stderr, env: process.env, state: () => state, now: () => performance.now() })
 * progress.start()
 * progress.stop()
 * ```
 */
export { Progress } from "./progress.ts"
export type { ProgressOptions, ProgressState } from "./progress.ts"
