/**
 * Memory that every worker sees. Today: `shared()`, a copy of an array in memory that crosses to worker threads
 * without being copied again. The heap of blocks and leases that kernels and arrays use lives behind the same door.
 *
 * ```ts
 * const table = shared(new Float64Array(1_000_000))
 * await pool.map((i: number) => { table[i] = i * i }, range(1_000_000)) // written in place
 * ```
 */
export { shared } from "./shared.ts"
export type { SharedBytes } from "./shared.ts"
