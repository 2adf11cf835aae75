/**
 * CSV files: what is in them, seen from a few samples, and ways to read them: DuckDB's own, and one of ours that all
 * workers of a pool take part in.
 *
 * ```ts skip a fragment: the names around it are internal
 * const facts = sniffCsv(["a.csv", "b.csv"], {})
 * facts?.columns // [{ name: "key", type: "BIGINT" }, …]
 * if (facts !== undefined) sql = `from ${toReadCsv("['a.csv', 'b.csv']", facts, {})}`
 * ```
 */
export { csvToParquet } from "./fast/index.ts"
export type { ToParquet } from "./fast/index.ts"
export { checkCsvOptions } from "./options.ts"
export type { CsvFacts, CsvOptions, Dialect } from "./options.ts"
export { toReadCsv } from "./read-csv.ts"
export { hasMixedLines, sniffCsv } from "./sniff.ts"
