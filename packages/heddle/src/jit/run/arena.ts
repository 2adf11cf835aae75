import { wasm } from "./webassembly.ts"
import type { WasmMemory } from "./webassembly.ts"

/** A page of WebAssembly. */
const page = 65_536
/** What one call may use for partial results, at the heap's very beginning. */
export const scratchBytes: number = page
/** SIMD likes it, and any view can lie there as it lay where it came from. */
const alignment = 64

/** The one memory that kernels see. Arrays from elsewhere are copied into it for the length of a call. */
export class Arena {
  readonly memory: WasmMemory = new wasm.Memory({ initial: 16, maximum: 65_536, shared: true })
  #top = scratchBytes

  /** Bytes for this call. @throws RangeError where 4 GB do not suffice */
  allocate(bytes: number): number {
    const at = Math.ceil(this.#top / alignment) * alignment
    const end = at + bytes
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / page)
    if (missing > 0) this.memory.grow(missing)
    this.#top = end
    return at
  }

  /** The call is over. */
  reset(): void {
    this.#top = scratchBytes
  }
}
