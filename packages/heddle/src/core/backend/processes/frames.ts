import { Deserializer, Serializer } from "node:v8"

/*
 * What crosses a pipe: int32 length of the body, int32 kind, the body. A message's body is what V8's serialization
 * makes of it; news has none. The turns of a worker's life are told by their kinds, so that who passes messages on need not read them.
 */
export const FrameKind = { message: 0, news: 1, ready: 2, initializer: 3, closed: 4 } as const

export const frameHeaderBytes = 8
const header = new Uint8Array(frameHeaderBytes)

export function messageFrame(message: unknown, kind: number = FrameKind.message): Buffer {
  const serializer = new Serializer()
  serializer.writeRawBytes(header)
  serializer.writeHeader()
  serializer.writeValue(message)
  const frame = serializer.releaseBuffer()
  frame.writeUInt32LE(frame.length - frameHeaderBytes, 0)
  frame.writeInt32LE(kind, 4)
  return frame
}

export function newsFrame(): Buffer {
  const frame = Buffer.alloc(frameHeaderBytes)
  frame.writeInt32LE(FrameKind.news, 4)
  return frame
}

export function readMessage(body: Uint8Array): unknown {
  const deserializer = new Deserializer(body)
  deserializer.readHeader()
  return deserializer.readValue()
}

/** Puts frames together from the pieces in which a pipe brings them. */
export class FrameReader {
  readonly #take: (kind: number, body: Uint8Array) => void
  readonly #head = Buffer.alloc(frameHeaderBytes)
  #headFilled = 0
  #body: Buffer | undefined
  #bodyFilled = 0

  constructor(take: (kind: number, body: Uint8Array) => void) {
    this.#take = take
  }

  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#body === undefined) {
        const part = chunk.subarray(at, at + frameHeaderBytes - this.#headFilled)
        this.#head.set(part, this.#headFilled)
        this.#headFilled += part.length
        at += part.length
        if (this.#headFilled < frameHeaderBytes) return
        const length = this.#head.readUInt32LE(0)
        if (chunk.length - at >= length) {
          this.#headFilled = 0
          at += length
          this.#take(this.#head.readInt32LE(4), chunk.subarray(at - length, at))
          continue
        }
        this.#body = Buffer.allocUnsafeSlow(length)
        this.#bodyFilled = 0
      }
      const part = chunk.subarray(at, at + this.#body.length - this.#bodyFilled)
      this.#body.set(part, this.#bodyFilled)
      this.#bodyFilled += part.length
      at += part.length
      if (this.#bodyFilled < this.#body.length) return
      const body = this.#body
      this.#body = undefined
      this.#headFilled = 0
      this.#take(this.#head.readInt32LE(4), body)
    }
  }
}
