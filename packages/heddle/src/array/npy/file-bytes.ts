import fs from "node:fs"

/** Calls of the system take no more at once. */
const most = 2 ** 30

/** Fills the bytes from a place of the file. @throws RangeError where the file ends before */
export function readAt(fd: number, into: Uint8Array, position: number): void {
  for (let at = 0; at < into.length;) {
    const count = fs.readSync(fd, into, at, Math.min(most, into.length - at), position + at)
    if (count === 0) throw new RangeError(`the file has become shorter: it ends at byte ${position + at}`)
    at += count
  }
}

/** Writes all the bytes at a place of the file. */
export function writeAt(fd: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) {
    at += fs.writeSync(fd, bytes, at, Math.min(most, bytes.length - at), position + at)
  }
}
