/**
 * Where rows go: files that DuckDB writes on all cores. A file is there when it is whole, or it is as it was before.
 *
 * ```ts skip a fragment: the names around it are internal
 * await writeCsv(node, "means.csv", {}, { signal })
 * ```
 */
export { writeCsv, writeJson, writeParquetFiles } from "./write.ts"
export type { CsvOutput, JsonOutput, ParquetOutput } from "./write.ts"
export { persisted } from "./persist.ts"
export type { PersistOptions } from "./persist.ts"
