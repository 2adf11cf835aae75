import { crc32 } from "node:zlib"

/** Where a part of an entry is in its file. */
export interface Section {
  readonly at: number
  /** Bytes there. */
  readonly size: number
  /** CRC-32 of those. */
  readonly crc: number
  /** Bytes before they were compressed, by zstd. */
  readonly raw?: number
}

/** What an entry says of itself. */
export interface EntryHeader {
  /** The function. */
  readonly name: string
  /** The file that it was written in. */
  readonly file: string
  readonly key: string
  /** When the function ran, in ms since 1970. */
  readonly createdAt: number
  /** How long it ran, in ms. */
  readonly took: number
  /** What it was called with, for people. */
  readonly args: string
  /** How Node calls itself that wrote it. */
  readonly node: string
  readonly value: Section
  readonly sections: readonly Section[]
}

export const formatVersion = 1
export const page = 4096
/** magic, version of the format, CRC and size of the header, size of all */
export const startSize = 28
/** magic, size of all */
export const endSize = 16
const magic = Buffer.from("heddle\x1a\n", "latin1")

/** Why bytes are no entry. */
export class DamagedError extends Error {
  override readonly name: string = "DamagedError"
}

/** The bytes before the header, and the header's. */
export function writeStart(header: Uint8Array, total: number): Buffer {
  const start = Buffer.alloc(startSize)
  magic.copy(start)
  start.writeUInt32LE(formatVersion, 8)
  start.writeUInt32LE(crc32(header), 12)
  start.writeUInt32LE(header.length, 16)
  start.writeDoubleLE(total, 20)
  return start
}

export function writeEnd(total: number): Buffer {
  const end = Buffer.alloc(endSize)
  magic.copy(end)
  end.writeDoubleLE(total, 8)
  return end
}

/** How long the header is that begins after these bytes. @throws DamagedError */
export function readStart(bytes: Buffer, size: number): { readonly length: number; readonly crc: number } {
  if (bytes.length < startSize || !bytes.subarray(0, 8).equals(magic)) throw new DamagedError("it is no entry")
  const version = bytes.readUInt32LE(8)
  if (version !== formatVersion) throw new DamagedError(`its format is ${version}, not ${formatVersion}`)
  const total = bytes.readDoubleLE(20)
  if (total !== size) throw new DamagedError(`it has ${size} bytes instead of ${total}`)
  const length = bytes.readUInt32LE(16)
  if (startSize + length + endSize > size) throw new DamagedError("its header ends behind it")
  return { length, crc: bytes.readUInt32LE(12) }
}

/** @throws DamagedError */
export function readHeader(bytes: Buffer, crc: number): EntryHeader {
  if (crc32(bytes) !== crc) throw new DamagedError("its header has changed")
  return JSON.parse(bytes.toString("utf8")) as EntryHeader
}

/** @throws DamagedError */
export function checkEnd(bytes: Buffer, total: number): void {
  const isThere = bytes.length === endSize && bytes.subarray(0, 8).equals(magic) && bytes.readDoubleLE(8) === total
  if (!isThere) throw new DamagedError("its end is missing")
}
