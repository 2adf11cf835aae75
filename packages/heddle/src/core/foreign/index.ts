/**
 * The two ways to call C: the package koffi, which a program may have installed, and `node:ffi`, which Node has from 26 on. What
 * is called by them stands with who calls it, but for pages of files in memory.
 *
 * ```ts skip a fragment: the names around it are internal
 * const library = loadKoffi()?.load("libc.so.6")
 * const getpid = library?.func("int getpid()")
 * getpid?.() === process.pid // => true
 * ```
 */
export { loadKoffi } from "./koffi.ts"
export type { Koffi } from "./koffi.ts"
export { loadNodeFfi } from "./node-ffi.ts"
export type { NodeFfi } from "./node-ffi.ts"
export { collectedPages, pages } from "./pages.ts"
