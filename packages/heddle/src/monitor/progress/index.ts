/**
 * How far a program is: a line for a loop, and what the option `progress` tells as something to iterate over.
 *
 * ```ts skip it prints a line on stderr
 * import { progress } from "heddle/monitor"
 * for (const file of progress(files)) await upload(file)
 * ```
 */
export { progress } from "./progress.ts"
export type { Elapsed, ProgressOptions, Told } from "./progress.ts"
