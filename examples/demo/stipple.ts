/**
 * A photograph redrawn in dots of ink, by weighted Voronoi stippling (Adrian Secord, 2002): each dot owns the pixels
 * that are nearest to it, and moves to their centre, weighted by how dark they are, until dots lie where the dark is.
 *
 * `heddle map ./stipple.ts photos/*.jpg` calls the default export with the path of each file.
 */
import { readPhotograph } from "./photograph.ts"
import { mainColours } from "./colours.ts"
import { settle } from "./voronoi.ts"

/** Rounds of Lloyd’s method: later ones move the dots by less than can be seen. */
const rounds = 20
/** How much paper one dot turns black, in pixels of the photograph, for each pixel of the photograph's height. */
const inkOfOneDot = 1 / 42

export interface Drawing {
  readonly width: number
  readonly height: number
  /** x, y and radius of each dot, in pixels of the photograph, to a hundredth. */
  readonly dots: readonly number[]
  /** The photograph's main colours, dark to light, as `#rrggbb`. */
  readonly colours: readonly string[]
}

export default function stipple(path: string): Drawing {
  const { width, height, pixels, darkness } = readPhotograph(path)
  const ink = darkness.reduce((sum, dark) => sum + dark, 0)
  const each = inkOfOneDot * height
  const { x, y, area, weight } = settle(darkness, width, height, Math.round(ink / each), rounds)
  const dots: number[] = []
  for (const [i, dark] of weight.entries()) {
    // What was left alone on blank paper stands for nothing.
    if (dark < 0.02 * area[i]!) continue
    const radius = Math.sqrt(Math.min(dark, 1.5 * each) / Math.PI)
    dots.push(toHundredth(x[i]!), toHundredth(y[i]!), toHundredth(radius))
  }
  return { width, height, dots, colours: mainColours(pixels, 5) }
}

function toHundredth(value: number): number {
  return Math.round(value * 100) / 100
}
