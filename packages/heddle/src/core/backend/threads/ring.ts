import { ByteReader, ByteWriter } from "../../wire/arrivals.ts"
import { Word } from "./control.ts"

/*
 * One ring of shared memory for each worker: it writes results, the scheduler's thread reads them. A result is in it
 * from the moment its task ended, so a worker that dies takes no finished result along.
 *
 * An entry is 8-byte aligned: int32 item, int32 kind | bytes << 8, then a float64 or bytes. What does not fit goes
 * by message instead.
 */
const Kind = { skip: 0, number: 1, bytes: 2 } as const
const headerBytes = 8

export const ringBytes: number = 128 * 1024
const largestEntry = ringBytes / 4

export class RingWriter {
  readonly #control: Int32Array
  readonly #ints: Int32Array
  readonly #floats: Float64Array
  readonly #writer: ByteWriter
  readonly #size: number
  #at = 0
  #free = 0

  constructor(control: Int32Array, ring: SharedArrayBuffer) {
    this.#control = control
    this.#ints = new Int32Array(ring)
    this.#floats = new Float64Array(ring)
    this.#writer = new ByteWriter(Buffer.from(ring))
    this.#size = ring.byteLength
  }

  /** Room for `bytes` in one piece from the write position, after a wrap if need be. */
  #room(bytes: number): boolean {
    if (this.#free >= bytes) return true
    const read = Atomics.load(this.#control, Word.read)
    let at = this.#at
    if (at >= read) {
      if (this.#size - at >= bytes) {
        this.#free = this.#size - at
        return true
      }
      if (read <= bytes) return false
      if (at < this.#size) this.#ints[(at >> 2) + 1] = Kind.skip
      at = 0
    }
    if (read - at <= bytes) return false
    this.#at = at
    this.#free = read - at - 8
    return true
  }

  number(seq: number, value: number): boolean {
    if (!this.#room(headerBytes + 8)) return false
    const word = this.#at >> 2
    this.#ints[word] = seq
    this.#ints[word + 1] = Kind.number
    this.#floats[(this.#at + headerBytes) >> 3] = value
    this.#publish(headerBytes + 8)
    return true
  }

  /** False: the value is too large or of a kind that the bytes do not carry, or the ring is full. */
  value(seq: number, value: unknown): boolean {
    if (!this.#room(headerBytes + 64) && !this.#room(headerBytes + 16)) return false
    const start = this.#at + headerBytes
    const limit = Math.min(this.#at + this.#free, start + largestEntry)
    const end = this.#writer.write(value, start, limit)
    if (end < 0) return false
    const word = this.#at >> 2
    this.#ints[word] = seq
    this.#ints[word + 1] = Kind.bytes | ((end - start) << 8)
    this.#publish(headerBytes + ((end - start + 7) & ~7))
    return true
  }

  #publish(bytes: number): void {
    this.#at += bytes
    this.#free -= bytes
    Atomics.store(this.#control, Word.write, this.#at)
  }
}

export class RingReader {
  readonly #control: Int32Array
  readonly #ints: Int32Array
  readonly #floats: Float64Array
  readonly #reader: ByteReader
  readonly #size: number
  #at = 0

  constructor(control: Int32Array, ring: SharedArrayBuffer) {
    this.#control = control
    this.#ints = new Int32Array(ring)
    this.#floats = new Float64Array(ring)
    this.#reader = new ByteReader(Buffer.from(ring))
    this.#size = ring.byteLength
  }

  /** Hands every result that is there to `take`, oldest first. */
  drain(take: (seq: number, value: unknown) => void): void {
    let write = Atomics.load(this.#control, Word.write)
    while (this.#at !== write) {
      let at = this.#at
      const word = at >> 2
      if (at === this.#size || this.#ints[word + 1] === Kind.skip) {
        this.#at = 0
        Atomics.store(this.#control, Word.read, 0)
        continue
      }
      const seq = this.#ints[word]!
      const head = this.#ints[word + 1]!
      at += headerBytes
      let value: unknown
      if ((head & 0xff) === Kind.number) {
        value = this.#floats[at >> 3]
        at += 8
      } else {
        value = this.#reader.read(at)
        at += ((head >>> 8) + 7) & ~7
      }
      this.#at = at
      Atomics.store(this.#control, Word.read, at)
      take(seq, value)
      if (at === write) write = Atomics.load(this.#control, Word.write)
    }
  }
}
