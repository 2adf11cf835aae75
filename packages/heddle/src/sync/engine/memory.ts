const most = 2 ** 24

/** The words of one state: shared memory that grows, for all who have it. */
export class Memory {
  readonly buffer: SharedArrayBuffer
  #words: Int32Array

  /** @param from memory that another thread made, or how many words to begin with */
  constructor(from: SharedArrayBuffer | number) {
    this.buffer = typeof from === "number" ? new SharedArrayBuffer(4 * from, { maxByteLength: most }) : from
    // A view of fixed length is ten times faster than one that follows its buffer.
    this.#words = new Int32Array(this.buffer, 0, this.buffer.byteLength / 4)
  }

  get(index: number): number {
    return this.#words[index]!
  }

  set(index: number, value: number): void {
    this.#words[index] = value
  }

  /** The same, seen by threads that do not enter. */
  load(index: number): number {
    return Atomics.load(this.#words, index)
  }

  store(index: number, value: number): void {
    Atomics.store(this.#words, index, value)
  }

  exchange(index: number, expected: number, value: number): number {
    return Atomics.compareExchange(this.#words, index, expected, value)
  }

  /** Waits for a word to change, up to `ms`. */
  pause(index: number, value: number, ms: number): void {
    Atomics.wait(this.#words, index, value, ms)
  }

  /** Sees what others added. */
  refresh(): void {
    const bytes = this.buffer.byteLength
    if (bytes !== this.#words.byteLength) this.#words = new Int32Array(this.buffer, 0, bytes / 4)
  }

  /** Makes room for `words` words. Throws a RangeError over 16 MB: half a million waits. */
  reserve(words: number): void {
    const bytes = 4 * words
    if (bytes <= this.#words.byteLength) return
    if (bytes > this.buffer.byteLength) this.buffer.grow(Math.min(most, Math.max(bytes, 2 * this.buffer.byteLength)))
    this.refresh()
  }
}
