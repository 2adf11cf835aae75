/**
 * Functions of the program's on parts of a frame: parts go to the workers of a pool as columns, and come back as columns.
 *
 * ```ts
 * import { fromColumns } from "@heddle/frame"
 * const frame = fromColumns({ a: new Float64Array([1, 2, 3]) })
 * const doubled = frame.mapPartitions(({ a }) => ({ twice: Float64Array.from(a, (x) => 2 * Number(x)) }))
 * console.log((await doubled.toTypedArrays()).twice) // => new Float64Array([2, 4, 6])
 * ```
 */
export { applied, mapped } from "./mapped.ts"
export type { MapPartitionsOptions, PartitionFunction } from "./mapped.ts"
export { gathered } from "./gathered.ts"
export type { PartitionInfo, PartitionResult } from "./task.ts"
