/**
 * Pages of memory that processes share by a name, through the package koffi or Node's `node:ffi`. Without either there is
 * none: nothing is ever copied instead.
 *
 * ```ts
 * import { Process, SharedMemory } from "heddle/multiprocessing"
 * using memory = new SharedMemory({ create: true, size: 4096 })
 * const child = new Process((memory: SharedMemory) => memory.buf.set([42]), memory)
 * child.start()
 * await child.join()
 * memory.buf[0] // => 42
 * memory.unlink()
 * ```
 */
export { SharedMemory } from "./shared-memory.ts"
export type { SharedMemoryOptions } from "./shared-memory.ts"
export { sweepSharedMemory } from "./segments.ts"
