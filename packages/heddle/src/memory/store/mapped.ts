import { pages } from "../../core/foreign/index.ts"

/** Pages that nobody sees any more are unmapped. */
const collected = new FinalizationRegistry<{ readonly pointer: bigint; readonly size: number }>(({ pointer, size }) => {
  pages().unmap(pointer, size)
})

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
  collected.register(map.buffer, { pointer: map.pointer, size })
  return map.buffer
}
