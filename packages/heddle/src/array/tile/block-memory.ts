/**
 * Memory of the blocks that functions are given. It is used again for later ones, as new pages cost more than what is written
 * there. What is given back is detached: whoever kept a block finds it without elements, and not with those of another one.
 */
export class BlockMemory implements Disposable {
  readonly #free: ArrayBuffer[] = []

  take(bytes: number): ArrayBuffer {
    const same = this.#free.findIndex(({ byteLength }) => byteLength === bytes)
    if (same >= 0) return this.#free.splice(same, 1)[0]!
    // As many as functions have at once, whatever their lengths are.
    this.#free.shift()?.transfer(0)
    return new ArrayBuffer(bytes)
  }

  giveBack(buffers: readonly ArrayBuffer[]): void {
    // What the function has moved elsewhere is gone.
    for (const buffer of buffers) if (!buffer.detached) this.#free.push(buffer.transfer())
  }

  /** At once: garbage of this size would be collected late. */
  [Symbol.dispose](): void {
    for (const buffer of this.#free.splice(0)) buffer.transfer(0)
  }
}
