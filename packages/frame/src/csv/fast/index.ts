/**
 * Parsing CSV files in the workers of a pool, into Parquet files that DuckDB reads. Only what surely means the same to
 * DuckDB is taken; for all else its own reader is used.
 *
 * ```ts skip a fragment: the names around it are internal
 * const files = await csvToParquet(["a.csv"], facts, { columns: ["key"], folder, pool })
 * sql = files === undefined ? toReadCsv("'a.csv'", facts, {}) : `read_parquet([${files.map(quoted)}])`
 * ```
 */
export { csvToParquet } from "./to-parquet.ts"
export type { ToParquet } from "./to-parquet.ts"
