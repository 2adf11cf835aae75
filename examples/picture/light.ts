import type { Picture } from "./canvas.ts"
import type { Rgb } from "./palette.ts"

/** Steps of brightness that the eye does not see, and that make the file half as long. */
const levels = 5

/** A photographic plate, black at first: light adds up, and too much of it is white. */
export class Light {
  readonly width: number
  readonly height: number
  readonly #sums: Float64Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.#sums = new Float64Array(3 * width * height)
  }

  /** So much light of a colour at a point, shared out to the four pixels around it. */
  add(x: number, y: number, colour: Rgb, amount: number): void {
    const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)]
    for (let row = top; row <= top + 1; row++) {
      for (let column = left; column <= left + 1; column++) {
        if (row < 0 || column < 0 || row >= this.height || column >= this.width) continue
        const part = amount * (1 - Math.abs(x - 0.5 - column)) * (1 - Math.abs(y - 0.5 - row))
        const at = 3 * (row * this.width + column)
        for (let c = 0; c < 3; c++) this.#sums[at + c]! += (part * colour[c]!) / 255
      }
    }
  }

  picture(): Picture {
    const { width, height } = this
    const pixels = new Uint8Array(4 * width * height).fill(255)
    for (let i = 0; i < this.#sums.length; i++) {
      pixels[4 * Math.floor(i / 3) + (i % 3)] = levels * Math.round((255 / levels) * (1 - Math.exp(-this.#sums[i]!)))
    }
    return { width, height, pixels }
  }
}
