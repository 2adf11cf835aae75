import { HeddleError } from "../errors/index.ts"
import { bufferOf } from "./arrays.ts"
import type { TypedArray } from "./arrays.ts"

/** What `shared` takes. */
export type SharedBytes = TypedArray | DataView | ArrayBuffer | SharedArrayBuffer

/** The same kind over shared memory. */
export type Shared<T extends SharedBytes> = T extends ArrayBuffer ? SharedArrayBuffer : T

/**
 * A typed array (or buffer) of the same kind, length and content in shared memory: worker threads read and write it in
 * place, nothing is copied when it is an argument or a captured variable. Copies the content once, unless it is shared
 * already: then it is returned as it is. Access from several workers to one element needs `Atomics` or a lock. What tasks
 * only read needs no `shared`: threads share large arrays by themselves where no task can tell.
 *
 * @example
 * ```ts
 * import { Pool, shared } from "heddle"
 * await using pool = new Pool({ workers: 2 })
 * const squares = shared(new Float64Array(4))
 * await pool.map((i: number) => { squares[i] = i * i }, [0, 1, 2, 3])
 * Array.from(squares) // => [0, 1, 4, 9]
 * ```
 */
export function shared<T extends SharedBytes>(value: T): Shared<T> {
  if (value instanceof SharedArrayBuffer) return value as Shared<T>
  if (value instanceof ArrayBuffer) return copyBytes(new Uint8Array(value)) as unknown as Shared<T>
  if (!ArrayBuffer.isView(value)) {
    throw new HeddleError("shared() takes a typed array, a DataView or a buffer", {
      hint: "put the numbers into a typed array first: shared(Float64Array.from(numbers))",
    })
  }
  if (bufferOf(value) instanceof SharedArrayBuffer) return value as unknown as Shared<T>
  const buffer = copyBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  const Kind = value.constructor as new (buffer: SharedArrayBuffer) => T
  return new Kind(buffer) as Shared<T>
}

function copyBytes(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.byteLength)
  new Uint8Array(buffer).set(bytes)
  return buffer
}
