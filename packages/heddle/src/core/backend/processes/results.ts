import { readSync } from "node:fs"
import { ringBytes } from "../threads/ring.ts"
import type { RingTaker } from "../threads/ring.ts"
import { ChildWord, Place } from "./control-file.ts"
import type { Claims } from "./claims.ts"
import { RingCopy } from "./ring-copy.ts"

/** The parent's end of the ring in the control file: new bytes are copied here, then read as those of a thread are. */
export class Results {
  readonly #claims: Claims
  readonly #ring = new RingCopy()
  #copied = 0

  constructor(claims: Claims) {
    this.#claims = claims
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
    this.#ring.drain(write, taker)
    this.#claims.read(write)
  }

  #copy(from: number, to: number): void {
    if (to > from) readSync(this.#claims.fd, this.#ring.bytes, from, to - from, Place.ring + from)
  }
}
