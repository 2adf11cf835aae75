import { ByteReader, ByteWriter, numberArray } from "../../wire/arrivals.ts"
import type { RunMessage } from "../protocol.ts"
import { Word, nextItem } from "./control.ts"
import { Detour } from "./detour.ts"

/*
 * The other direction of the ring: runs of small plain values, from the scheduler's thread to one worker, without a
 * message. An entry is 8-byte aligned: four int32 (length in bytes or 0 for "go on at the start", number of the first
 * item, function, count and kind), three float64 (attempt, id, grace), then the items: float64, or values in wire's byte codec.
 * What needs more than that (a timeout, functions to load, handles) or does not fit goes by message; the worker takes
 * both in order of their numbers.
 */
export const inboxBytes: number = 256 * 1024
/** What is longer is cut: the worker begins with the first piece while the others are written. */
const largestEntry = 32 * 1024
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
  /** Where the entry ends that is being written. */
  #end = 0
  readonly #detour = new Detour()

  constructor(control: Int32Array, inbox: SharedArrayBuffer) {
    this.#control = control
    this.#ints = new Int32Array(inbox)
    this.#floats = new Float64Array(inbox)
    this.#writer = new ByteWriter(Buffer.from(inbox))
  }

  /**
   * Writes as many items of a run as there is room for, in pieces; the first has number `seq`. Tells how many: those that
   * are left must go by message.
   */
  write(seq: number, run: RunMessage): number {
    if (run.stream || run.timeout > 0 || run.graphs !== undefined || run.out !== undefined) return 0
    if (run.traceparent !== undefined) return 0
    if (this.#detour.isTaken) return 0
    let done = 0
    for (let count = -1; count !== 0 && done < run.count; done += count) count = this.#piece(seq, run, done)
    this.#detour.tell(done > 0)
    return done
  }

  /** An entry of items from `from` on. Tells of how many; 0: there is no room. */
  #piece(seq: number, run: RunMessage, from: number): number {
    const read = Atomics.load(this.#control, Word.inboxRead)
    const at = this.#at
    // Behind the reader, it must not catch up with it: that would look as if nothing were there.
    let count = this.#put(seq, run, from, at, at < read ? read - 8 : inboxBytes)
    if (count === 0 && at >= read && read > 0) {
      count = this.#put(seq, run, from, 0, read - 8)
      if (count > 0 && at < inboxBytes) this.#ints[at >> 2] = 0
    }
    if (count > 0) Atomics.store(this.#control, Word.inboxWrite, this.#at)
    return count
  }

  #put(seq: number, run: RunMessage, from: number, at: number, room: number): number {
    const limit = Math.min(room, at + largestEntry)
    if (at + headerBytes + 8 > limit) return 0
    const numbers = run.data instanceof Float64Array
    const count = numbers ? this.#numbers(run.data, from, at, limit) : this.#values(run.data, from, at, limit)
    if (count === 0) return 0
    const word = at >> 2
    this.#ints[word] = this.#end - at
    this.#ints[word + 1] = nextItem(seq, from)
    this.#ints[word + 2] = run.fn
    this.#ints[word + 3] = (count << countShift) | (numbers ? Kind.numbers : run.spread ? Kind.lists : Kind.values)
    this.#floats[(at >> 3) + 2] = run.attempt
    this.#floats[(at >> 3) + 3] = run.id + from
    this.#floats[(at >> 3) + 4] = run.grace
    this.#at = this.#end
    return count
  }

  #numbers(data: Float64Array, from: number, at: number, limit: number): number {
    const start = at + headerBytes
    const count = Math.min(data.length - from, (limit - start) >> 3)
    this.#floats.set(data.subarray(from, from + count), start >> 3)
    this.#end = start + 8 * count
    return count
  }

  #values(data: readonly unknown[], from: number, at: number, limit: number): number {
    let end = at + headerBytes
    let to = from
    for (; to < data.length; to++) {
      const next = this.#writer.write(data[to], end, limit)
      if (next < 0) break
      end = next
    }
    // Limits are aligned.
    this.#end = (end + 7) & ~7
    return to - from
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
      traceparent: undefined,
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
