/**
 * The Mandelbrot set, where its head meets its body: rows of points on all threads, eight points at a time.
 *
 *   node 40-mandelbrot.ts 720            writes mandelbrot.png, 720 pixels wide
 */
import assert from "node:assert/strict"
import { float64, jit, prange } from "heddle/jit"
import { gradient } from "./picture/palette.ts"
import { paint, save } from "./picture/save.ts"

const limit = 3000

/** After how many steps each point leaves, without jumps (Inigo Quilez's formula), as a power of 2. */
const mandelbrot = jit(function mandelbrot(
  out: Float64Array,
  columns: number,
  rows: number,
  left: number,
  top: number,
  step: number,
) {
  for (const row of prange(rows)) {
    for (let column = 0; column < columns; column++) {
      const cr = left + column * step
      const ci = top + row * step
      let zr = 0
      let zi = 0
      let n = 0
      while (n < limit && zr * zr + zi * zi < 65536) {
        const next = zr * zr - zi * zi + cr
        zi = 2 * zr * zi + ci
        zr = next
        n++
      }
      const smooth = n === limit ? n : n + 4 - Math.log2(Math.log2(zr * zr + zi * zi))
      out[row * columns + column] = Math.log2(smooth)
    }
  }
})

/** Each pixel as the mean of nine points. */
const mean = jit(function mean(out: Float64Array, points: Float64Array, width: number) {
  for (const pixel of prange(out)) {
    const first = 9 * width * Math.floor(pixel / width) + 3 * (pixel % width)
    let sum = 0
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) sum += points[first + 3 * width * row + column]!
    }
    out[pixel] = sum / 9
  }
})

/** The same piece of the plane, so many points wide. */
function view(compute: typeof mandelbrot.js, columns: number): Float64Array {
  const rows = (columns * 2) / 3
  const points = float64(columns * rows)
  compute(points, columns, rows, -0.74545, 0.12995, 0.00352 / columns)
  return points
}

assert.deepEqual(view(mandelbrot, 90), view(mandelbrot.js, 90), "not what JavaScript computes, bit for bit")

const width = 3 * Math.round(Number(process.argv[2] ?? 720) / 3)
const pixels = float64((width * width * 2) / 3)
mean(pixels, view(mandelbrot, 3 * width), width)
console.log(mandelbrot.explain())
console.log(mean.explain())

const colour = gradient("#0b0b2b", "#27346f", "#3f7fb0", "#a8dcd1", "#fff6d5", "#f5b461", "#c3423f", "#3a0f2d")
save(
  "mandelbrot.png",
  paint(pixels, width, (time) => colour((time - 5.1) / 5)),
)
