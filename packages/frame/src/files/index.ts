/**
 * What is known of files before a query: which there are, and what columns they say they have. All of it is
 * synchronous, so that a frame knows its columns when it is made.
 *
 * ```ts skip a fragment: the names around it are internal
 * const files = filesOf("sales/2024-*.parquet", "readParquet")
 * const columns = parquetColumns(files[0]!) // [{ name: "id", type: "BIGINT" }, …], undefined where it is in doubt
 * ```
 */
export { jsonColumns } from "./json-columns.ts"
export type { JsonFormat } from "./json-columns.ts"
export { filesOf, isRemote } from "./files-of.ts"
export { parquetColumns } from "./parquet-columns.ts"
