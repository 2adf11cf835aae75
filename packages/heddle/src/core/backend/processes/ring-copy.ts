import { Word, controlBytes } from "../threads/control.ts"
import { RingReader, ringBytes } from "../threads/ring.ts"
import type { RingTaker } from "../threads/ring.ts"

/** The ring of a child's results, copied to where it is read as that of a thread. */
export class RingCopy {
  readonly bytes: Uint8Array
  readonly #control = new Int32Array(new SharedArrayBuffer(controlBytes))
  readonly #ring: RingReader

  constructor() {
    const memory = new SharedArrayBuffer(ringBytes)
    this.bytes = new Uint8Array(memory)
    this.#ring = new RingReader(this.#control, memory)
  }

  put(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, at)
  }

  /** Hands every result that stands before `write` to `taker`, oldest first. */
  drain(write: number, taker: RingTaker): void {
    this.#control[Word.write] = write
    this.#ring.drain(taker)
  }
}
