import { OptionError, ShapeError } from "../../core/errors/index.ts"
import type { Elements } from "../dtype/index.ts"
import { castAny, copyStrided } from "../ndarray/index.ts"
import { checkBox } from "../npy/index.ts"
import { contiguous, shapeText, sizeOf } from "../shape/index.ts"
import type { Shape, ShapeLike } from "../shape/index.ts"
import { folderOf } from "./info.ts"
import { localStore } from "./local-store.ts"
import { filled, infoOf, metadataFiles } from "./metadata.ts"
import type { Metadata, ZarrInfo } from "./metadata.ts"
import { loadZarrita } from "./zarrita.ts"
import type { Zarrita, ZarritaArray, ZarritaChunk, ZarrStore } from "./zarrita.ts"

/** A folder, an http(s) or file URL, or a store of zarrita: of those, only text and URLs can go to another thread. */
export type ZarrLocation = string | URL | ZarrStore | { readonly store: ZarrStore; readonly path: string }

/** Chunks that are fetched at once. */
const atOnce = 8

/** An open Zarr array, of which parts are read. */
export interface ZarrArray extends ZarrInfo {
  /**
   * Reads the elements from `from` on, `shape` of them along each axis, in C order to the beginning of `into`. Only the chunks
   * that the box meets are fetched, 8 at once, and decoded in this thread. What is not there is the fill value.
   *
   * It rejects with an IndexError where the box is not inside of the array, a ShapeError where `into` has not the room, an
   * OptionError where `into` is of another type, and whatever the store and the codecs reject with.
   */
  readBox(from: readonly number[], shape: ShapeLike, into: Elements): Promise<void>
}

/**
 * A Zarr array of version 2 or 3, with any codec that zarrita knows, sharded or not. The promise rejects with an OptionError
 * where there is no array, where it holds what arrays cannot, and where the package zarrita is missing. float16 needs Node
 * 24. Checksums of chunks are not verified: zarrita skips them.
 *
 * @example
 * ```ts
 * createZarr("a.zarr", { shape: [100, 100], dtype: "float64", chunks: [50, 50], fillValue: 7, overwrite: true })
 * const array = await openZarr("a.zarr") // or "https://example.com/a.zarr"
 * const box = new Float64Array(4)
 * await array.readBox([0, 0], [2, 2], box)
 * Array.from(box) // => [7, 7, 7, 7]
 * ```
 */
export async function openZarr(location: ZarrLocation): Promise<ZarrArray> {
  const zarrita = await loadZarrita("location", location)
  let info: ZarrInfo | undefined
  const watched = (store: ZarrStore): ZarrStore => ({
    async get(key: never, options: never) {
      const bytes = await store.get(key, options)
      if (bytes === undefined || !metadataFiles.some((name) => String(key).endsWith(`/${name}`))) return bytes
      const metadata = JSON.parse(new TextDecoder().decode(bytes)) as Metadata
      info = infoOf(metadata, location)
      return new TextEncoder().encode(JSON.stringify(filled(metadata, info.kind)))
    },
    ...(store.getRange && { getRange: store.getRange.bind(store) }),
  })
  const opened =
    isStore(location) && "store" in location
      ? new zarrita.Location(watched(location.store), location.path)
      : watched(storeOf(location, zarrita))
  try {
    const array = await zarrita.open(opened, { kind: "array" })
    return { ...info!, readBox: (from, shape, into) => readBox(array, info!, from, shape, into) }
  } catch (cause) {
    if (cause instanceof OptionError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new OptionError("location", `a Zarr array that can be opened (${why})`, location, { cause })
  }
}

function isStore(location: ZarrLocation): location is Exclude<ZarrLocation, string | URL> {
  return typeof location === "object" && location !== null && !(location instanceof URL)
}

function storeOf(location: ZarrLocation, { FetchStore }: Zarrita): ZarrStore {
  if (isStore(location)) return location as ZarrStore
  if (/^https?:/.test(String(location))) return new FetchStore(String(location))
  return localStore(folderOf(location, "a folder, a URL of http, https or file, or a store of zarrita"))
}

async function readBox(
  array: ZarritaArray,
  info: ZarrInfo,
  from: readonly number[],
  shape: ShapeLike,
  into: Elements,
): Promise<void> {
  const box = checkBox(info, from, shape, into)
  const places = chunksIn(info.chunks, from, box)
  const strides = contiguous(box)
  const one = async (): Promise<void> => {
    for (const at of places) {
      // Few are fetched at once, so that few are in memory.
      const { data, stride } = await array.getChunk(at)
      if (data.length !== sizeOf(info.chunks)) {
        throw new ShapeError(
          `the chunk ${shapeText(at)} is damaged: it has ${data.length} of ${sizeOf(info.chunks)} elements`,
        )
      }
      const begins = at.map((number, axis) => number * info.chunks[axis]!)
      const low = begins.map((begin, axis) => Math.max(begin, from[axis]!))
      const part = low.map((begin, i) => Math.min(begins[i]! + info.chunks[i]!, from[i]! + box[i]!) - begin)
      const offset = (origin: readonly number[], steps: readonly number[]): number =>
        low.reduce((sum, begin, axis) => sum + (begin - origin[axis]!) * steps[axis]!, 0)
      copyStrided(
        { data: elementsOf(data, info), shape: part, strides: stride, offset: offset(begins, stride) },
        { data: into, shape: part, strides, offset: offset(from, strides) },
      )
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

/** The chunks that a box meets, in C order. */
function* chunksIn(chunks: Shape, from: Shape, box: Shape): Generator<number[], void, undefined> {
  if (sizeOf(box) === 0) return
  const first = from.map((start, axis) => Math.floor(start / chunks[axis]!))
  const last = from.map((start, axis) => Math.floor((start + box[axis]! - 1) / chunks[axis]!))
  const at = [...first]
  for (;;) {
    yield [...at]
    let axis = at.length - 1
    for (; axis >= 0; axis--) {
      if (++at[axis]! <= last[axis]!) break
      at[axis] = first[axis]!
    }
    if (axis < 0) return
  }
}

/** What zarrita decoded, as elements of ours. */
function elementsOf(data: ZarritaChunk["data"], { kind, dtype }: ZarrInfo): Elements {
  if (kind === "bool") return new Uint8Array(data.buffer, data.byteOffset, data.length)
  return kind === dtype ? (data as Elements) : castAny(data, dtype)
}
