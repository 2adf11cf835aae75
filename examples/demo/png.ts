import { crc32, deflateSync } from "node:zlib"
import type { Picture } from "./canvas.ts"

/** The picture as a PNG file (RGB, eight bits each; PNG 1.2 says how). */
export function encodePng({ width, height, pixels }: Picture): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = new Uint8Array(height * (1 + 3 * width))
  for (let i = 0, to = 0; i < width * height; i++) {
    if (i % width === 0) to++
    for (let c = 0; c < 3; c++) rows[to++] = pixels[4 * i + c]!
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(rows, { level: 7 })
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}
