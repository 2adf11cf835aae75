import { isUtf8 } from "node:buffer"
import { closeSync, fstatSync, openSync, readSync } from "node:fs"

/** Whole lines of a file. */
export interface Piece {
  readonly text: string
  /** Does the piece reach to the end of the file? */
  readonly toEnd: boolean
}

const [firstBytes, laterBytes] = [64 << 10, 16 << 10]

/** The begin of a file; undefined: it is not lines of UTF-8, or they are very long. */
export function beginOf(file: string): Piece | undefined {
  return withFile(file, (id, size) => piece(id, 0, firstBytes, size))
}

/** A shorter begin: enough for a header. */
export function headOf(file: string): Piece | undefined {
  return withFile(file, (id, size) => piece(id, 0, laterBytes, size))
}

/** Lines from the middle and from the end of a file, beyond its begin. */
export function laterPieces(file: string): Piece[] {
  return withFile(file, (id, size) => {
    if (size <= firstBytes) return []
    const starts = [Math.max(firstBytes, (size >> 1) - (laterBytes >> 1)), Math.max(firstBytes, size - laterBytes)]
    return starts.map((start) => piece(id, start, laterBytes, size)).filter((found) => found !== undefined)
  })
}

function withFile<R>(file: string, read: (id: number, size: number) => R): R {
  const id = openSync(file, "r")
  try {
    return read(id, fstatSync(id).size)
  } finally {
    closeSync(id)
  }
}

function piece(id: number, start: number, most: number, size: number): Piece | undefined {
  const bytes = Buffer.allocUnsafe(Math.min(most, size - start))
  const length = readSync(id, bytes, 0, bytes.length, start)
  const toEnd = start + length >= size
  const begin = start === 0 ? byteOrderMark(bytes) : bytes.indexOf(10) + 1
  const end = toEnd ? length : bytes.lastIndexOf(10, length - 1) + 1
  if (end <= begin) return toEnd && start === 0 ? { text: "", toEnd } : undefined
  const lines = bytes.subarray(begin, end)
  return isUtf8(lines) && !lines.includes(0) ? { text: lines.toString(), toEnd } : undefined
}

function byteOrderMark(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}
