import { wasm } from "./webassembly.ts"
import type { WasmMemory } from "./webassembly.ts"

/** A page of WebAssembly. */
const page = 65_536
/** What a thread may use for partial results and for what its loops read. */
const scratchBytes = page
/** Each has a place for its scratch at the heap's beginning; pages that nobody touches take no memory. */
export const mostThreads: number = 256
const firstFree = mostThreads * scratchBytes
/** SIMD likes it, and any view can lie there as it lay where it came from. */
const alignment = 64

/** The one memory that kernels see. Arrays from elsewhere are copied into it for the length of a call. */
export class Arena {
  readonly memory: WasmMemory = new wasm.Memory({ initial: firstFree / page + 16, maximum: 65_536, shared: true })
  #top = firstFree
  #partials = { at: 0, size: 0 }

  /** Where a thread has its scratch; number 0 is the one that calls. */
  scratchOf(thread: number): number {
    return thread * scratchBytes
  }

  /** Bytes for this call. @throws RangeError where 4 GB do not suffice */
  allocate(bytes: number): number {
    const at = Math.ceil(this.#top / alignment) * alignment
    const end = at + bytes
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / page)
    if (missing > 0) this.memory.grow(missing)
    this.#top = end
    return at
  }

  /** Bytes for the partial results of one prange; those of the one before are gone. */
  partials(bytes: number): number {
    if (this.#partials.size < bytes) this.#partials = { at: this.allocate(bytes), size: bytes }
    return this.#partials.at
  }

  /** The call is over. */
  reset(): void {
    this.#top = firstFree
    this.#partials = { at: 0, size: 0 }
  }
}
