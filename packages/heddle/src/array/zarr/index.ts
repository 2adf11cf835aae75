/**
 * Zarr: arrays cut into chunks, each a file or an object of its own, in a folder, at a URL, or in any store of the package
 * zarrita, which reads them. It is an optional peer: `npm install zarrita`. Chunks are written without it, but for blosc.
 *
 * ```ts skip a fragment: the names around it are internal
 * const writer = createZarr("a.zarr", { shape: [100, 100], dtype: "float64", chunks: [50, 50] })
 * await writer.writeChunk([0, 1], new Float64Array(2500))
 * const array = await openZarr("a.zarr")
 * await array.readBox([0, 50], [10, 10], new Float64Array(100))
 * ```
 */
export { createZarr } from "./create.ts"
export type { Compressor } from "./codecs.ts"
export type { CreateZarrOptions } from "./create.ts"
export { zarrInfo } from "./info.ts"
export type { ZarrInfo } from "./metadata.ts"
export { openZarr } from "./open.ts"
export type { ZarrArray, ZarrLocation } from "./open.ts"
export type { ZarrStore } from "./zarrita.ts"
export { openZarrWriter, ZarrWriter } from "./writer.ts"
