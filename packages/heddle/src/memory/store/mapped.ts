import { collectedPages, pages } from "../../core/foreign/index.ts"

/**
 * Bytes of a file as memory that is read when it is looked at, and that writes nothing back. undefined: this platform cannot,
 * or the program has neither koffi nor `node:ffi`.
 */
export function mapped(fd: number, at: number, size: number): ArrayBuffer | undefined {
  let map
  try {
    map = pages().mapPrivately(fd, at, size)
  } catch {
    return undefined
  }
  collectedPages.register(map.buffer, { pointer: map.pointer, size })
  return map.buffer
}
