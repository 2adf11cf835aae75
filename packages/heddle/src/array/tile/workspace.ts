import { heap } from "../../core/heap/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { keyAt, scratchBytes } from "../../jit/bound/index.ts"

/** All of the heap, as one thread sees it. */
interface Views {
  readonly float64: Float64Array
  readonly float32: Float32Array
  readonly int32: Int32Array
  readonly int64: BigInt64Array
  readonly uint8: Uint8Array
}

/** Memory of one thread for the buffers of a tile: a stack, whose top is given back by `release`. */
export class Workspace implements Disposable {
  readonly #blocks: number[] = []
  /** What kernels use. */
  readonly scratch: number
  readonly #key: number
  #at: number
  readonly #end: number
  #views: Views | undefined

  constructor(bytes: number) {
    const block = this.#add(scratchBytes + bytes)
    this.scratch = block
    this.#key = (block + keyAt) / 4
    this.#at = block + scratchBytes
    this.#end = block + scratchBytes + bytes
  }

  #add(bytes: number): number {
    // Nobody reads what was not written: it need not be zeros.
    const { address } = heap().allocate(bytes)
    heap().reach(address + bytes)
    this.#blocks.push(address)
    return address
  }

  get mark(): number {
    return this.#at
  }

  /** Gives back what was taken since. */
  release(mark: number): void {
    this.#at = mark
  }

  /** The address of so many bytes. */
  take(bytes: number): number {
    const room = Math.ceil(bytes / 64) * 64
    if (this.#at + room <= this.#end) {
      const at = this.#at
      this.#at += room
      return at
    }
    // More than was planned: it stays until the stage is over.
    return this.#add(room)
  }

  /** The heap as elements of a type. */
  elements(dtype: "float64"): Float64Array
  elements(dtype: "int32"): Int32Array
  elements(dtype: DType): Elements
  elements(dtype: DType): Elements {
    const { buffer } = heap()
    if (this.#views?.uint8.buffer !== buffer) {
      this.#views = {
        float64: new Float64Array(buffer),
        float32: new Float32Array(buffer),
        int32: new Int32Array(buffer),
        int64: new BigInt64Array(buffer),
        uint8: new Uint8Array(buffer),
      }
    }
    return this.#views[dtype === "bool" ? "uint8" : dtype]
  }

  /** The key of the numbers that the next kernel draws. */
  setKey(low: number, high: number): void {
    const words = this.elements("int32")
    words[this.#key] = low
    words[this.#key + 1] = high
  }

  [Symbol.dispose](): void {
    for (const block of this.#blocks) heap().release(block, true)
  }
}
