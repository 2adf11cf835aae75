/**
 * K-means (Lloyd's algorithm): each point goes to its nearest centre, each centre to the middle of its points, until no
 * point changes sides.
 *
 *   node 45-k-means.ts 9000            writes k-means.png: 9000 points in seven heaps
 */
import assert from "node:assert/strict"
import { int32, jit, prange, random, zeros } from "heddle/jit"
import { Canvas } from "./picture/canvas.ts"
import { mixed, rgb } from "./picture/palette.ts"
import { paint, save } from "./picture/save.ts"

const points = Number(process.argv[2] ?? 9000)
const [width, height] = [720, 480]
// Of the heaps: where, how wide, and the colour of what is found.
const heaps = Float64Array.of(
  110,
  120,
  34,
  260,
  330,
  52,
  330,
  110,
  40,
  455,
  250,
  46,
  590,
  110,
  48,
  610,
  350,
  40,
  110,
  380,
  38,
)
const colours = ["#e4572e", "#17bebb", "#ffc914", "#76b041", "#5f4bb6", "#c03a8c", "#3c91e6"]
const clusters = colours.length

/** Heaps of points, normally distributed around their middles (Box and Muller). */
const scatter = jit(function scatter(x: Float64Array, y: Float64Array) {
  for (const i of prange(x)) {
    const heap = 3 * (i % clusters)
    const distance = heaps[heap + 2]! * Math.sqrt(-2 * Math.log(1 - Math.random()))
    const angle = 2 * Math.PI * Math.random()
    x[i] = heaps[heap]! + distance * Math.cos(angle)
    y[i] = heaps[heap + 1]! + distance * Math.sin(angle)
  }
})

/** The nearest centre of each point; gives back how many have another one now, and the sum of the squared distances. */
const assign = jit(function assign(
  x: Float64Array,
  y: Float64Array,
  cx: Float64Array,
  cy: Float64Array,
  nearest: Int32Array,
) {
  let changed = 0
  let inertia = 0
  for (const i of prange(x)) {
    let best = 0
    let least = Infinity
    for (let k = 0; k < cx.length; k++) {
      const distance = (x[i]! - cx[k]!) ** 2 + (y[i]! - cy[k]!) ** 2
      if (distance < least) {
        least = distance
        best = k
      }
    }
    if (nearest[i] !== best) changed++
    nearest[i] = best
    inertia += least
  }
  return { changed, inertia }
})

/** Moves each centre to the mean of its points: a thread a centre, so that no two write to one place. */
const centre = jit(function centre(
  x: Float64Array,
  y: Float64Array,
  cx: Float64Array,
  cy: Float64Array,
  nearest: Int32Array,
) {
  for (const k of prange(cx)) {
    let count = 0
    let sx = 0
    let sy = 0
    for (let i = 0; i < x.length; i++) {
      if (nearest[i] === k) {
        count++
        sx += x[i]!
        sy += y[i]!
      }
    }
    if (count > 0) {
      cx[k] = sx / count
      cy[k] = sy / count
    }
  }
})

const [x, y, nearest] = [zeros(points), zeros(points), int32(points)]
random.seed(11)
scatter(x, y)

// The centres begin on a circle in the middle.
const [cx, cy] = [zeros(clusters), zeros(clusters)]
for (let k = 0; k < clusters; k++) {
  cx[k] = 360 + 90 * Math.cos((2 * Math.PI * k) / clusters)
  cy[k] = 240 + 90 * Math.sin((2 * Math.PI * k) / clusters)
}

const ways: [x: number, y: number][] = []
for (let before = Infinity; ;) {
  const { changed, inertia } = assign(x, y, cx, cy, nearest)
  console.log(`${changed} points changed sides, the sum of squared distances is ${inertia.toFixed(0)}`)
  assert.ok(inertia <= before, "it has become larger")
  before = inertia
  if (changed === 0) break
  const [fromX, fromY] = [cx.slice(), cy.slice()]
  centre(x, y, cx, cy, nearest)
  for (let k = 0; k < clusters; k++) {
    for (let t = 0; t < 1; t += 0.005)
      ways.push([fromX[k]! + t * (cx[k]! - fromX[k]!), fromY[k]! + t * (cy[k]! - fromY[k]!)])
  }
}
for (let heap = 0; heap < heaps.length; heap += 3) {
  const distance = Math.min(...cx.map((x, k) => Math.hypot(x - heaps[heap]!, cy[k]! - heaps[heap + 1]!)))
  assert.ok(
    distance < 7 + 300 / Math.sqrt(points),
    `the nearest centre is ${distance} pixels from the middle of a heap`,
  )
}
console.log(assign.explain())

// Which centre is nearest to a pixel is asked of the same kernel.
const pixels = width * height
const nearestToPixel = int32(pixels)
const columns = Float64Array.from({ length: pixels }, (_, i) => (i % width) + 0.5)
const rows = Float64Array.from({ length: pixels }, (_, i) => Math.floor(i / width) + 0.5)
assign(columns, rows, cx, cy, nearestToPixel)
const tint = colours.map((colour) => mixed(rgb("#fffdf8"), rgb(colour), 0.13))
const canvas = new Canvas(width, height, "#fffdf8")
canvas.image(
  paint(nearestToPixel, width, (k) => tint[k]!),
  0,
  0,
  width,
  height,
)
for (let i = 0; i < points; i++) canvas.dot(x[i]!, y[i]!, 0.7, colours[nearest[i]!]!)
for (const [x, y] of ways) canvas.dot(x, y, 0.6, "#2a2622")
for (let k = 0; k < clusters; k++) {
  canvas.dot(cx[k]!, cy[k]!, 7, "#2a2622")
  canvas.dot(cx[k]!, cy[k]!, 5, colours[k]!)
}
save("k-means.png", canvas)
