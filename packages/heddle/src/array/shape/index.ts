/**
 * Shapes, axes, slices and chunks as NumPy and Dask mean them, checked where they are given.
 *
 * ```ts skip a fragment: the names around it are internal
 * broadcastShapes([3, 1], [4]) // [3, 4]
 * parseSlices("10:20, ::2", [100, 7]) // two ranges
 * ```
 */
export { normalizeAxes, normalizeAxis } from "./axes.ts"
export { broadcastShapes } from "./broadcast.ts"
export { boundsOf, chunksFor, chunkOf, countOf, largestSize } from "./chunks.ts"
export type { Chunks, ChunkSpec } from "./chunks.ts"
export { checkShape, contiguous, shapeText, sizeOf } from "./shape.ts"
export type { Shape, ShapeLike } from "./shape.ts"
export { parseSlices, place } from "./slices.ts"
export type { Index, Range, Slice, SliceSpec } from "./slices.ts"
