/**
 * How a function is best run for many inputs. probe.ts looks at its tasks, sweep.ts tries the ways (passes.ts runs them in pools, compiled.ts
 * by the compiler, halving.ts drops the slow ones), fit.ts and choose.ts work on the times alone, advice.ts says it.
 */
export { tune } from "./tune.ts"
export type { Tuning } from "./tuning.ts"
export type { Technique, TuneOptions } from "./options.ts"
export type { TuneFit } from "./fit.ts"
export type { Skipped, TaskFacts, TuneRow, Way } from "./way.ts"
