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
export { frame, plainLine, rateText } from "./frame.ts"
export type { ProgressPicture, ProgressState } from "./frame.ts"
export { Progress } from "./progress.ts"
export type { ProgressOptions, ProgressStream } from "./progress.ts"
export { RateMeter } from "./rate-meter.ts"
