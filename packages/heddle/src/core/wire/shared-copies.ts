import type { EncodeOptions, GraphNode } from "./graph-types.ts"

let warned = false

/** The row of shared memory that goes where it cannot be shared: a copy. Says so once, of what the caller sends. */
export function sharedCopy(buffer: SharedArrayBuffer, { role }: EncodeOptions): GraphNode {
  if (!warned && role !== "result" && role !== "error") {
    warned = true
    process.emitWarning(
      "shared memory goes to worker processes as a copy: what they write to it is not seen here. Use the threads backend to share it, or return what was computed",
      "HeddleWarning",
    )
  }
  const bytes = new Uint8Array(buffer).slice().buffer
  return { t: "shared", v: bytes, ...(buffer.growable && { most: buffer.maxByteLength }) }
}

/** The copy, as shared memory of the receiver's own. */
export function sharedFrom(bytes: ArrayBuffer, most: number | undefined): SharedArrayBuffer {
  const buffer =
    most === undefined
      ? new SharedArrayBuffer(bytes.byteLength)
      : new SharedArrayBuffer(bytes.byteLength, { maxByteLength: most })
  new Uint8Array(buffer).set(new Uint8Array(bytes))
  return buffer
}
