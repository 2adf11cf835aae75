import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parse } from "opentype.js/dist/opentype.mjs"
import type { Font } from "opentype.js/dist/opentype.mjs"
import type { Canvas } from "./canvas.ts"

export interface Lettering {
  readonly width: (text: string, size: number) => number
  readonly write: (canvas: Canvas, text: string, x: number, baseline: number, size: number, colour: string) => void
}

/** One style of EB Garamond: "400-normal", "400-italic", … */
export function lettering(style: string): Lettering {
  const file = fileURLToPath(import.meta.resolve(`@fontsource/eb-garamond/files/eb-garamond-latin-${style}.woff`))
  const bytes = readFileSync(file)
  const font = parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  return {
    width: (text, size) => font.getAdvanceWidth(text, size),
    write: (canvas, text, x, baseline, size, colour) => canvas.fill(outline(font, text, x, baseline, size), colour),
  }
}

/** The text's outlines as straight pieces: each curve becomes eight. */
function outline(font: Font, text: string, x: number, baseline: number, size: number): number[] {
  const pieces: number[] = []
  let [px, py, startX, startY] = [0, 0, 0, 0]
  const lineTo = (toX: number, toY: number): void => {
    pieces.push(px, py, toX, toY)
    px = toX
    py = toY
  }
  for (const command of font.getPath(text, x, baseline, size).commands) {
    if (command.type === "M") {
      px = startX = command.x
      py = startY = command.y
    } else if (command.type === "Z") lineTo(startX, startY)
    else if (command.type === "L") lineTo(command.x, command.y)
    else {
      const [fromX, fromY] = [px, py]
      for (let step = 1; step <= 8; step++) {
        const t = step / 8
        const u = 1 - t
        if (command.type === "Q") {
          const [a, b, c] = [u * u, 2 * u * t, t * t]
          lineTo(a * fromX + b * command.x1 + c * command.x, a * fromY + b * command.y1 + c * command.y)
        } else {
          const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
          lineTo(
            a * fromX + b * command.x1 + c * command.x2 + d * command.x,
            a * fromY + b * command.y1 + c * command.y2 + d * command.y,
          )
        }
      }
    }
  }
  return pieces
}
