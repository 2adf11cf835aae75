import { readFileSync } from "node:fs"
import jpeg from "jpeg-js"

export interface Photograph {
  readonly width: number
  readonly height: number
  /** RGBA. */
  readonly pixels: Uint8Array
  /** How much ink each pixel asks for: 0 is paper, 1 is black. */
  readonly darkness: Float32Array
}

/** Decodes a JPEG file. The darkness runs from the photograph's own lightest to its own darkest hundredth. */
export function readPhotograph(path: string): Photograph {
  const { width, height, data } = jpeg.decode(readFileSync(path), { useTArray: true })
  const light = Float32Array.from({ length: width * height }, (_, i) => lightness(data, 4 * i))
  const sorted = light.toSorted()
  const black = sorted[Math.floor(sorted.length * 0.01)]!
  const white = sorted[Math.floor(sorted.length * 0.98)]!
  const darkness = light.map((value) => tone((white - value) / (white - black)))
  return { width, height, pixels: data, darkness }
}

/** Ink for a tone between white and black: none for what is nearly white, and a little less than linear. */
function tone(dark: number): number {
  return Math.min(1, Math.max(0, dark - 0.08) / 0.92) ** 1.3
}

function lightness(pixels: Uint8Array, at: number): number {
  return 0.2126 * pixels[at]! + 0.7152 * pixels[at + 1]! + 0.0722 * pixels[at + 2]!
}
