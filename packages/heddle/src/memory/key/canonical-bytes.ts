import { hash } from "node:crypto"
import { hashThreads } from "./hash-threads.ts"

/** What takes more bytes than this is replaced by its digest. */
const longest = 1024
/** Bytes of an array are hashed in pieces of this size, each by itself. */
const piece = 1 << 20
const digestSize = 32

/** Bytes that grow, of which the last ones may be replaced by their digest. */
export class CanonicalBytes {
  #bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(4096)
  #view: DataView = new DataView(this.#bytes.buffer)
  #end = 0

  get length(): number {
    return this.#end
  }

  byte(value: number): this {
    this.#room(1)
    this.#bytes[this.#end++] = value
    return this
  }

  count(value: number): this {
    this.#room(4)
    this.#view.setUint32(this.#end, value, true)
    this.#end += 4
    return this
  }

  /** All NaN are one. */
  float64(value: number): this {
    this.#room(8)
    this.#view.setFloat64(this.#end, Number.isNaN(value) ? Number.NaN : value, true)
    this.#end += 8
    return this
  }

  /** A text and how long it is. */
  text(value: string): this {
    const { length } = value
    if (length > 1 << 16) return this.count(length).#digestOf(Buffer.from(value, "utf16le"))
    this.count(length).#room(2 * length)
    this.#end += this.#bytes.write(value, this.#end, 2 * length, "utf16le")
    return this
  }

  /** Bytes and how many they are; many of them as a digest. */
  bytes(view: Uint8Array): this {
    this.float64(view.byteLength)
    if (view.byteLength > longest) return this.#digestOf(view)
    this.#room(view.byteLength)
    this.#bytes.set(view, this.#end)
    this.#end += view.byteLength
    return this
  }

  /** Replaces all from `start` on by its digest, if that is shorter by much. */
  shorten(start: number): void {
    if (this.#end - start <= longest) return
    const digest = sha256(this.#bytes.subarray(start, this.#end))
    this.#end = start
    this.byte(0xff)
    this.#bytes.set(digest, this.#end)
    this.#end += digestSize
  }

  /** Forgets all from `start` on. */
  cut(start: number): void {
    this.#end = start
  }

  /** Puts the parts that begin at `starts`, the last of which ends here, in order of their bytes. */
  sort(starts: readonly number[]): void {
    const parts = starts.map((start, i) => Buffer.from(this.#bytes.subarray(start, starts[i + 1] ?? this.#end)))
    parts.sort((a, b) => Buffer.compare(a, b))
    let at = starts[0] ?? this.#end
    for (const part of parts) {
      this.#bytes.set(part, at)
      at += part.length
    }
  }

  /** A copy of all from `start` on. */
  since(start: number): Buffer {
    return Buffer.from(this.#bytes.subarray(start, this.#end))
  }

  append(part: Uint8Array): this {
    this.#room(part.length)
    this.#bytes.set(part, this.#end)
    this.#end += part.length
    return this
  }

  /** 128 bits, as 26 letters and digits of one case: a name for a file, also where `a` and `A` are one. */
  digest(): string {
    return base32(sha256(this.#bytes.subarray(0, this.#end)).subarray(0, 16))
  }

  #digestOf(view: Uint8Array): this {
    return this.append(treeDigest(view))
  }

  #room(size: number): void {
    const needed = this.#end + size
    if (needed + digestSize + 1 <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * needed + 4096)
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return hash("sha256", bytes, "buffer")
}

/** The digest of the digests of its pieces. */
function treeDigest(bytes: Uint8Array): Buffer {
  return sha256(bytes.length <= piece ? sha256(bytes) : hashThreads.digests(bytes, piece))
}

const digits = "abcdefghijklmnopqrstuvwxyz234567"

/** RFC 4648, section 6, in small letters and without padding. */
function base32(bytes: Uint8Array): string {
  let text = ""
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += digits[(held >> (bits - 5)) & 31]
  }
  return bits === 0 ? text : text + digits[(held << (5 - bits)) & 31]
}
