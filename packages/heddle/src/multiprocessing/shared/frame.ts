import v8 from "node:v8"

/** Bytes of the length in front of each frame. */
const headBytes = 4
/** A frame of more than this, in bytes, cannot be: whoever sends it speaks something else. */
const longest = 0xffff_ffff

/** A message as it goes over a socket: its length, then V8's serialization, which keeps what structured clone keeps. */
export function encodeFrame(message: unknown): Buffer {
  const body = serialize(message)
  const frame = Buffer.allocUnsafe(headBytes + body.length)
  if (body.length > longest) throw new RangeError(`a message of ${body.length} bytes is too long`)
  frame.writeUInt32LE(body.length)
  body.copy(frame, headBytes)
  return frame
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
      messages.push(deserialize(all.subarray(headBytes, size)))
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
