import { deserialize, serialize } from "node:v8"
import { UnsendableError } from "../core/errors/index.ts"
import { storeCode } from "../core/closure/thaw/index.ts"
import { ByteReader, ByteWriter, decode, encode, functionCodec, prepare } from "../core/wire/index.ts"
import type { CodeUnit } from "../core/wire/index.ts"
import type { Parcel } from "./shelf.ts"

/** Plain data, by wire's byte codec; anything else by structured clone, as a table of the wire where that is needed. */
const Kind = { plain: 0, cloned: 1, graph: 2 } as const

/** A value that does not fit goes by structured clone, which asks for its length first. */
const scratch = Buffer.alloc(65536)
const writer = new ByteWriter(scratch)

/** A value as bytes. Throws an UnsendableError. */
export function pack(value: unknown): Parcel {
  const end = writer.write(value, 0, scratch.length)
  if (end >= 0) return { bytes: new Uint8Array(scratch.subarray(0, end)), kind: Kind.plain }
  const options = { role: "argument", label: "item", shared: true, functions: functionCodec() !== undefined } as const
  const { data, graph, codes } = encode(value, options)
  try {
    return { bytes: serialize(graph ? [data, codes] : data), kind: graph ? Kind.graph : Kind.cloned }
  } catch (cause) {
    throw new UnsendableError(
      "cannot put the item into a queue: it has shared memory, a lock or the like, or a port in it, which go by message only",
      { path: "item", role: "argument" },
      { cause, hint: "give those to the task as arguments, and put plain data into the queue" },
    )
  }
}

/** The value, or a promise of it where modules of its functions and classes have to be loaded first. */
export function unpack({ bytes, kind }: Parcel): { readonly value: unknown; readonly loading?: Promise<unknown> } {
  if (kind === Kind.plain) return { value: new ByteReader(bufferOf(bytes)).read(0) }
  const data: unknown = deserialize(bytes)
  if (kind === Kind.cloned) return { value: data }
  const [graph, codes] = data as [unknown, readonly CodeUnit[]]
  for (const code of codes) storeCode(code)
  const loading = prepare(graph)
  if (loading === undefined) return { value: decode(graph) }
  return { value: undefined, loading: loading.then(() => decode(graph)) }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
