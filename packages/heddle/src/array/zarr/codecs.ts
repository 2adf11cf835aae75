import zlib from "node:zlib"
import { OptionError } from "../../core/errors/index.ts"
import { itemSize } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { ownOrder, parseDescr } from "../npy/index.ts"
import type { CodecMetadata, Metadata } from "./metadata.ts"
import { loadZarrita } from "./zarrita.ts"
import type { Codec } from "./zarrita.ts"

/** How chunks are made smaller; null: not at all. */
export type Compressor = "zstd" | "blosc" | "gzip" | null

export const compressors: readonly Compressor[] = ["zstd", "blosc", "gzip", null]

/** The levels are those of Python's zarr. */
const zstdLevel = 3
const gzipLevel = 5
const blosc = { cname: "lz4", clevel: 5, blocksize: 0 }

/** What version 2 says of a compressor. */
export function compressorOf(compressor: Compressor): NonNullable<Metadata["compressor"]> | null {
  if (compressor === "zstd") return { id: "zstd", level: zstdLevel, checksum: false }
  if (compressor === "gzip") return { id: "gzip", level: gzipLevel }
  return compressor === null ? null : { id: "blosc", ...blosc, shuffle: 1 }
}

/** What version 3 says of a compressor, and before it of the bytes. */
export function codecsOf(compressor: Compressor, dtype: DType): CodecMetadata[] {
  const typesize = itemSize(dtype)
  const bytes = typesize === 1 ? { name: "bytes" } : { name: "bytes", configuration: { endian: ownOrder } }
  if (compressor === null) return [bytes]
  const { id: name, ...configuration } = compressorOf(compressor)!
  if (name === "blosc") return [bytes, { name, configuration: { ...configuration, shuffle: "shuffle", typesize } }]
  return [bytes, { name, configuration }]
}

/** Makes bytes smaller. Only blosc is asynchronous. */
export type Encode = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** The encoder that metadata asks for. @throws OptionError where it is none that is written here */
export function encoderOf(metadata: Metadata, location: string): Encode {
  const [name, configuration] = metadata.zarr_format === 2 ? version2(metadata, location) : version3(metadata, location)
  const level = Number(configuration["level"])
  if (name === undefined) return (bytes) => bytes
  if (name === "zstd") {
    return (bytes) =>
      zlib.zstdCompressSync(bytes, {
        params: { [zlib.constants.ZSTD_c_compressionLevel]: level },
        // Without the size at its beginning some decoders refuse it.
        pledgedSrcSize: bytes.length,
      })
  }
  if (name === "gzip") return (bytes) => zlib.gzipSync(bytes, { level })
  if (name === "blosc") return bloscEncoder(configuration, location)
  throw unwritable(location, `compressed by ${name}`)
}

export function unwritable(location: string, what: string): OptionError {
  return new OptionError("location", `a Zarr array that can be written here; this one is ${what}`, location, {
    hint: 'what createZarr makes can be written: C order, no filters, no shards, and null, "zstd", "gzip" or "blosc"',
  })
}

function version2(metadata: Metadata, location: string): [string | undefined, Record<string, unknown>] {
  if ((metadata.filters?.length ?? 0) > 0) throw unwritable(location, "filtered")
  if (metadata.order === "F") throw unwritable(location, "in Fortran order")
  if (parseDescr(metadata.dtype)?.order !== ownOrder) throw unwritable(location, "in the other byte order")
  const { id, ...configuration } = metadata.compressor ?? {}
  return [id, configuration]
}

function version3(metadata: Metadata, location: string): [string | undefined, Record<string, unknown>] {
  const [bytes, ...rest] = metadata.codecs ?? []
  if (bytes?.name === "sharding_indexed") throw unwritable(location, "in shards")
  if (bytes?.name !== "bytes" || rest.length > 1) throw unwritable(location, "made by other codecs")
  const order = bytes.configuration?.["endian"]
  if (order !== undefined && order !== ownOrder) throw unwritable(location, "in the other byte order")
  const { name, configuration = {} } = rest[0] ?? {}
  return [name, configuration]
}

const shuffles = ["noshuffle", "shuffle", "bitshuffle"]

function bloscEncoder(configuration: Record<string, unknown>, location: string): Encode {
  const { shuffle } = configuration
  const settings = { ...configuration, shuffle: typeof shuffle === "string" ? shuffles.indexOf(shuffle) : shuffle }
  let codec: Promise<Codec> | undefined
  const load = async (): Promise<Codec> => {
    const { registry } = await loadZarrita("location", location)
    const found = (await registry.get("blosc")!()) as { fromConfig(configuration: unknown): Codec }
    return found.fromConfig(settings)
  }
  return async (bytes) => (await (codec ??= load())).encode(bytes)
}
