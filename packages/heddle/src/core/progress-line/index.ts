/**
 * How far something is, as a line on a terminal or in a log: one look for all that takes long.
 *
 * ```ts skip a fragment: the names around it are internal
 * const line = progressLine("resize", () => ({ done, total: 1000 })) // resize  42%|████▏     | 420/1000 [00:03<00:04, 118/s]
 * line.end()
 * ```
 */
export { frame, plainLine } from "./frame.ts"
export type { LineState, Look, Note, Picture } from "./frame.ts"
export { RateMeter } from "./rate-meter.ts"
export { progressLine, Screen, tickProgress } from "./screen.ts"
export type { ProgressLine, ProgressStream, ScreenOptions } from "./screen.ts"
export { clock, onOneLine, rateText } from "./words.ts"
