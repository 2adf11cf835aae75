/**
 * A photograph, blurred and reduced to its edges: a filter is a function of a pixel's neighbours.
 *
 *   node 46-image-filters.ts 240            writes image-filters.png: three pictures, 240 pixels wide each
 */
import assert from "node:assert/strict"
import { float32, jit, prange } from "heddle/jit"
import { catalogue } from "./demo/catalogue.ts"
import { readPhotograph } from "./demo/photograph.ts"
import { Canvas } from "./picture/canvas.ts"
import { paint, save } from "./picture/save.ts"

/** The mean of the pixels around each in its row or its column, weighted; beyond the border is what is at it. */
const blur = jit(function blur(
  from: Float32Array,
  to: Float32Array,
  weights: Float64Array,
  width: number,
  height: number,
  isUpright: boolean,
) {
  const radius = (weights.length - 1) / 2
  for (const row of prange(height)) {
    for (let column = 0; column < width; column++) {
      let sum = 0
      for (let k = -radius; k <= radius; k++) {
        const y = isUpright ? Math.min(Math.max(row + k, 0), height - 1) : row
        const x = isUpright ? column : Math.min(Math.max(column + k, 0), width - 1)
        sum += weights[k + radius]! * from[y * width + x]!
      }
      to[row * width + column] = sum
    }
  }
})

/** How steep the brightness is at each pixel (Sobel's operator); 0 at the border. */
const sobel = jit(function sobel(from: Float32Array, to: Float32Array, width: number, height: number) {
  for (const row of prange(1, height - 1)) {
    for (let column = 1; column < width - 1; column++) {
      const up = (row - 1) * width + column
      const here = row * width + column
      const down = (row + 1) * width + column
      const left = from[up - 1]! + 2 * from[here - 1]! + from[down - 1]!
      const right = from[up + 1]! + 2 * from[here + 1]! + from[down + 1]!
      const above = from[up - 1]! + 2 * from[up]! + from[up + 1]!
      const below = from[down - 1]! + 2 * from[down]! + from[down + 1]!
      to[here] = Math.sqrt((right - left) ** 2 + (below - above) ** 2)
    }
  }
})

/** The normal distribution at -3 to 3 standard deviations, as weights that add up to 1. */
function bell(deviation: number): Float64Array {
  const radius = Math.ceil(3 * deviation)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-(((k - radius) / deviation) ** 2) / 2),
  )
  const sum = weights.reduce((a, b) => a + b)
  return weights.map((weight) => weight / sum)
}

function blurred(image: Float32Array, width: number, deviation: number): Float32Array {
  const [half, whole] = [float32(image.length), float32(image.length)]
  const [weights, height] = [bell(deviation), image.length / width]
  blur(image, half, weights, width, height, false)
  blur(half, whole, weights, width, height, true)
  return whole
}

function edges(image: Float32Array, width: number): Float32Array {
  const out = float32(image.length)
  sobel(image, out, width, image.length / width)
  return out
}

// What is known: a slope is as steep everywhere, and a point becomes a bell that weighs as much.
const slope = Float32Array.from({ length: 12 * 12 }, (_, i) => 3 * (i % 12) + 4 * Math.floor(i / 12))
assert.equal(edges(slope, 12)[5 * 12 + 5], 8 * Math.hypot(3, 4))
const spot = blurred(
  Float32Array.from({ length: 31 * 31 }, (_, i) => (i === 15 * 31 + 15 ? 1 : 0)),
  31,
  2,
)
assert.ok(Math.abs(spot.reduce((a, b) => a + b) - 1) < 1e-5)
assert.equal(spot[15 * 31 + 10], spot[20 * 31 + 15])

const width = Number(process.argv[2] ?? 240)
const photograph = readPhotograph(catalogue[0]!.path)
const height = Math.round((width * photograph.height) / photograph.width)
const small = new Canvas(width, height, "#ffffff")
small.image(photograph, 0, 0, width, height)
const grey = float32(width * height)
for (let i = 0; i < grey.length; i++) {
  const [red, green, blue] = small.pixels.subarray(4 * i, 4 * i + 3)
  grey[i] = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

const panels = [grey, blurred(grey, width, width / 60), edges(grey, width).map((steep) => 255 - steep)]
const sheet = new Canvas(3 * width, height, "#ffffff")
for (const [i, panel] of panels.entries()) {
  const shades = paint(panel, width, (value) => {
    const shade = Math.round(Math.min(255, Math.max(0, value)))
    return [shade, shade, shade]
  })
  sheet.image(shades, i * width, 0, width, height)
}
console.log(blur.explain())
console.log(sobel.explain())
save("image-filters.png", sheet)
