/**
 * From a live function to what is posted: by reference where a worker can import it, else its code and what it captures.
 *
 * ```ts
 * const k = 3
 * const { data, codes } = freeze((x: number) => x * k)
 * ```
 */
export { encodeItem, isOnlyRead } from "./arguments.ts"
export type { ArgumentOptions } from "./arguments.ts"
export { explain } from "./explain.ts"
export { freeze } from "./freeze.ts"
export type { FreezeOptions, Frozen } from "./frozen.ts"
export { onHint } from "./hints.ts"
export type { CaptureHint } from "./hints.ts"
export { isNoise } from "./noise.ts"
export { staticPrivateFields } from "./privates.ts"
export { warmUp } from "./warm-up.ts"
export { allowGlobals, isModule } from "./variables.ts"
