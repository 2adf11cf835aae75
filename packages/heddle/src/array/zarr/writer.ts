import fs from "node:fs"
import path from "node:path"
import { IndexError, ShapeError } from "../../core/errors/index.ts"
import { arrayOf, fromScalar } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { copyStrided } from "../ndarray/index.ts"
import { bytesOf, checkKind } from "../npy/index.ts"
import { contiguous, shapeText, sizeOf } from "../shape/index.ts"
import { encoderOf, unwritable } from "./codecs.ts"
import type { Encode } from "./codecs.ts"
import { folderOf, readMetadata } from "./info.ts"
import { infoOf } from "./metadata.ts"
import type { ZarrInfo } from "./metadata.ts"

/** Writes the chunks of a Zarr array in a local folder. Several threads may have one for the same array. */
export class ZarrWriter {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly chunks: readonly number[]
  readonly #info: ZarrInfo
  readonly #encode: Encode
  readonly #keyOf: (index: readonly number[]) => string

  /** @throws OptionError where there is no array, or one that cannot be written here */
  constructor(folder: string) {
    const metadata = readMetadata(folder)
    this.#info = infoOf(metadata, folder)
    if (this.#info.kind !== this.#info.dtype) throw unwritable(folder, `of ${this.#info.kind}`)
    this.#encode = encoderOf(metadata, folder)
    this.shape = this.#info.shape
    this.dtype = this.#info.dtype
    this.chunks = this.#info.chunks
    const encoding = metadata.chunk_key_encoding
    const isDefault = encoding?.name === "default"
    const separator = encoding?.configuration?.separator ?? metadata.dimension_separator ?? (isDefault ? "/" : ".")
    this.#keyOf = (index) => {
      const key = isDefault ? ["c", ...index].join(separator) : index.join(separator) || "0"
      return path.join(folder, ...key.split("/"))
    }
  }

  /**
   * Writes one chunk, over what was there, from its elements in C order: a whole chunk, or at an end of the array only what
   * lies inside. It blocks; only with blosc it gives a promise. Different chunks may be written by several threads at once.
   *
   * @param index which chunk it is along each axis
   * @throws IndexError where there is no such chunk
   * @throws ShapeError where there are more or fewer elements
   * @throws OptionError where they are of another type
   */
  writeChunk(index: readonly number[], elements: Elements): void | Promise<void> {
    const encoded = this.#encode(bytesOf(this.#whole(index, elements)))
    const file = this.#keyOf(index)
    if (encoded instanceof Uint8Array) return writeFile(file, encoded)
    return encoded.then((bytes) => writeFile(file, bytes))
  }

  /** Chunks are stored whole, also those that reach over an end of the array. */
  #whole(index: readonly number[], elements: Elements): Elements {
    const { shape, chunks, dtype, fillValue } = this.#info
    const isThere = shape.every((size, axis) => {
      return Number.isInteger(index[axis]) && index[axis]! >= 0 && index[axis]! * chunks[axis]! < size
    })
    if (!isThere || index.length !== shape.length) {
      throw new IndexError(`there is no chunk ${shapeText(index)} of ${shapeText(chunks)} in ${shapeText(shape)}`)
    }
    checkKind(dtype, elements)
    const size = sizeOf(chunks)
    if (elements.length === size) return elements
    const inside = chunks.map((length, axis) => Math.min(length, shape[axis]! - index[axis]! * length))
    if (elements.length !== sizeOf(inside)) {
      const rule = sizeOf(inside) === size ? `${size}` : `${size}, or ${sizeOf(inside)} inside of the array`
      throw new ShapeError(`the chunk ${shapeText(index)} has ${rule} elements, and ${elements.length} were given`)
    }
    const data = arrayOf(dtype, size)
    data.fill(fromScalar(dtype, fillValue) as never)
    copyStrided(
      { data: elements, shape: inside, strides: contiguous(inside), offset: 0 },
      { data, shape: inside, strides: contiguous(chunks), offset: 0 },
    )
    return data
  }
}

function writeFile(file: string, bytes: Uint8Array): void {
  try {
    fs.writeFileSync(file, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, bytes)
  }
}

/**
 * What writes chunks of a Zarr array that is there: one that `createZarr` made, or another one in C order without filters and
 * shards. Each thread opens it for itself.
 *
 * @throws OptionError where there is no array, or one that cannot be written here
 *
 * @example
 * ```ts
 * createZarr("a.zarr", { shape: [100, 100], dtype: "float64", chunks: [50, 50], overwrite: true })
 * const writer = openZarrWriter("a.zarr")
 * await writer.writeChunk([0, 1], new Float64Array(2500))
 * ```
 */
export function openZarrWriter(location: string | URL): ZarrWriter {
  return new ZarrWriter(folderOf(location))
}
