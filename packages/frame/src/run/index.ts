/**
 * From a relation to its rows: what is not known yet is asked of DuckDB, sources make themselves ready, and the one SQL
 * text runs.
 *
 * ```ts skip a fragment: the names around it are internal
 * const rows = await run(node, {}, async ({ chunks }) => Array.fromAsync(chunks))
 * ```
 */
export { begin, columnsOfNode, contextOf, explained, preparedSql, run, settled, shownSql } from "./run.ts"
