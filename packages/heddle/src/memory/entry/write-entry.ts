import { Serializer } from "node:v8"
import * as zlib from "node:zlib"
import { encode } from "../../core/wire/index.ts"
import type { Encoded } from "../../core/wire/index.ts"
import { checkRows } from "./rows.ts"
import type { Classes } from "./rows.ts"
import { endSize, page, startSize, writeEnd, writeStart } from "./format.ts"
import type { EntryHeader, Section } from "./format.ts"
import { unkeepable } from "./unkeepable.ts"

/** What is known of a result beside its value. */
export type About = Omit<EntryHeader, "value" | "sections">

export interface WriteOptions {
  readonly classes: Classes
  readonly compress: boolean
}

/** What is shorter is not worth compressing. */
const worthCompressing = 512
/** Sections from this size on begin a page. */
const worthAligning = 65_536

/** Does this Node have zstd? */
export const hasZstd: boolean = typeof (zlib as { zstdCompressSync?: unknown }).zstdCompressSync === "function"

interface Part {
  readonly bytes: Uint8Array
  readonly raw: number
}

/**
 * A value and what is known of it, as the parts of a file, in order. Large arrays are not copied but once, when the value is
 * taken; `compress` needs zstd.
 *
 * @throws UnsendableError for what no worker could give as a result either, and for instances of classes that `classes` lacks
 */
export function writeEntry(about: About, value: unknown, { classes, compress }: WriteOptions): readonly Uint8Array[] {
  const { data, graph, owned } = encoded(value, classes)
  if (graph) checkRows(data)
  const serializer = new Serializer()
  for (const [i, buffer] of owned.entries()) serializer.transferArrayBuffer(i, buffer)
  serializer.writeHeader()
  serializer.writeValue({ data, graph })
  const parts = [serializer.releaseBuffer(), ...owned.map((buffer) => new Uint8Array(buffer))].map((bytes) =>
    compress ? compressed(bytes) : { bytes, raw: bytes.length },
  )
  return layout(about, parts)
}

function encoded(value: unknown, classes: Classes): Encoded {
  try {
    return encode(value, {
      role: "result",
      label: "result",
      shared: false,
      functions: false,
      classKey: (ctor) => classes.idOf(ctor),
    })
  } catch (error) {
    throw unkeepable(error)
  }
}

function compressed(bytes: Uint8Array): Part {
  if (bytes.length < worthCompressing) return { bytes, raw: bytes.length }
  const small = zlib.zstdCompressSync(bytes)
  return { bytes: small.length < bytes.length ? small : bytes, raw: bytes.length }
}

/** The header says where the parts are, and they are behind it: its size is settled with places that are as long as can be. */
function layout(about: About, parts: readonly Part[]): readonly Uint8Array[] {
  const crcs = parts.map(({ bytes }) => zlib.crc32(bytes))
  const headerAt = (start: number): { header: Buffer; end: number } => {
    let at = start
    const sections = parts.map(({ bytes, raw }, i): Section => {
      if (i > 0 && bytes.length >= worthAligning) at = Math.ceil(at / page) * page
      const section = { at, size: bytes.length, crc: crcs[i]!, ...(raw !== bytes.length && { raw }) }
      at += bytes.length
      return section
    })
    const [value, ...rest] = sections
    return { header: Buffer.from(JSON.stringify({ ...about, value, sections: rest })), end: at }
  }
  const room = startSize + headerAt(Number.MAX_SAFE_INTEGER / 4).header.length
  const { header, end } = headerAt(room)
  const padded = Buffer.concat([header, Buffer.alloc(room - startSize - header.length, " ")])
  const total = end + endSize
  const list: Uint8Array[] = [writeStart(padded, total), padded]
  let at = room
  for (const [i, { bytes }] of parts.entries()) {
    const from = i > 0 && bytes.length >= worthAligning ? Math.ceil(at / page) * page : at
    if (from > at) list.push(Buffer.alloc(from - at))
    list.push(bytes)
    at = from + bytes.length
  }
  list.push(writeEnd(total))
  return list
}
