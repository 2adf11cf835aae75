import fs from "node:fs"
import path from "node:path"
import { OptionError } from "../../core/errors/index.ts"
import { arrayOf, checkDType, fromScalar, isFloat } from "../dtype/index.ts"
import type { DType, Scalar } from "../dtype/index.ts"
import { descrOf } from "../npy/index.ts"
import { checkShape } from "../shape/index.ts"
import type { ShapeLike } from "../shape/index.ts"
import { codecsOf, compressorOf, compressors } from "./codecs.ts"
import type { Compressor } from "./codecs.ts"
import { folderOf, readMetadata } from "./info.ts"
import { metadataFiles } from "./metadata.ts"
import type { Metadata } from "./metadata.ts"
import { openZarrWriter } from "./writer.ts"
import type { ZarrWriter } from "./writer.ts"

/** How a Zarr array is made. */
export interface CreateZarrOptions {
  readonly shape: ShapeLike
  readonly dtype: DType
  /** The shape of a chunk. */
  readonly chunks: ShapeLike
  /** How chunks are made smaller. Default: "zstd". "blosc" needs the package zarrita. */
  readonly compressor?: Compressor | undefined
  /** The version of the format. Default: 3. */
  readonly format?: 2 | 3 | undefined
  /** What the elements of a chunk are that is not written. Default: 0. */
  readonly fillValue?: Scalar | undefined
  /** Plain data to keep with it. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  /** Removes an array that is there. Default: false, an error. */
  readonly overwrite?: boolean | undefined
  /** Must be left out: shards are read, but cannot be written. */
  readonly shards?: undefined
}

/**
 * Makes a Zarr array in a local folder, and gives what writes its chunks, at once. Other threads write chunks of it by
 * `openZarrWriter(location)`. Chunks that nobody writes are the fill value, and take no room.
 *
 * @throws OptionError where an option is not what it must be, or there is an array already
 *
 * @example
 * ```ts
 * const writer = createZarr("a.zarr", { shape: [100, 100], dtype: "float64", chunks: [50, 50], overwrite: true })
 * await writer.writeChunk([1, 1], new Float64Array(2500).fill(1))
 * zarrInfo("a.zarr").chunks // => [50, 50]
 * ```
 */
export function createZarr(location: string | URL, options: CreateZarrOptions): ZarrWriter {
  const { format = 3, compressor = "zstd", fillValue = 0, attributes = {}, overwrite = false } = options
  const [shape, dtype, chunks] = [
    checkShape(options.shape),
    checkDType(options.dtype),
    checkShape(options.chunks, "chunks"),
  ]
  if (chunks.length !== shape.length || chunks.includes(0)) {
    throw new OptionError("chunks", `a size above 0 for each of the ${shape.length} axes`, options.chunks)
  }
  if (format !== 2 && format !== 3) throw new OptionError("format", "2 or 3", format)
  if (!compressors.includes(compressor))
    throw new OptionError("compressor", '"zstd", "blosc", "gzip" or null', compressor)
  if ((options.shards as unknown) !== undefined) {
    throw new OptionError("shards", "left out: shards are read, but cannot be written", options.shards, {
      hint: "choose larger chunks",
    })
  }
  const fill = jsonFill(fillValue, dtype)
  const folder = folderOf(location)
  makeRoom(folder, overwrite)
  const [rows, columns] = [[...shape], [...chunks]]
  const metadata: Metadata =
    format === 3
      ? {
          zarr_format: 3,
          node_type: "array",
          shape: rows,
          data_type: dtype,
          chunk_grid: { name: "regular", configuration: { chunk_shape: columns } },
          chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
          fill_value: fill,
          codecs: codecsOf(compressor, dtype),
          attributes,
        }
      : {
          zarr_format: 2,
          shape: rows,
          chunks: columns,
          dtype: descrOf(dtype),
          compressor: compressorOf(compressor),
          fill_value: fill,
          filters: null,
          order: "C",
          dimension_separator: ".",
        }
  write(folder, format === 3 ? "zarr.json" : ".zarray", metadata)
  if (format === 2) write(folder, ".zattrs", attributes)
  return openZarrWriter(folder)
}

function write(folder: string, name: string, value: object): void {
  fs.writeFileSync(path.join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`)
}

/** A folder is only removed where it is an array. */
function makeRoom(folder: string, overwrite: boolean): void {
  if (metadataFiles.some((name) => fs.existsSync(path.join(folder, name)))) {
    const isArray = readMetadata(folder).node_type !== "group"
    if (!overwrite || !isArray) {
      throw new OptionError("location", `a folder without ${isArray ? "an array" : "a group"}`, folder, {
        hint: isArray ? "overwrite: true removes what is there" : "name a new array in it: location/name",
      })
    }
    fs.rmSync(folder, { recursive: true })
  }
  fs.mkdirSync(folder, { recursive: true })
}

/** JSON has neither NaN nor bigints. */
function jsonFill(value: Scalar, dtype: DType): unknown {
  if (dtype === "bool") return fromScalar(dtype, value) === 1
  const number = Number(value)
  if (isFloat(dtype)) return Number.isFinite(number) ? number : String(number)
  const [held, isWhole] = [arrayOf(dtype, 1), Number.isSafeInteger(number)]
  if (isWhole) held[0] = fromScalar(dtype, value) as never
  if (isWhole && Number(held[0]) === number) return number
  throw new OptionError("fillValue", `an integer that ${dtype} and JSON hold`, value)
}
