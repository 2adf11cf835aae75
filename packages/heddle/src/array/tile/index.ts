/**
 * Stages, tile by tile: what each worker thread runs. It is told everything as plain data, and knows nothing of expressions.
 *
 * ```ts skip a fragment: the names around it are internal
 * await runStages(jobs) // in as many threads as there are, at the same time
 * ```
 */
export type { BlockInfo } from "./blocks.ts"
export { boxOf, square } from "./program.ts"
export type { BlocksSource, Filled, Leaf, Program, Source, Tools } from "./program.ts"
export { mostHeld } from "./readers.ts"
export { segment } from "./fill-random.ts"
export { ring, runTiles } from "./run-tiles.ts"
export { tileRunner } from "./runner.ts"
export { controlOf, pack, StageWord, Word } from "./stage.ts"
export type {
  CombineWork,
  ContractWork,
  CrossWork,
  Cuts,
  Job,
  Jobs,
  MapWork,
  ReduceWork,
  ScanWork,
  Target,
  Work,
} from "./stage.ts"
