/**
 * From what was posted to a live function: code compiled once, at the line and column it was written at. All that a
 * worker needs of closures; it is a room of its own so that workers do not load the parser and the inspector.
 *
 * ```ts skip a fragment: the names around it are internal
 * registerThawing()
 * for (const code of frozen.codes) storeCode(code)
 * await prepare(frozen.data)
 * const fn = decode(frozen.data)
 * ```
 */
export { hasRevivedCode, storeCode } from "./code.ts"
export { registerThawing } from "./worker-codec.ts"
export { thawing } from "./codec.ts"
export { fileOfName, generatedMark } from "./name-in-worker.ts"
export { functionsOf, propertyFunctions } from "./property-functions.ts"
export { loadBeside } from "./load-beside.ts"
export { quietly } from "./quietly.ts"
export type {
  CellRow,
  ClosureRow,
  CommonRow,
  ExportRow,
  ImportRow,
  ImporterRow,
  MetaRow,
  NoiseRow,
  RequireRow,
  ReviverRow,
  ValueRow,
} from "./rows.ts"
