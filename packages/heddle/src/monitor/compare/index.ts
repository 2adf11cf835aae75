/**
 * Which of several ways is faster, and how sure that is: `compare`. Which way a function is to be run: `tune`.
 *
 * ```ts skip it prints what this machine measures
 * import { compare } from "heddle/monitor"
 * const { speedup } = await compare({ serial: () => xs.map(f), parallel: () => pool.map(f, xs) })
 * ```
 */
export { compare } from "./compare.ts"
export type { Comparison, ComparisonRow } from "./comparison.ts"
export { ContestantError, ResultsDifferError } from "./errors.ts"
export type { CompareOptions, Equal } from "./options.ts"
export type { Ratio } from "./statistics/index.ts"
export { tune } from "./tune/index.ts"
export type { Skipped, TaskFacts, Technique, TuneFit, TuneOptions, TuneRow, Tuning, Way } from "./tune/index.ts"
