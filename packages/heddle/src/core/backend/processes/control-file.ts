import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { HeddleError } from "../../errors/index.ts"
import { itemsBetween } from "../threads/control.ts"
import { ringBytes } from "../threads/ring.ts"

/** Where in the file things are, in bytes. */
export const Place = { child: 0, parent: 64, ring: 4096 } as const

/** Words of the record that the child writes. */
export const ChildWord = { claim: 0, write: 1, finished: 2, micros: 3, packing: 4 } as const

/** Words of the record that the parent writes. */
export const ParentWord = { state: 0, from: 1, to: 2, read: 3, heard: 4 } as const

export const State = { open: 0, revoking: 1 } as const

const words = 8
const recordBytes = 4 * words

/** Some seconds: the other side can lose the processor in the middle of a write. */
const mostTries = 10_000
const bed = new Int32Array(new SharedArrayBuffer(4))

/** Waits for the other side: at first by trying again at once. */
export function backOff(tries: number): void {
  if (tries > 200) Atomics.wait(bed, 0, 0, 1)
}

/** One side's words, written and read as a whole. A torn record is never taken for one. */
export class Record {
  readonly words: Int32Array = new Int32Array(words)
  readonly #bytes: Uint8Array = new Uint8Array(this.words.buffer)
  readonly #fd: number
  readonly #place: number

  constructor(fd: number, place: number) {
    this.#fd = fd
    this.#place = place
  }

  write(): void {
    this.words[words - 1] = checkSum(this.words)
    writeSync(this.#fd, this.#bytes, 0, recordBytes, this.#place)
  }

  read(): Int32Array {
    for (let tries = 0; ; tries++) {
      readSync(this.#fd, this.#bytes, 0, recordBytes, this.#place)
      if (this.words[words - 1] === checkSum(this.words)) return this.words
      if (tries === mostTries) throw new HeddleError("the control file of a worker process was overwritten")
      backOff(tries)
    }
  }
}

/** Mixed so that two states of a record cannot be taken for a third (the constants are MurmurHash3's). */
function checkSum(record: Int32Array): number {
  let sum = 0x2545f491
  for (let i = 0; i < words - 1; i++) {
    sum = Math.imul(sum ^ record[i]!, 0xcc9e2d51 | 0)
    sum = Math.imul((sum << 15) | (sum >>> 17), 0x1b873593)
  }
  return sum
}

/** Was the item taken back? */
export function isRevoked(parent: Int32Array, seq: number): boolean {
  const from = parent[ParentWord.from]!
  return itemsBetween(from, seq) < itemsBetween(from, parent[ParentWord.to]!)
}

/** What is taken back when the child has claimed up to `claim` and items up to `next` were posted. See README.md. */
export function gapAfter(parent: Int32Array, claim: number, next: number): { from: number; to: number } {
  const from = parent[ParentWord.from]!
  const inside = itemsBetween(from, claim) <= itemsBetween(from, parent[ParentWord.to]!)
  return { from: inside && from !== parent[ParentWord.to] ? from : claim, to: next }
}

/** Does `seq` come before `other`? Numbers are 31 bits and wrap. */
export function isBefore(seq: number, other: number): boolean {
  const ahead = itemsBetween(seq, other)
  return ahead > 0 && ahead < 2 ** 30
}

let files = 0

/** A file that has no name any more, with both records in place. The descriptor is the caller's to close. */
export function openControlFile(): number {
  const fd = openUnnamed()
  try {
    writeSync(fd, new Uint8Array(Place.ring + ringBytes), 0, undefined, 0)
    new Record(fd, Place.child).write()
    new Record(fd, Place.parent).write()
  } catch (error) {
    closeSync(fd)
    throw error
  }
  return fd
}

function openUnnamed(): number {
  const name = `heddle-${process.pid}-${performance.timeOrigin.toString(36)}-${++files}`
  let failed: unknown
  for (const folder of process.platform === "linux" ? ["/dev/shm", tmpdir()] : [tmpdir()]) {
    const file = path.join(folder, name)
    try {
      const fd = openSync(file, "wx+", 0o600)
      unlinkSync(file)
      return fd
    } catch (error) {
      failed = error
    }
  }
  throw failed
}
