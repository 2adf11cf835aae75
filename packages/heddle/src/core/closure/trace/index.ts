/**
 * From what V8 runs back to what was written: positions, code frames, the stacks of workers.
 *
 * ```ts
 * remapStack("Error: no\n    at task (file:///app/main.ts?generated:3:120)")
 * // "Error: no\n    at task (file:///app/main.ts:9:22)"
 * ```
 */
export { codeFrame, placeOf } from "./code-frame.ts"
export { nameInWorker, remapStack } from "./remap-stack.ts"
export { isGenerated, originalLine, originalPlace } from "./source-map.ts"
export type { SourcePlace } from "./source-map.ts"
