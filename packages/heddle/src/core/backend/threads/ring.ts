import { ByteReader, ByteWriter } from "../../wire/arrivals.ts"
import type { LaneSink } from "../backend.ts"
import { Word, nextItem } from "./control.ts"
import { Detour } from "./detour.ts"

/*
 * One ring of shared memory for each worker: it writes results, the scheduler's thread reads them. A result is in it
 * from the moment its task ended, so a worker that dies takes no finished result along.
 *
 * An entry is 8-byte aligned: int32 item, int32 kind | length << 8, then what the kind says:
 * - bytes: the value in wire's byte codec, `length` bytes;
 * - numbers: up to `length` float64, of this item and those that follow it, each there when its task has ended. Where
 *   fewer came in a row, `cut` stands behind the last.
 * What does not fit goes by message instead.
 */
const Kind = { skip: 0, numbers: 1, bytes: 2 } as const
const headerBytes = 8

export const ringBytes: number = 128 * 1024
/** Of a thread's: two workers fill 128 KB with tiny results before the scheduler's thread is awake. Pages that nobody writes cost nothing. */
export const threadRingBytes: number = 4 * ringBytes
const largestEntry = ringBytes / 4
/** Characters of a text that fits in any case. */
export const fittingText: number = largestEntry / 2 - 16
/** With its header. */
const smallest = headerBytes + 16
/** So many numbers are taken at once. */
const longestRow = 1024

/** A float64 that no computation gives: its upper half. Numbers that are not a number are all written as one. */
const cut = 0x7ff5dead | 0

/** What a ring gives. */
export interface RingTaker {
  value(seq: number, value: unknown): void
  /** `count` numbers from place `at`: results of as many items from `seq` on. Valid only during the call. */
  numbers(seq: number, floats: Float64Array, at: number, count: number): void
}

/** Passes results on as those of items that went well. */
export function takerFor(sink: LaneSink): RingTaker {
  return {
    value: (seq, value) => sink.settled(seq, true, value),
    numbers: (seq, floats, at, count) => sink.settledNumbers(seq, floats, at, count),
  }
}

export class RingWriter {
  readonly #control: Int32Array
  readonly #ints: Int32Array
  readonly #floats: Float64Array
  readonly #writer: ByteWriter
  readonly #size: number
  #at = 0
  #free = 0
  /** Of the row of numbers at the end: places left, and whose is the next. */
  #left = 0
  #nextSeq = 0
  readonly #detour = new Detour()

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

  /** `following`: how many results, this one included, are expected of items in a row. False: the ring is full. */
  number(seq: number, value: number, following: number): boolean {
    if (this.#left === 0 || seq !== this.#nextSeq) {
      this.#endRow()
      if (!this.#beginRow(seq, following)) return false
    }
    // Of all that is not a number, one.
    this.#floats[this.#at >> 3] = Number.isNaN(value) ? Number.NaN : value
    this.#left--
    this.#nextSeq = nextItem(seq, 1)
    this.#publish(8)
    return true
  }

  #beginRow(seq: number, following: number): boolean {
    let places = Math.min(following, longestRow)
    while (!this.#room(headerBytes + 8 * places)) {
      if (places === 1) return false
      places = places >> 3 || 1
    }
    const word = this.#at >> 2
    this.#ints[word] = seq
    this.#ints[word + 1] = Kind.numbers | (places << 8)
    this.#at += headerBytes
    this.#free -= headerBytes
    this.#left = places
    return true
  }

  #endRow(): void {
    if (this.#left === 0) return
    this.#left = 0
    this.#ints[(this.#at >> 2) + 1] = cut
    this.#at += 8
    this.#free -= 8
  }

  /**
   * False: the value is too large or of a kind that the bytes do not carry, or the ring is full. `again`: there was no
   * room for it before.
   */
  value(seq: number, value: unknown, again = false): boolean {
    if (!again && this.#detour.isTaken) return false
    this.#endRow()
    const written = (this.#room(smallest) && this.#put(seq, value)) || (this.#roomier() && this.#put(seq, value))
    this.#detour.tell(written)
    return written
  }

  /** Writes an entry at the write position. */
  #put(seq: number, value: unknown): boolean {
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

  /** Moves to where there is more room than was left, if there is such a place. How large an entry is shows only when it is written. */
  #roomier(): boolean {
    const known = this.#free
    if (known >= headerBytes + largestEntry) return false
    this.#free = 0
    if (this.#room(headerBytes + largestEntry) || this.#room(2 * known + smallest)) return true
    this.#free = known
    return false
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
  /** Of the row of numbers that it is in: places left, and whose is the next. */
  #left = 0
  #seq = 0

  constructor(control: Int32Array, ring: SharedArrayBuffer) {
    this.#control = control
    this.#ints = new Int32Array(ring)
    this.#floats = new Float64Array(ring)
    this.#reader = new ByteReader(Buffer.from(ring))
    this.#size = ring.byteLength
  }

  /** Hands every result that is there to `taker`, oldest first. */
  drain(taker: RingTaker): void {
    let write = Atomics.load(this.#control, Word.write)
    while (this.#at !== write) {
      if (this.#left > 0) this.#takeRow(write, taker)
      else this.#takeEntry(taker)
      if (this.#at === write) write = Atomics.load(this.#control, Word.write)
    }
  }

  #takeEntry(taker: RingTaker): void {
    let at = this.#at
    const word = at >> 2
    if (at === this.#size || this.#ints[word + 1] === Kind.skip) return this.#move(0)
    const seq = this.#ints[word]!
    const head = this.#ints[word + 1]!
    const length = head >>> 8
    at += headerBytes
    if ((head & 0xff) === Kind.numbers) {
      this.#left = length
      this.#seq = seq
      return this.#move(at)
    }
    const value = this.#reader.read(at)
    this.#move(at + ((length + 7) & ~7))
    taker.value(seq, value)
  }

  /** Numbers of the row that has begun, as far as they are there. */
  #takeRow(write: number, taker: RingTaker): void {
    const from = this.#at >> 3
    const most = from + this.#left
    // Behind it, or before it where the ring began anew, nothing of the row is missing.
    const end = write > this.#at ? Math.min(most, write >> 3) : most
    let to = from
    while (to < end && this.#ints[2 * to + 1] !== cut) to++
    const seq = this.#seq
    const count = to - from
    this.#seq = nextItem(seq, count)
    this.#left = to < end ? 0 : this.#left - count
    this.#at = 8 * (to < end ? to + 1 : to)
    if (count > 0) taker.numbers(seq, this.#floats, from, count)
    // Not before they are taken: their place may be written again.
    Atomics.store(this.#control, Word.read, this.#at)
  }

  #move(at: number): void {
    this.#at = at
    Atomics.store(this.#control, Word.read, at)
  }
}
