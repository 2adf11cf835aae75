import { isAscii } from "node:buffer"
import type { DuckDBVector } from "@duckdb/node-api"
import { bytesAt, memoryOf } from "./memory.ts"

/** A string's entry: its length, then up to 12 bytes, or 4 bytes and the address of all of them. */
const entryBytes = 16
const inlineBytes = 12

/** Short strings decoded before, by their bytes: columns repeat values. */
const slots = 4096
const known: string[] = Array.from({ length: slots }, () => "")
const knownWords = new Int32Array(slots * 4)

/** Strings that lie in a row are decoded together, up to so many bytes: a string keeps its neighbours in memory. */
const longestRun = 8192

/**
 * Writes the strings of a vector to `out`, from `at` on. Most are found by their bytes, or are parts of a text that is
 * decoded once a chunk: to decode each by itself takes several times as long.
 */
export function readStrings(
  vector: DuckDBVector,
  nulls: Uint8Array | undefined,
  count: number,
  out: unknown[],
  at: number,
): void {
  const { buffer, byteOffset } = memoryOf(vector)
  const words = new Int32Array(buffer, byteOffset, count * 4)
  const bytes = Buffer.from(buffer as ArrayBuffer, byteOffset, count * entryBytes)
  let latin1: string | undefined
  const run = new Run(out)
  for (let i = 0; i < count; i++) {
    if (nulls !== undefined && nulls[i] === 1) {
      out[at + i] = null
      continue
    }
    const word = i * 4
    const length = words[word]!
    if (length > inlineBytes || length < 0) {
      run.add(words, word, at + i)
      continue
    }
    const [a, b, c] = [words[word + 1]!, words[word + 2]!, words[word + 3]!]
    const slot = slotOf(length, a, b, c)
    const key = slot * 4
    if (
      knownWords[key] === length &&
      knownWords[key + 1] === a &&
      knownWords[key + 2] === b &&
      knownWords[key + 3] === c
    ) {
      out[at + i] = known[slot]!
      continue
    }
    const start = word * 4 + 4
    let text: string
    if (((a | b | c) & 0x80808080) === 0) {
      if (latin1 === undefined) latin1 = bytes.toString("latin1")
      text = latin1.substring(start, start + length)
    } else text = bytes.toString("utf8", start, start + length)
    out[at + i] = text
    known[slot] = text
    knownWords[key] = length
    knownWords[key + 1] = a
    knownWords[key + 2] = b
    knownWords[key + 3] = c
  }
  run.decode()
}

function slotOf(length: number, a: number, b: number, c: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b) ^ length, 0xc2b2ae35)
  hash ^= hash >>> 15
  return hash & (slots - 1)
}

/** Long strings that lie behind one another, with gaps that alignment leaves. */
class Run {
  readonly out: unknown[]
  readonly starts: number[] = []
  readonly lengths: number[] = []
  readonly places: number[] = []
  address = 0
  bytes = 0

  constructor(out: unknown[]) {
    this.out = out
  }

  add(words: Int32Array, word: number, place: number): void {
    const length = words[word]! >>> 0
    const address = (words[word + 3]! >>> 0) * 2 ** 32 + (words[word + 2]! >>> 0)
    const last = this.places.length - 1
    // A column of repeated values points to the same bytes again.
    const isLast = last >= 0 && address === this.address + this.starts[last]! && length === this.lengths[last]
    const gap = address - this.address - this.bytes
    if (!isLast) {
      if (last < 0 || gap < 0 || gap > 7 || this.bytes + gap + length > longestRun) {
        this.decode()
        this.address = address
        this.bytes = 0
      }
      this.bytes = address - this.address + length
    }
    this.starts.push(address - this.address)
    this.lengths.push(length)
    this.places.push(place)
  }

  /** Writes the strings, and begins anew. */
  decode(): void {
    const { starts, lengths, places, out } = this
    if (places.length === 0) return
    const bytes = bytesOfRun(this.address, this.bytes)
    const text = isAscii(bytes) ? bytes.toString("latin1") : undefined
    for (let i = 0; i < places.length; i++) {
      const [start, end] = [starts[i]!, starts[i]! + lengths[i]!]
      const isRepeated = i > 0 && starts[i - 1] === start
      if (isRepeated) out[places[i]!] = out[places[i - 1]!]
      else out[places[i]!] = text === undefined ? bytes.toString("utf8", start, end) : text.substring(start, end)
    }
    starts.length = 0
    lengths.length = 0
    places.length = 0
  }
}

const pointer = new DataView(new ArrayBuffer(8))

function bytesOfRun(address: number, length: number): Buffer {
  pointer.setUint32(0, address % 2 ** 32, true)
  pointer.setUint32(4, Math.floor(address / 2 ** 32), true)
  return bytesAt(pointer.buffer, 0, length)
}

/** The bytes of BLOB values, each a copy of its own. */
export function readBlobs(
  vector: DuckDBVector,
  nulls: Uint8Array | undefined,
  count: number,
  out: unknown[],
  at: number,
): void {
  const { buffer, byteOffset } = memoryOf(vector)
  const view = new DataView(buffer, byteOffset, count * entryBytes)
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(i * entryBytes, true)
    const start = byteOffset + i * entryBytes + 4
    if (nulls?.[i] === 1) out[at + i] = null
    else if (length <= inlineBytes) out[at + i] = new Uint8Array(buffer.slice(start, start + length))
    else out[at + i] = new Uint8Array(bytesAt(buffer, start + 4, length))
  }
}
