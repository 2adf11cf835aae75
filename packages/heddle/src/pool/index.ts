/**
 * Pools of workers that run plain functions, and the default pool behind `map`, `imap` and `submit`.
 *
 * ```ts
 * await using pool = new Pool({ workers: 4 })
 * const offset = 10
 * await pool.map((x: number) => x + offset, [1, 2, 3]) // [11, 12, 13]
 * ```
 */
export type { MapProgress, OnError } from "./collect.ts"
export { defaultPool, imap, map, submit } from "./default-pool.ts"
export type { BackendName, Duration, MapOptions, PoolOptions, Size, TaskOptions } from "./options.ts"
export { Pool } from "./pool.ts"
export type { PoolStats, WorkerInfo } from "./pool.ts"
export type { TimeSummary } from "./timings.ts"
export { Range, chunked, range, unzip, zip } from "./sequences.ts"
export type { AnyIterable, Args, Inputs, Res, Streamed } from "./types.ts"
export { PoolVerbs } from "./verbs.ts"
export type { CallbackOptions } from "./verbs.ts"
