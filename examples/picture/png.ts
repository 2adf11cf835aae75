import { crc32, deflateSync } from "node:zlib"
import type { Picture } from "./canvas.ts"

/** What a PNG file says of its pixels: the kind, how many bytes each has, and those bytes. */
interface Coding {
  readonly kind: 0 | 2 | 3
  readonly size: 1 | 3
  readonly bytes: Uint8Array
  readonly palette: Uint8Array | undefined
}

/** The picture as a PNG file, eight bits each: grey, of a palette where 256 colours are enough, else RGB (PNG 1.2 says how). */
export function encodePng(picture: Picture): Uint8Array {
  const { width, height } = picture
  const coding = grey(picture) ?? indexed(picture) ?? rgb(picture)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, coding.kind, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const palette = coding.palette === undefined ? [] : [chunk("PLTE", coding.palette)]
  const data = deflateSync(inRows(coding, width, height), { level: 9 })
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    ...palette,
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

function grey({ width, height, pixels }: Picture): Coding | undefined {
  const bytes = new Uint8Array(width * height)
  for (let i = 0; i < bytes.length; i++) {
    const value = pixels[4 * i]!
    if (pixels[4 * i + 1] !== value || pixels[4 * i + 2] !== value) return undefined
    bytes[i] = value
  }
  return { kind: 0, size: 1, bytes, palette: undefined }
}

function indexed({ width, height, pixels }: Picture): Coding | undefined {
  const places = new Map<number, number>()
  const bytes = new Uint8Array(width * height)
  for (let i = 0; i < bytes.length; i++) {
    const colour = (pixels[4 * i]! << 16) | (pixels[4 * i + 1]! << 8) | pixels[4 * i + 2]!
    let place = places.get(colour)
    if (place === undefined) {
      if (places.size === 256) return undefined
      places.set(colour, (place = places.size))
    }
    bytes[i] = place
  }
  const palette = Uint8Array.from(
    [...places.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
  )
  return { kind: 3, size: 1, bytes, palette }
}

function rgb({ width, height, pixels }: Picture): Coding {
  const bytes = new Uint8Array(3 * width * height)
  for (let i = 0; i < bytes.length; i++) bytes[i] = pixels[4 * Math.floor(i / 3) + (i % 3)]!
  return { kind: 2, size: 3, bytes, palette: undefined }
}

/** Each row after the number of its filter: none of them makes drawings shorter. */
function inRows({ size, bytes }: Coding, width: number, height: number): Uint8Array {
  const stride = width * size
  const rows = new Uint8Array(height * (1 + stride))
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * stride, (y + 1) * stride), y * (1 + stride) + 1)
  return rows
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}
