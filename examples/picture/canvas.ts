export interface Picture {
  readonly width: number
  readonly height: number
  /** RGBA. */
  readonly pixels: Uint8Array
}

/** Straight pieces of closed outlines: x0, y0, x1, y1 of each. */
export type Outline = readonly number[]

/** An opaque picture to draw on, with soft edges. Colours are `#rrggbb`. */
export class Canvas implements Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array

  constructor(width: number, height: number, paper: string) {
    this.width = width
    this.height = height
    this.pixels = new Uint8Array(width * height * 4).fill(255)
    this.rectangle(0, 0, width, height, paper)
  }

  rectangle(x: number, y: number, width: number, height: number, colour: string): void {
    const ink = parse(colour)
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++) this.#mix(column, row, ink, 1)
  }

  dot(x: number, y: number, radius: number, colour: string): void {
    const ink = parse(colour)
    for (let row = Math.floor(y - radius - 1); row <= y + radius + 1; row++) {
      for (let column = Math.floor(x - radius - 1); column <= x + radius + 1; column++) {
        const distance = Math.sqrt((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2)
        this.#mix(column, row, ink, Math.min(1, Math.max(0, radius + 0.5 - distance)))
      }
    }
  }

  /** Fills what the outlines enclose; each pixel gets as much ink as the part of it that is covered. */
  fill(outline: Outline, colour: string): void {
    const ink = parse(colour)
    const [left, top, right, bottom] = bounds(outline)
    const columns = right - left + 2
    const cover = new Float32Array(columns * (bottom - top + 1))
    for (let i = 0; i < outline.length; i += 4) {
      edge(cover, columns, outline[i]! - left, outline[i + 1]! - top, outline[i + 2]! - left, outline[i + 3]! - top)
    }
    for (let row = top; row < bottom; row++) {
      let sum = 0
      for (let column = left; column < right; column++) {
        sum += cover[(row - top) * columns + column - left]!
        this.#mix(column, row, ink, Math.min(1, Math.abs(sum)))
      }
    }
  }

  /** Draws a picture at the given size: each pixel is the mean of those that fall on it. */
  image({ width, height, pixels }: Picture, x: number, y: number, toWidth: number, toHeight: number): void {
    for (let row = 0; row < toHeight; row++) {
      const [top, bottom] = [Math.floor((row / toHeight) * height), Math.ceil(((row + 1) / toHeight) * height)]
      for (let column = 0; column < toWidth; column++) {
        const [left, right] = [Math.floor((column / toWidth) * width), Math.ceil(((column + 1) / toWidth) * width)]
        const sum: [number, number, number] = [0, 0, 0]
        for (let sy = top; sy < bottom; sy++) {
          for (let sx = left; sx < right; sx++)
            for (let c = 0; c < 3; c++) sum[c]! += pixels[4 * (sy * width + sx) + c]!
        }
        const count = (bottom - top) * (right - left)
        this.#mix(x + column, y + row, [sum[0] / count, sum[1] / count, sum[2] / count], 1)
      }
    }
  }

  #mix(column: number, row: number, ink: readonly [number, number, number], part: number): void {
    if (part <= 0 || column < 0 || row < 0 || column >= this.width || row >= this.height) return
    const at = 4 * (row * this.width + column)
    for (let c = 0; c < 3; c++) this.pixels[at + c] = Math.round(this.pixels[at + c]! * (1 - part) + ink[c]! * part)
  }
}

function parse(colour: string): [number, number, number] {
  const bits = Number.parseInt(colour.slice(1), 16)
  return [bits >> 16, (bits >> 8) & 255, bits & 255]
}

function bounds(outline: Outline): [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < outline.length; i += 2) {
    left = Math.min(left, outline[i]!)
    right = Math.max(right, outline[i]!)
    top = Math.min(top, outline[i + 1]!)
    bottom = Math.max(bottom, outline[i + 1]!)
  }
  return [Math.floor(left), Math.floor(top), Math.ceil(right) + 1, Math.ceil(bottom) + 1]
}

/** Adds what an edge changes from each pixel to the next of its row (Raph Levien's accumulation buffer). */
function edge(cover: Float32Array, columns: number, x0: number, y0: number, x1: number, y1: number): void {
  if (y0 === y1) return
  const sign = y0 < y1 ? 1 : -1
  const [ax, ay, bx, by] = sign === 1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0]
  const slope = (bx - ax) / (by - ay)
  for (let row = Math.floor(ay); row < by; row++) {
    const from = Math.max(row, ay)
    const to = Math.min(row + 1, by)
    const [xa, xb] = [ax + (from - ay) * slope, ax + (to - ay) * slope]
    const [left, right] = xa < xb ? [xa, xb] : [xb, xa]
    const area = sign * (to - from)
    const [first, last] = [Math.floor(left), Math.floor(right)]
    // What this edge covers of the row, up to x.
    const before = (x: number): number => {
      if (x <= left) return 0
      if (x >= right) return area * (x - (left + right) / 2)
      return (area * (x - left) ** 2) / (2 * (right - left))
    }
    let share = 0
    for (let column = first; column <= last + 1; column++) {
      const next = before(column + 1) - before(column)
      cover[row * columns + column]! += next - share
      share = next
    }
  }
}
