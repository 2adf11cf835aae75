import { Canvas } from "../picture/canvas.ts"
import type { Entry } from "./catalogue.ts"
import { lettering } from "../picture/lettering.ts"
import { readPhotograph } from "./photograph.ts"
import type { Drawing } from "./stipple.ts"

const width = 2000
const margin = 96
const gutter = 36
const header = 210
const caption = 128
const [paper, card, text, quiet] = ["#f6f3ec", "#fffdf8", "#2a2622", "#8d857a"]

/** The drawings on one sheet, three in a row: all of a row are equally high, and each row fills the sheet's width. */
export function contactSheet(entries: readonly Entry[], drawings: readonly Drawing[]): Canvas {
  const regular = lettering("400-normal")
  const italic = lettering("400-italic")
  const rows = [0, 3, 6].map((first) => layOut(drawings, first))
  const height = header + rows.reduce((sum, row) => sum + row.height + caption, 0) + 40
  const canvas = new Canvas(width, height, paper)
  italic.write(canvas, "Nine photographs, redrawn in dots", margin, 122, 68, text)
  const dots = drawings.reduce((sum, drawing) => sum + drawing.dots.length / 3, 0).toLocaleString("en")
  regular.write(canvas, `${dots} dots of ink, each at the centre of the dark it stands for`, margin, 168, 28, quiet)
  const credit = "Photographs: Getty’s Open Content Program"
  regular.write(canvas, credit, width - margin - regular.width(credit, 24), 168, 24, quiet)

  let y = header
  for (const row of rows) {
    for (const { index, x, width } of row.cells) {
      const drawing = drawings[index]!
      const { title, by, year, from, path } = entries[index]!
      const ink = drawing.colours[0]!
      canvas.rectangle(x, y, width, row.height, card)
      const scale = row.height / drawing.height
      for (let i = 0; i < drawing.dots.length; i += 3) {
        const [dx, dy, radius] = [drawing.dots[i]!, drawing.dots[i + 1]!, drawing.dots[i + 2]!]
        canvas.dot(x + dx * scale, y + dy * scale, radius * scale * 0.86, ink)
      }
      const top = y + row.height + 16
      const small = Math.round((72 * drawing.width) / drawing.height)
      canvas.image(readPhotograph(path), x, top, small, 72)
      drawing.colours.forEach((colour, k) => {
        const [from, to] = [Math.round((k * 72) / 5), Math.round(((k + 1) * 72) / 5)]
        canvas.rectangle(x + small + 4, top + from, 14, to - from, colour)
      })
      const left = x + small + 32
      italic.write(canvas, title, left, top + 22, 26, text)
      regular.write(canvas, `${by}, ${year}`, left, top + 46, 22, text)
      regular.write(canvas, from, left, top + 69, 18, quiet)
    }
    y += row.height + caption
  }
  return canvas
}

interface Row {
  readonly height: number
  readonly cells: readonly { readonly index: number; readonly x: number; readonly width: number }[]
}

function layOut(drawings: readonly Drawing[], first: number): Row {
  const aspects = drawings.slice(first, first + 3).map((drawing) => drawing.width / drawing.height)
  const inside = width - 2 * margin - (aspects.length - 1) * gutter
  const height = Math.round(inside / aspects.reduce((sum, aspect) => sum + aspect, 0))
  let x = margin
  const cells = aspects.map((aspect, k) => {
    const last = k === aspects.length - 1
    const cell = { index: first + k, x, width: last ? width - margin - x : Math.round(aspect * height) }
    x += cell.width + gutter
    return cell
  })
  return { height, cells }
}
