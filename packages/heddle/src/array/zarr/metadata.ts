import { OptionError } from "../../core/errors/index.ts"
import type { DType, Scalar } from "../dtype/index.ts"
import { decode, parseDescr, widened } from "../npy/index.ts"
import type { ElementKind } from "../npy/index.ts"
import { checkShape } from "../shape/index.ts"

/** What a Zarr array says of itself. */
export interface ZarrInfo {
  readonly format: 2 | 3
  readonly shape: readonly number[]
  /** What it is read as. */
  readonly dtype: DType
  /** What its elements are in the store. */
  readonly kind: ElementKind
  /** The shape of what is read at once: of the inner chunks, where several lie in a shard. */
  readonly chunks: readonly number[]
  /** The shape of a shard; undefined where each chunk is an object of its own. */
  readonly shards: readonly number[] | undefined
  /** What the elements of a chunk are that is not there. */
  readonly fillValue: Scalar
  readonly attributes: Readonly<Record<string, unknown>>
}

/** The metadata of an array, as JSON has it. */
export interface Metadata {
  zarr_format: 2 | 3
  node_type?: string
  shape: number[]
  fill_value: unknown
  attributes?: Record<string, unknown>
  // Version 2.
  dtype?: unknown
  chunks?: number[]
  compressor?: ({ id: string } & Record<string, unknown>) | null
  filters?: unknown[] | null
  order?: "C" | "F"
  dimension_separator?: "." | "/"
  // Version 3.
  data_type?: unknown
  chunk_grid?: { name: string; configuration: { chunk_shape: number[] } }
  chunk_key_encoding?: { name: string; configuration?: { separator?: string } }
  codecs?: CodecMetadata[]
}

export interface CodecMetadata {
  name: string
  configuration?: Record<string, unknown>
}

/** The files that have it, by their names. */
export const metadataFiles = ["zarr.json", ".zarray"] as const

/** What metadata says. @throws OptionError where it is of no array, or of one that arrays cannot hold */
export function infoOf(metadata: Metadata, location: unknown): ZarrInfo {
  const bad = (rule: string, hint?: string): OptionError => new OptionError("location", rule, location, { hint })
  const format = metadata.zarr_format
  if (format !== 2 && format !== 3) throw bad(`a Zarr array of version 2 or 3; this one is of ${String(format)}`)
  if (metadata.node_type === "group")
    throw bad("a Zarr array; this is a group", "name one of its arrays: location/name")
  const type = format === 2 ? metadata.dtype : metadata.data_type
  const kind = format === 2 ? parseDescr(type)?.kind : kindNamed(type)
  if (kind === undefined)
    throw bad(`a Zarr array of numbers that arrays can hold; this one has ${JSON.stringify(type)}`)
  if (format === 3 && metadata.chunk_grid?.name !== "regular") {
    throw bad(`a Zarr array with a regular grid of chunks; this one's is ${metadata.chunk_grid?.name}`)
  }
  const outer = checkShape(format === 2 ? metadata.chunks : metadata.chunk_grid?.configuration.chunk_shape, "chunks")
  const sharding = metadata.codecs?.find((codec) => codec.name === "sharding_indexed")?.configuration
  if (sharding?.["index_location"] === "start") throw bad("a Zarr array whose shards have their index at the end")
  const dtype = widened(kind)
  return {
    format,
    shape: checkShape(metadata.shape),
    dtype,
    kind,
    chunks: sharding === undefined ? outer : checkShape(sharding["chunk_shape"], "chunk_shape"),
    shards: sharding && outer,
    fillValue: fillOf(filled(metadata, kind).fill_value, dtype),
    attributes: metadata.attributes ?? {},
  }
}

const kinds: readonly ElementKind[] = [
  "float64",
  "float32",
  "float16",
  "int64",
  "int32",
  "int16",
  "int8",
  "uint8",
  "uint16",
  "uint32",
  "bool",
]

function kindNamed(name: unknown): ElementKind | undefined {
  return kinds.find((kind) => kind === name)
}

/** Nothing, which version 2 allows, is 0. NaN and infinities are written as text. */
function fillOf(value: unknown, dtype: DType): Scalar {
  if (dtype === "bool") return Boolean(value)
  if (dtype === "int64") return BigInt((value ?? 0) as number)
  return Number(value ?? 0)
}

/** The metadata with a fill value that zarrita takes: not nothing, and no bits of a float. */
export function filled(metadata: Metadata, kind: ElementKind): Metadata {
  const value = metadata.fill_value ?? 0
  if (typeof value !== "string" || !value.startsWith("0x")) return { ...metadata, fill_value: value }
  const [number] = decode(new Uint8Array(Buffer.from(value.slice(2), "hex")), kind, "big")
  return { ...metadata, fill_value: Number.isFinite(number) ? number : String(number) }
}
