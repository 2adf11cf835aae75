/** Reads what `Bytes` writes, from its beginning. */
export class Cursor {
  readonly #bytes: Uint8Array
  readonly #end: number
  #at: number

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.#bytes = bytes
    this.#at = at
    this.#end = end
  }

  /** The offset of the next byte in the module. */
  get at(): number {
    return this.#at
  }

  get isDone(): boolean {
    return this.#at >= this.#end
  }

  byte(): number {
    if (this.isDone) throw new TypeError(`the module ends too early, at offset ${this.#at}`)
    return this.#bytes[this.#at++]!
  }

  take(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.byte())
  }

  /** LEB128 of 0 to 2^32-1. */
  unsigned(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte()
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }

  /** LEB128 of an integer of up to 64 bits. */
  signed(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte % 128) << shift
      if (byte < 128) return BigInt.asIntN(Number(shift) + 7, value)
    }
  }

  name(): string {
    return new TextDecoder().decode(this.take(this.unsigned()))
  }

  /** A list with its length before it. */
  list<T>(one: (index: number) => T): T[] {
    return Array.from({ length: this.unsigned() }, (_, i) => one(i))
  }

  /** A part with its length before it. */
  sized(): Cursor {
    const length = this.unsigned()
    const part = new Cursor(this.#bytes, this.#at, Math.min(this.#at + length, this.#end))
    this.#at += length
    return part
  }
}
