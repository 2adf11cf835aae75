/**
 * Reading and checking options: each function returns the value in one unit, or throws an `OptionError` that names
 * the option, the rule, the value and its type. Durations come out in milliseconds, sizes in bytes.
 *
 * ```ts skip a fragment: the names around it are internal
 * import { bytes, duration, knownKeys, workerCount } from "../options/index.ts"
 * knownKeys(options, ["workers", "timeout"]) // a wrong name throws: did you mean `timeout`?
 * duration("timeout", "1.5s") // 1500
 * workerCount("workers", -2, 8) // 7
 * ```
 */
export { bytes } from "./bytes.ts"
export type { BytesRules } from "./bytes.ts"
export { boolean, integer, knownKeys, number, oneOf } from "./check.ts"
export type { Range } from "./check.ts"
export { delay, duration } from "./duration.ts"
export type { DurationRules } from "./duration.ts"
export { nearest } from "./nearest.ts"
export { workerCount } from "./worker-count.ts"
