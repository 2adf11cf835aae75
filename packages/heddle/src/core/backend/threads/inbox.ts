import { ByteReader, ByteWriter, numberArray } from "../../wire/arrivals.ts"
import type { RunMessage } from "../protocol.ts"
import { Word } from "./control.ts"

/*
 * The other direction of the ring: runs of small plain values, from the scheduler's thread to one worker, without a
 * message. An entry is 8-byte aligned: four int32 (length in bytes or 0 for "go on at the start", number of the first
 * item, function, count and kind), three float64 (attempt, id, grace), then the items: float64, or values in wire's byte codec.
 * What needs more than that (a timeout, functions to load, handles) or does not fit goes by message; the worker takes
 * both in order of their numbers.
 */
export const inboxBytes: number = 128 * 1024
const largestEntry = inboxBytes / 2
const headerBytes = 40

const Kind = { values: 0, lists: 1, numbers: 2 } as const
/** Above the kind. */
const countShift = 2

export class RunWriter {
  readonly #control: Int32Array
  readonly #ints: Int32Array
  readonly #floats: Float64Array
  readonly #writer: ByteWriter
  #at = 0
  /** Runs to send by message without a try, after some that could not be written. */
  #detour = 0
  #misses = 0

  constructor(control: Int32Array, inbox: SharedArrayBuffer) {
    this.#control = control
    this.#ints = new Int32Array(inbox)
    this.#floats = new Float64Array(inbox)
    this.#writer = new ByteWriter(Buffer.from(inbox))
  }

  /** Writes a run whose first item has number `seq`. False: it must go by message. */
  write(seq: number, run: RunMessage): boolean {
    if (run.stream || run.timeout > 0 || run.graphs !== undefined || run.out !== undefined) return false
    if (this.#detour > 0) {
      this.#detour--
      return false
    }
    const end = this.#entry(seq, run)
    if (end < 0) {
      this.#misses = Math.min(this.#misses + 1, 6)
      this.#detour = 2 ** this.#misses
      return false
    }
    this.#misses = 0
    this.#at = end
    Atomics.store(this.#control, Word.inboxWrite, end)
    return true
  }

  /** The place after the entry, or -1. */
  #entry(seq: number, run: RunMessage): number {
    const read = Atomics.load(this.#control, Word.inboxRead)
    const at = this.#at
    // Behind the reader, it must not catch up with it: that would look as if nothing were there.
    if (at < read) return this.#put(seq, run, at, read - 8)
    const end = this.#put(seq, run, at, inboxBytes)
    if (end >= 0 || read === 0) return end
    const fromStart = this.#put(seq, run, 0, read - 8)
    if (fromStart >= 0 && at < inboxBytes) this.#ints[at >> 2] = 0
    return fromStart
  }

  #put(seq: number, run: RunMessage, at: number, room: number): number {
    const limit = Math.min(room, at + largestEntry)
    const numbers = run.data instanceof Float64Array
    if (at + headerBytes + (numbers ? 8 : 1) * run.count > limit) return -1
    const end = numbers ? this.#numbers(run.data, at) : this.#values(run, at, limit)
    if (end < 0) return -1
    const word = at >> 2
    this.#ints[word] = end - at
    this.#ints[word + 1] = seq
    this.#ints[word + 2] = run.fn
    this.#ints[word + 3] = (run.count << countShift) | (numbers ? Kind.numbers : run.spread ? Kind.lists : Kind.values)
    this.#floats[(at >> 3) + 2] = run.attempt
    this.#floats[(at >> 3) + 3] = run.id
    this.#floats[(at >> 3) + 4] = run.grace
    return end
  }

  #numbers(data: Float64Array, at: number): number {
    this.#floats.set(data, (at + headerBytes) >> 3)
    return at + headerBytes + data.byteLength
  }

  #values({ data }: RunMessage, at: number, limit: number): number {
    let end = at + headerBytes
    for (const item of data as readonly unknown[]) {
      end = this.#writer.write(item, end, limit)
      if (end < 0) return -1
    }
    const aligned = (end + 7) & ~7
    return aligned > limit ? -1 : aligned
  }
}

/** A run, and the number of its first item. */
export interface NumberedRun {
  readonly seq: number
  readonly run: RunMessage
}

export class RunReader {
  readonly #control: Int32Array
  readonly #ints: Int32Array
  readonly #floats: Float64Array
  readonly #reader: ByteReader
  #at = 0

  constructor(control: Int32Array, inbox: SharedArrayBuffer) {
    this.#control = control
    this.#ints = new Int32Array(inbox)
    this.#floats = new Float64Array(inbox)
    this.#reader = new ByteReader(Buffer.from(inbox))
  }

  /** The number of the first item of the next run; undefined: there is none. */
  get next(): number | undefined {
    const write = Atomics.load(this.#control, Word.inboxWrite)
    if (this.#at === write) return undefined
    if (this.#at === inboxBytes || this.#ints[this.#at >> 2] === 0) this.#at = 0
    return this.#ints[(this.#at >> 2) + 1]
  }

  /** The next run, of which `next` has told. */
  take(): NumberedRun {
    const at = this.#at
    const word = at >> 2
    const length = this.#ints[word]!
    const seq = this.#ints[word + 1]!
    const head = this.#ints[word + 3]!
    const kind = head & ((1 << countShift) - 1)
    const count = head >>> countShift
    const from = at + headerBytes
    const float = at >> 3
    const run: RunMessage = {
      fn: this.#ints[word + 2]!,
      count,
      spread: kind === Kind.lists,
      stream: false,
      timeout: 0,
      credit: 0,
      attempt: this.#floats[float + 2]!,
      id: this.#floats[float + 3]!,
      grace: this.#floats[float + 4]!,
      out: undefined,
      index: 0,
      data: kind === Kind.numbers ? numberArray(this.#floats, from >> 3, count) : this.#values(from, count),
      graphs: undefined,
    }
    this.#at = at + length
    Atomics.store(this.#control, Word.inboxRead, this.#at)
    return { seq, run }
  }

  #values(from: number, count: number): unknown[] {
    const reader = this.#reader
    const values: unknown[] = [reader.read(from)]
    while (values.length < count) values.push(reader.read(reader.offset))
    return values
  }
}
