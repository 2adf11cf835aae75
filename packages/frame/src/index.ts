/**
 * Dataframes larger than memory: typed verbs with pandas' names, which become one SQL text for DuckDB.
 *
 * ```ts
 * import { writeFileSync } from "node:fs"
 * import { readCsv } from "@heddle/frame"
 * writeFileSync("large_dataset_0.csv", "key,v\na,1\nb,2\na,3\n")
 * const means = await readCsv("large_dataset_*.csv").groupby("key").mean().compute()
 * console.log([...means]) // => [{ key: "a", v: 2 }, { key: "b", v: 2 }]
 * ```
 */
export { ColumnError, CsvError, FrameMemoryError, NoFilesError, QueryError } from "./errors/index.ts"
export { config } from "./engine/index.ts"
export type { FrameConfig, QueryOptions } from "./engine/index.ts"
export { registerFunction } from "./functions/index.ts"
export type { FunctionOptions, FunctionType } from "./functions/index.ts"
export { coalesce, col, concat, Expr, fn, greatest, least, lit, rowNumber, when } from "./expr/index.ts"
export type {
  Columns,
  DatePart,
  DateParts,
  Operand,
  Over,
  SortKey,
  StringFunctions,
  Value,
  When,
} from "./expr/index.ts"
export {
  Frame,
  fromArray,
  fromArrow,
  fromColumns,
  fromRows,
  GroupBy,
  readCsv,
  readJson,
  readParquet,
  sql,
  SqlFrame,
} from "./frame/index.ts"
export type { Aggregations, Assignable, Condition, FunctionName, TypedColumns } from "./frame/index.ts"
export type { Table, TableMethods } from "./result/index.ts"
export type { AnyRow, Column, ColumnType, RowOf, ValueOf } from "./schema/index.ts"
export type {
  ColumnValues,
  MemoryOptions,
  ReadCsvOptions,
  ReadJsonOptions,
  ReadParquetOptions,
} from "./source/index.ts"
export type { AggSpec, GroupOptions, MeltOptions, MergeOptions, PivotOptions, SortOptions } from "./verbs/index.ts"
