/**
 * The frame, its groups, and the calls that make one.
 *
 * ```ts
 * import { fromRows } from "@heddle/frame"
 * const frame = fromRows([{ key: "a", v: 1 }, { key: "b", v: 2 }, { key: "a", v: 3 }])
 * console.log([...(await frame.groupby("key").mean().compute())]) // => [{ key: "a", v: 2 }, { key: "b", v: 2 }]
 * ```
 */
export { Frame, SqlFrame } from "./frame.ts"
export { GroupBy } from "./groupby.ts"
export { fromArray, fromArrow, fromColumns, fromRows, readCsv, readJson, readParquet } from "./reading.ts"
export { sql } from "./sql.ts"
export type { Aggregations, Assignable, Condition, FunctionName, TypedColumns } from "./types.ts"
