import { readSync } from "node:fs"
import { Word, controlBytes } from "../threads/control.ts"
import { RingReader, ringBytes } from "../threads/ring.ts"
import type { RingTaker } from "../threads/ring.ts"
import { ChildWord, Place } from "./control-file.ts"
import type { Claims } from "./claims.ts"

/** The parent's end of the ring in the control file: new bytes are copied here, then read as those of a thread are. */
export class Results {
  readonly #claims: Claims
  readonly #control = new Int32Array(new SharedArrayBuffer(controlBytes))
  readonly #bytes: Uint8Array
  readonly #ring: RingReader
  #copied = 0

  constructor(claims: Claims) {
    this.#claims = claims
    const memory = new SharedArrayBuffer(ringBytes)
    this.#bytes = new Uint8Array(memory)
    this.#ring = new RingReader(this.#control, memory)
  }

  /** Hands every result that is there to `taker`, oldest first. */
  drain(child: Int32Array, taker: RingTaker): void {
    const write = child[ChildWord.write]!
    if (write === this.#copied) return
    if (write < this.#copied) {
      this.#copy(this.#copied, ringBytes)
      this.#copied = 0
    }
    this.#copy(this.#copied, write)
    this.#copied = write
    this.#control[Word.write] = write
    this.#ring.drain(taker)
    this.#claims.read(write)
  }

  #copy(from: number, to: number): void {
    if (to > from) readSync(this.#claims.fd, this.#bytes, from, to - from, Place.ring + from)
  }
}
