import fs from "node:fs"
import path from "node:path"
import type { ZarrStore } from "./zarrita.ts"

type Range = { readonly offset: number; readonly length: number } | { readonly suffixLength: number }

/** A folder as a store. It blocks: the threads that read chunks have nothing else to do. */
export function localStore(folder: string): ZarrStore {
  const place = (key: string): string => path.join(folder, key)
  return {
    get: (key: string) => unlessMissing(() => plain(fs.readFileSync(place(key)))),
    getRange: (key: string, range: Range) => unlessMissing(() => readRange(place(key), range)),
  }
}

function unlessMissing(read: () => Uint8Array): Uint8Array | undefined {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return undefined
    throw error
  }
}

/** A Buffer's `slice`, by which codecs copy, is no copy. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function readRange(file: string, range: Range): Uint8Array {
  const fd = fs.openSync(file, "r")
  try {
    const isSuffix = "suffixLength" in range
    const [at, length] = isSuffix
      ? [fs.fstatSync(fd).size - range.suffixLength, range.suffixLength]
      : [range.offset, range.length]
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length;) {
      const count = fs.readSync(fd, bytes, done, length - done, at + done)
      if (count === 0) throw new RangeError(`${file} is cut off: it has no ${length} bytes from ${at} on`)
      done += count
    }
    return bytes
  } finally {
    fs.closeSync(fd)
  }
}
