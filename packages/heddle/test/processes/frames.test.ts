import assert from "node:assert/strict"
import test from "node:test"
import {
  FrameKind,
  FrameReader,
  messageFrame,
  newsFrame,
  readMessage,
} from "../../src/core/backend/processes/frames.ts"
import { PieceReader, piece } from "../../src/core/backend/processes/watchdog-protocol.ts"
import { Random } from "../scheduler/random.ts"

function cut(bytes: Uint8Array, random: Random): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const size = 1 + random.below(random.below(2) === 0 ? 4 : 300)
    chunks.push(bytes.subarray(at, (at += size)))
  }
  return chunks
}

test("frames arrive whole, however a pipe cuts them", () => {
  const messages: unknown[] = [1, "two", { three: [3, 3n, new Date(3)] }, Float64Array.of(4, 4), "5".repeat(1000), null]
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed)
    const bytes = Buffer.concat(messages.flatMap((message) => [messageFrame(message), newsFrame()]))
    const arrived: unknown[] = []
    const reader = new FrameReader((kind, body) => {
      arrived.push(kind === FrameKind.news ? "news" : readMessage(body))
    })
    for (const chunk of cut(bytes, random)) reader.push(chunk)
    assert.deepEqual(
      arrived,
      messages.flatMap((message) => [message, "news"]),
    )
  }
})

test("what a watchdog is told arrives whole too", () => {
  const bytes = Buffer.concat([1, 2, 3].map((n) => piece(n, -n, 0x7fffffff)))
  for (let seed = 0; seed < 20; seed++) {
    const arrived: number[][] = []
    const reader = new PieceReader((...words) => arrived.push(words))
    for (const chunk of cut(bytes, new Random(seed))) reader.push(chunk)
    assert.deepEqual(
      arrived,
      [1, 2, 3].map((n) => [n, -n, 0x7fffffff]),
    )
  }
})
