/**
 * Arrays that are kept in files: how each thread opens and reads them, and writes its tiles.
 *
 * ```ts skip a fragment: the names around it are internal
 * const reader = await openReader({ kind: "npy", location: "x.npy", shape: [10], dtype: "float64", chunks: [10] })
 * await reader.readBox([0], [10], new Float64Array(10))
 * ```
 */
export { openReader } from "./open.ts"
export type { OpenReader } from "./open.ts"
export { openWriter } from "./write.ts"
export type { OpenWriter, Sink } from "./write.ts"
