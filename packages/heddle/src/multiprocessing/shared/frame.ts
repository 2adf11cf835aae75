import v8 from "node:v8"

/** In front of each frame: the length of what follows, and what it is. */
const headBytes = 5
const isJson = 0
const isSerialized = 1
/** A frame of more than this, in bytes, cannot be: whoever sends it speaks something else. */
const longest = 0xffff_ffff

/**
 * A message as it goes over a socket: its length, then JSON where that says it all, which costs a tenth, else V8's
 * serialization, which keeps what structured clone keeps.
 */
export function encodeFrame(message: readonly unknown[]): Buffer {
  if (fitsJson(message, 1)) {
    const text = JSON.stringify(message)
    const size = Buffer.byteLength(text)
    const frame = framed(isJson, size)
    frame.write(text, headBytes, size)
    return frame
  }
  const body = serialize(message)
  const frame = framed(isSerialized, body.length)
  body.copy(frame, headBytes)
  return frame
}

function framed(kind: number, size: number): Buffer {
  if (size > longest) throw new RangeError(`a message of ${size} bytes is too long`)
  const frame = Buffer.allocUnsafe(headBytes + size)
  frame.writeUInt32LE(size)
  frame[4] = kind
  return frame
}

/** Short text, booleans, null and ordinary numbers, and arrays of them `depth` levels down. */
function fitsJson(items: readonly unknown[], depth: number): boolean {
  return items.every((item) => {
    if (typeof item === "string") return item.length < 1000 && item.isWellFormed()
    if (typeof item === "number") return Number.isFinite(item) && !Object.is(item, -0)
    return typeof item === "boolean" || item === null || (depth > 0 && Array.isArray(item) && fitsJson(item, depth - 1))
  })
}

/**
 * V8's own serializer: its buffers come back as buffers of their own, exactly as long as they were. (`v8.serialize` gives
 * views into one large buffer.)
 */
export function serialize(value: unknown): Buffer {
  const serializer = new v8.Serializer()
  serializer.writeHeader()
  serializer.writeValue(value)
  return serializer.releaseBuffer()
}

export function deserialize(bytes: Uint8Array): unknown {
  const deserializer = new v8.Deserializer(bytes)
  deserializer.readHeader()
  return deserializer.readValue() as unknown
}

/** Puts frames together again from the pieces that a socket gives. */
export class FrameReader {
  #pieces: Buffer[] = []
  #length = 0

  /** Every message that is complete now, in order. */
  push(piece: Buffer): unknown[] {
    this.#pieces.push(piece)
    this.#length += piece.length
    const messages: unknown[] = []
    while (this.#length >= headBytes) {
      const size = headBytes + this.#head().readUInt32LE()
      if (this.#length < size) break
      const all = this.#joined()
      this.#pieces = all.length > size ? [all.subarray(size)] : []
      this.#length -= size
      const body = all.subarray(headBytes, size)
      messages.push(all[4] === isJson ? (JSON.parse(body.toString()) as unknown) : deserialize(body))
    }
    return messages
  }

  #head(): Buffer {
    return this.#pieces[0]!.length >= headBytes ? this.#pieces[0]! : this.#joined()
  }

  #joined(): Buffer {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces, this.#length)]
    return this.#pieces[0]!
  }
}
