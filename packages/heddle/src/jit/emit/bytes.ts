/** Bytes that grow. */
export class Bytes {
  #bytes = new Uint8Array(256)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What was written, as a copy. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = new Uint8Array(2 * (this.#length + count))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }

  byte(value: number): this {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
    return this
  }

  append(bytes: Uint8Array | readonly number[]): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** LEB128 of 0 to 2^32-1. */
  unsigned(value: number): this {
    for (; value >= 128; value = Math.floor(value / 128)) this.byte((value % 128) | 128)
    return this.byte(value)
  }

  /** LEB128 of an integer of up to 53 bits. */
  signed(value: number): this {
    for (;;) {
      const low = ((value % 128) + 128) % 128
      value = (value - low) / 128
      if ((value === 0 && low < 64) || (value === -1 && low >= 64)) return this.byte(low)
      this.byte(low | 128)
    }
  }

  /** LEB128 of 64 bits. */
  signed64(value: bigint): this {
    let rest = BigInt.asIntN(64, value)
    for (;;) {
      const low = Number(rest & 127n)
      rest >>= 7n
      if ((rest === 0n && low < 64) || (rest === -1n && low >= 64)) return this.byte(low)
      this.byte(low | 128)
    }
  }

  float64(value: number): this {
    return this.append(new Uint8Array(Float64Array.of(value).buffer))
  }

  name(text: string): this {
    const bytes = new TextEncoder().encode(text)
    return this.unsigned(bytes.length).append(bytes)
  }

  /** A part with its length before it. */
  sized(part: Bytes): this {
    return this.unsigned(part.length).append(part.#bytes.subarray(0, part.#length))
  }
}
