/**
 * DuckDB in this process: one instance, a connection for each query that runs, the budget of memory, and what its errors
 * mean.
 *
 * ```ts skip a fragment: the names around it are internal
 * await query("SELECT 1 AS one", {}, async ({ chunks }) => collect(chunks))
 * ```
 */
export { config, timeZone } from "./config.ts"
export type { FrameConfig } from "./config.ts"
export { describe, execute, open, query } from "./query.ts"
export type { QueryOptions, Running } from "./query.ts"
export { dropSetup, instance, setUp } from "./instance.ts"
export type { Setup } from "./instance.ts"
export { keepThrown } from "./thrown.ts"
export { ScratchFolder } from "./scratch.ts"
