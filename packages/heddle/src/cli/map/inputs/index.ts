/**
 * Where `heddle map` takes its inputs from: files, lines of standard input, rows of CSV, values of JSON lines, a range
 * of numbers. Each is an async iterable that reads no further than it is asked to.
 *
 * ```ts skip a fragment: the names around it are internal
 * import { lineSource } from "./inputs/index.ts"
 * for await (const { index, value } of lineSource([{ name: "stdin", open: () => process.stdin }])) console.log(index, value)
 * ```
 */
export { byteSources } from "./byte-source.ts"
export type { ByteSource } from "./byte-source.ts"
export { CsvParser } from "./csv-parser.ts"
export type { CsvRecord } from "./csv-parser.ts"
export { csvSource } from "./csv-source.ts"
export { fileSource } from "./file-source.ts"
export type { Input, InputSource } from "./input.ts"
export { jsonlSource, lineSource } from "./line-source.ts"
export { lines } from "./lines.ts"
export { parseRange, rangeSource } from "./range-source.ts"
export type { NumberRange } from "./range-source.ts"
