/**
 * Writing Parquet files that DuckDB reads at the speed of memory: plain encoding, no compression. For data in memory and
 * for temporary files; what is kept is written by DuckDB itself (`toParquet`).
 *
 * ```ts skip a fragment: the names around it are internal
 * writeParquet("points.parquet", [
 *   { name: "x", type: "DOUBLE", values: new Float64Array([1, 2, 3]) },
 *   { name: "label", type: "VARCHAR", values: ["a", null, "c"] },
 * ])
 * ```
 */
export { rowGroupRows, writeParquet } from "./write.ts"
export type { ParquetColumn, WriteOptions } from "./write.ts"
export { ParquetWriter } from "./writer.ts"
export type { EncodedColumn, WriterColumn } from "./writer.ts"
export { canWrite } from "./types.ts"
export type { ColumnData } from "./encode.ts"
export { dictionaryOf } from "./dictionary.ts"
export type { Dictionary } from "./dictionary.ts"
