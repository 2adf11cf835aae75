const words = 4

/**
 * Numbers by 128 bits of a digest, in flat arrays: 24 bytes for each at twice the room, where a Map of a million strings would take
 * ten times that. Nothing is ever removed.
 */
export class DigestTable {
  #size = 0
  #capacity = 1024
  #keys = new Uint32Array(this.#capacity * words)
  /** NaN: the slot is free. */
  #values = new Float64Array(this.#capacity).fill(Number.NaN)

  get size(): number {
    return this.#size
  }

  /** @param digest 16 bytes or more, evenly distributed */
  get(digest: Uint8Array): number | undefined {
    const value = this.#values[this.#slot(read(digest))]!
    return Number.isNaN(value) ? undefined : value
  }

  /** @param value any number but NaN */
  set(digest: Uint8Array, value: number): void {
    if (this.#size * 2 >= this.#capacity) this.#grow()
    this.#put(read(digest), value)
  }

  #put(key: Uint32Array, value: number): void {
    const slot = this.#slot(key)
    if (Number.isNaN(this.#values[slot]!)) {
      this.#size++
      this.#keys.set(key, slot * words)
    }
    this.#values[slot] = value
  }

  /** Where the key is, or would go. */
  #slot(key: Uint32Array): number {
    const mask = this.#capacity - 1
    let slot = key[0]! & mask
    while (!Number.isNaN(this.#values[slot]!) && !this.#holds(slot, key)) slot = (slot + 1) & mask
    return slot
  }

  #holds(slot: number, key: Uint32Array): boolean {
    const at = slot * words
    return key.every((word, i) => this.#keys[at + i] === word)
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    this.#capacity *= 2
    this.#size = 0
    this.#keys = new Uint32Array(this.#capacity * words)
    this.#values = new Float64Array(this.#capacity).fill(Number.NaN)
    for (const [slot, value] of values.entries()) {
      if (!Number.isNaN(value)) this.#put(keys.subarray(slot * words, slot * words + words), value)
    }
  }
}

function read(digest: Uint8Array): Uint32Array {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength)
  return Uint32Array.of(view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12))
}
